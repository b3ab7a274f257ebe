import { BlockStack, Button, Card, InlineStack, Link, List, Text } from "@shopify/polaris";

import type { SegmentUse } from "../../actions/segments/uses.server.ts";
import { to } from "../../pages.ts";
import { flowTitle } from "../flows/words/flow-words.ts";
import { textIn } from "../../program/rules/texts.ts";
import { useLocale, useT } from "../locale.tsx";

/** Where a segment is used, and what can be done with its members. */
export function UseCard({ segmentKey, uses }: { segmentKey: string; uses: readonly SegmentUse[] }) {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("segmentPage.usedIn")}
        </Text>
        {uses.length === 0 ? (
          <Text as="p" tone="subdued">
            {t("segmentPage.unused")}
          </Text>
        ) : (
          <UseList uses={uses} />
        )}
        <BlockStack gap="200">
          <Text as="h3" variant="headingSm">
            {t("segmentPage.useFor")}
          </Text>
          <InlineStack gap="200">
            <Button url={to("campaigns", { segment: segmentKey })}>{t("segmentPage.forCampaign")}</Button>
            <Button url={to("flows")}>{t("segmentPage.forFlow")}</Button>
            <Button url={to("adjust", { segment: segmentKey })}>{t("segmentPage.forPoints")}</Button>
          </InlineStack>
        </BlockStack>
      </BlockStack>
    </Card>
  );
}

/** What would miss something, each a link. */
export function UseList({ uses }: { uses: readonly SegmentUse[] }) {
  const t = useT();
  const locale = useLocale();
  return (
    <List>
      {uses.map((use) => (
        <List.Item key={`${use.kind} ${idOf(use)}`}>
          <Link url={addressOf(use)}>{wordsOf(use, t, locale)}</Link>
        </List.Item>
      ))}
    </List>
  );
}

function idOf(use: SegmentUse): number {
  switch (use.kind) {
    case "flow":
      return use.flowId;
    case "campaign":
      return use.campaignId;
    case "reward":
      return use.rewardId;
    case "achievement":
      return use.achievementId;
    case "module":
      return use.moduleId;
    case "gathering":
      return use.gatheringId;
    case "group":
      return use.groupId;
    case "segment":
      return use.segmentId;
  }
}

function addressOf(use: SegmentUse): string {
  switch (use.kind) {
    case "flow":
      return to("flow", { flowId: use.flowId });
    case "campaign":
      return to("campaign", { campaignId: use.campaignId });
    case "reward":
      return to("reward", { rewardId: use.rewardId });
    case "achievement":
      return to("achievement", { achievementId: use.achievementId });
    case "module":
      return to("module", { moduleId: use.moduleId });
    case "gathering":
      return to("gathering", { gatheringId: use.gatheringId });
    case "group":
      return to("group", { groupId: use.groupId });
    case "segment":
      return to("segment", { segmentId: use.segmentId });
  }
}

function wordsOf(use: SegmentUse, t: ReturnType<typeof useT>, locale: string): string {
  switch (use.kind) {
    case "flow":
      return t("segmentPage.useFlow", { name: flowTitle(use, t) });
    case "campaign":
      return t("segmentPage.useCampaign", { name: use.name });
    case "reward":
      return t("segmentPage.useReward", { name: textIn(use.title, locale) });
    case "achievement":
      return t("segmentPage.useAchievement", { name: textIn(use.title, locale) });
    case "module":
      return t("segmentPage.useModule", { name: textIn(use.title, locale) });
    case "gathering":
      return t("segmentPage.useEvent", { name: textIn(use.title, locale) });
    case "group":
      return t("segmentPage.useGroup", { name: textIn(use.title, locale) });
    case "segment":
      return t("segmentPage.useSegment", { name: use.name });
  }
}
