import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import type { AchievementState } from "../../achievements/achievements.server.ts";
import type { Terms } from "../../achievements/content/terms.ts";
import { useFormat, useShop, useT } from "../locale.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";
import { daysWords } from "./achievement-list.tsx";
import type { Choice } from "./goal-part.tsx";
import { goalWords, kindNames, stateNames, stateTexts } from "./words.ts";

type Intent = "activate" | "pause" | "archive";
type Props = {
  state: AchievementState;
  /** Something is typed that is not saved. */
  changed: boolean;
  busy: boolean;
  send: (intent: Intent) => void;
};

/** Whether it can be earned, and what can be done about it. */
export function StateCard({ state, changed, busy, send }: Props) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  const isOff = state === "draft" || state === "paused";
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {`${t("achievements.state")}: ${t(stateNames[state])}`}
        </Text>
        <Text as="p" tone="subdued">
          {t(stateTexts[state])}
        </Text>
        {isOff && changed && <Text as="p">{t("achievements.saveFirst")}</Text>}
        {state !== "archived" && (
          <InlineStack gap="200">
            {isOff ? (
              <Button variant="primary" disabled={busy || changed} onClick={() => send("activate")}>
                {t(state === "draft" ? "achievements.activate" : "achievements.resume")}
              </Button>
            ) : (
              <Button disabled={busy} onClick={() => send("pause")}>
                {t("achievements.pause")}
              </Button>
            )}
            <Button disabled={busy} onClick={() => setAsking(true)}>
              {t("achievements.archive")}
            </Button>
          </InlineStack>
        )}
      </BlockStack>
      <Confirm
        open={asking}
        title={t("achievements.archiveTitle")}
        action={t("achievements.archive")}
        onClose={() => setAsking(false)}
        onConfirm={() => send("archive")}
      >
        <p>{t("achievements.archiveText")}</p>
      </Confirm>
    </Card>
  );
}

type FixedProps = { terms: Terms; rewards: readonly Choice[]; segments: readonly Choice[]; tiers: readonly Choice[] };

/** What is asked and what it brings, once nobody may change it any more. */
export function FixedCard({ terms, rewards, segments, tiers }: FixedProps) {
  const t = useT();
  const format = useFormat();
  const { timeZone } = useShop();
  const { kind, only, challenge, streak, points, rewardId, segmentId } = terms;
  const named = (choices: readonly Choice[], value: string | number | null | undefined) =>
    choices.find((choice) => choice.value === String(value))?.label ?? String(value);
  const lines = [
    `${t(kindNames[kind])}: ${goalWords(terms, t, format)}`,
    ...(only === null ? [] : [`${t("achievements.only")}: ${only.value}`]),
    ...(segmentId === null ? [] : [`${t("achievements.segment")}: ${named(segments, segmentId)}`]),
    ...(streak === null || streak.misses === 0 ? [] : [`${t("achievements.misses")}: ${format.number(streak.misses)}`]),
    ...(challenge === null ? [] : [daysWords(challenge, t, format, timeZone)]),
    ...(challenge?.tier == null ? [] : [`${t("achievements.tier")}: ${named(tiers, challenge.tier)}`]),
    ...(challenge?.segmentId == null ? [] : [`${t("achievements.segment")}: ${named(segments, challenge.segmentId)}`]),
    ...(challenge?.winners == null ? [] : [`${t("achievements.winners")}: ${format.number(challenge.winners)}`]),
    ...(points === 0 ? [] : [`${t("achievements.points")}: ${format.number(points)}`]),
    ...(rewardId === null ? [] : [`${t("achievements.reward")}: ${named(rewards, rewardId)}`]),
  ];
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t("achievements.goalPart")}
        </Text>
        {lines.map((line) => (
          <Text as="p" key={line}>
            {line}
          </Text>
        ))}
        <Text as="p" tone="subdued">
          {t("achievements.fixed")}
        </Text>
      </BlockStack>
    </Card>
  );
}
