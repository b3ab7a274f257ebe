import { BlockStack, Card, Text } from "@shopify/polaris";

import type { AchievementState } from "../../achievements/achievements.server.ts";
import type { Terms } from "../../achievements/content/terms.ts";
import { useFormat, useShop, useT } from "../locale.tsx";
import { SwitchCard } from "../page/switch-card.tsx";
import { daysWords, useStanding } from "./achievement-list.tsx";
import type { Choice } from "./goal-part.tsx";
import { goalWords, kindNames, stateNames, stateTexts } from "./words.ts";

type Intent = "activate" | "pause" | "archive";
type Props = {
  state: AchievementState;
  terms: Terms;
  /** Now. */
  at: Date;
  /** Something is typed that is not saved. */
  changed: boolean;
  busy: boolean;
  send: (intent: Intent) => void;
};

/** Whether it can be earned, and what can be done about it. */
export function StateCard({ state, terms, at, changed, busy, send }: Props) {
  const t = useT();
  const standing = useStanding({ state, terms, at });
  const isOff = state === "draft" || state === "paused";
  const end = {
    ...{ label: t("achievements.archive"), title: t("achievements.archiveTitle"), text: t("achievements.archiveText") },
    onAction: () => send("archive"),
  };
  return (
    <SwitchCard
      title={`${t("achievements.state")}: ${t(stateNames[standing])}`}
      text={t(stateTexts[standing])}
      busy={busy}
      first={changed ? t("achievements.saveFirst") : null}
      on={
        isOff
          ? { label: t(state === "draft" ? "achievements.activate" : "achievements.resume"), onAction: () => send("activate") }
          : null
      }
      off={
        standing === "active" || standing === "ahead" ? { label: t("achievements.pause"), onAction: () => send("pause") } : null
      }
      end={state === "archived" ? null : end}
    />
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
