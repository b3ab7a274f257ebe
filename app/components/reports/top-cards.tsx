import { Text } from "@shopify/polaris";

import type { PointsReport } from "../../insights/points/points-report.server.ts";
import { REFERRAL_RULE } from "../../points/entry.ts";
import { textIn } from "../../program/rules/texts.ts";
import { bonusName } from "../words/bonus-name.ts";
import { useFormat, useLocale, useT } from "../locale.tsx";
import { TitledCard } from "./titled-card.tsx";
import { PlainTable } from "./plain-table.tsx";

export function RulesCard({ rules }: Pick<PointsReport, "rules">) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const name = ({ rule, bonus }: PointsReport["rules"][number]) => {
    if (rule === null) return t("reports.ruleOrders");
    if (rule === REFERRAL_RULE) return t("referrals.ledger");
    return bonus === null ? t("reports.ruleGone", { key: rule }) : bonusName(bonus, t, locale);
  };
  return (
    <TitledCard title={t("reports.rules")} help={t("reports.rulesHelp")}>
      {rules.length === 0 ? (
        <Text as="p">{t("reports.rulesEmpty")}</Text>
      ) : (
        <PlainTable
          label={t("reports.rules")}
          headings={[t("reports.rule"), t("reports.times"), t("reports.points")]}
          rows={rules.map((share) => [name(share), format.number(share.times), format.number(share.points)])}
        />
      )}
    </TitledCard>
  );
}

export function RewardsCard({ rewards }: Pick<PointsReport, "rewards">) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  return (
    <TitledCard title={t("reports.rewards")} help={t("reports.rewardsHelp")}>
      {rewards.every(({ redeemed }) => redeemed === 0) ? (
        <Text as="p">{t("reports.rewardsEmpty")}</Text>
      ) : (
        <PlainTable
          label={t("reports.rewards")}
          headings={[
            ...[t("reports.reward"), t("reports.redeemed"), t("reports.used"), t("reports.open"), t("reports.released")],
            ...[t("reports.points"), t("reports.value")],
          ]}
          rows={rewards.map((reward) => [
            textIn(reward.title, locale),
            ...[reward.redeemed, reward.used, reward.open, reward.released].map(format.number),
            ...[format.number(reward.points), reward.valueMinor === 0n ? "–" : format.money(reward.valueMinor)],
          ])}
        />
      )}
    </TitledCard>
  );
}
