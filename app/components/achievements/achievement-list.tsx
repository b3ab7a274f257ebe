import { Badge, BlockStack, Button, InlineStack, Link, Text } from "@shopify/polaris";

import type { AchievementState } from "../../achievements/achievements.server.ts";
import type { Preset } from "../../achievements/content/presets.ts";
import type { Terms } from "../../achievements/content/terms.ts";
import { endOf, startOf } from "../../achievements/progress/periods.ts";
import type { Figures } from "../../achievements/shown/figures.server.ts";
import { to } from "../../pages.ts";
import { textIn } from "../../program/rules/texts.ts";
import { useFormat, useLocale, useShop, useT } from "../locale.tsx";
import { Row, RowsCard } from "../page/rows-card.tsx";
import { Look } from "./preview-card.tsx";
import { goalWords, kindNames, stateNames } from "./words.ts";

export type ListedAchievement = {
  achievementId: number;
  state: AchievementState;
  terms: Terms;
  figures: Figures;
  /** Who has an order of the days; null: it has none, or that was not to be told in time. */
  takingPart: number | null;
};

type Tone = "success" | "attention" | "info" | undefined;
const tones: Record<AchievementState | "over" | "ahead", Tone> = {
  ...{ draft: "info", active: "success", paused: "attention", archived: undefined },
  ...{ over: undefined, ahead: "info" },
};

type Standing = Pick<ListedAchievement, "state" | "terms"> & { at: Date };

/** How it stands just now: a challenge that is on may be over or not have begun. */
export function useStanding({ state, terms: { challenge }, at }: Standing): AchievementState | "over" | "ahead" {
  const { timeZone } = useShop();
  if (state !== "active" || challenge === null) return state;
  if (at >= endOf(challenge.until, timeZone)) return "over";
  return at < startOf(challenge.from, timeZone) ? "ahead" : state;
}

/** Whether it can be earned just now. */
export function AchievementBadge(props: Standing) {
  const t = useT();
  const standing = useStanding(props);
  const tone = tones[standing];
  return <Badge {...(tone === undefined ? {} : { tone })}>{t(stateNames[standing])}</Badge>;
}

export function AchievementList({ listed, at }: { listed: readonly ListedAchievement[]; at: Date }) {
  const t = useT();
  return (
    <RowsCard title={t("achievements.yours")} none={t("achievements.none")}>
      {listed.map((one) => (
        <Line key={one.achievementId} one={one} at={at} />
      ))}
    </RowsCard>
  );
}

function Line({ one, at }: { one: ListedAchievement; at: Date }) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const { timeZone } = useShop();
  const { achievementId, state, terms, figures, takingPart } = one;
  const told = [
    t(kindNames[terms.kind]),
    goalWords(terms, t, format),
    ...(terms.challenge === null ? [] : [daysWords(terms.challenge, t, format, timeZone)]),
  ];
  const counted =
    state === "draft"
      ? []
      : [
          t("achievements.held", { count: figures.held }),
          ...(takingPart === null ? [] : [t("achievements.atIt", { count: takingPart })]),
          ...(terms.points > 0 ? [t("achievements.cost", { count: figures.points })] : []),
          ...(terms.rewardId !== null ? [t("achievements.rewardsGiven", { count: figures.rewards })] : []),
        ];
  return (
    <Row end={<AchievementBadge state={state} terms={terms} at={at} />}>
      <InlineStack gap="300" blockAlign="start" wrap={false}>
        <Look terms={terms} />
        <BlockStack gap="050">
          <Link url={to("achievement", { achievementId })}>{textIn(terms.title, locale)}</Link>
          <Text as="p" tone="subdued">
            {told.join(" · ")}
          </Text>
          {counted.length > 0 && <Text as="p">{counted.join(" · ")}</Text>}
        </BlockStack>
      </InlineStack>
    </Row>
  );
}

export function daysWords(
  { from, until }: { from: string; until: string },
  t: ReturnType<typeof useT>,
  format: ReturnType<typeof useFormat>,
  timeZone: string,
): string {
  return t("achievements.days", { from: format.date(startOf(from, timeZone)), until: format.date(startOf(until, timeZone)) });
}

export type ReadyMade = { preset: Preset; terms: Terms };

export function Gallery({ ready, busy, onAdd }: { ready: readonly ReadyMade[]; busy: boolean; onAdd: (preset: Preset) => void }) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  return (
    <RowsCard title={t("achievements.ready")} none={null} help={t("achievements.readyHelp")}>
      {ready.map(({ preset, terms }) => (
        <Row
          key={preset}
          end={
            <Button
              disabled={busy}
              onClick={() => onAdd(preset)}
              accessibilityLabel={t("achievements.addNamed", { name: textIn(terms.title, locale) })}
            >
              {t("achievements.add")}
            </Button>
          }
        >
          <InlineStack gap="300" blockAlign="start" wrap={false}>
            <Look terms={terms} />
            <BlockStack gap="050">
              <Text as="p" fontWeight="semibold">
                {textIn(terms.title, locale)}
              </Text>
              <Text as="p" tone="subdued">
                {`${t(kindNames[terms.kind])} · ${goalWords(terms, t, format)}`}
              </Text>
            </BlockStack>
          </InlineStack>
        </Row>
      ))}
    </RowsCard>
  );
}
