import { Badge, BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";

import type { Format } from "../../i18n/format.ts";
import type { Translate } from "../../i18n/translate.ts";
import type { CustomerScore } from "../../insights/scores/read-score.server.ts";
import { to } from "../../pages.ts";
import { groupNames } from "../../insights/rfm/group-words.ts";
import { useFormat, useT } from "../locale.tsx";

/** Expected within a year; of fewer it is said that none is, of more that no day can be told. */
const UNLIKELY = 0.5;

/** The customer's group and what to expect of them, each with the reason. Nothing of who has bought nothing or was not scored yet. */
export function ScoreCard({ score }: { score: CustomerScore | null }) {
  const t = useT();
  const format = useFormat();
  if (score === null) return null;
  const { prediction } = score;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" gap="200">
          <Text as="h2" variant="headingMd">
            {t("customer.outlook")}
          </Text>
          <Badge>{t(groupNames[score.group])}</Badge>
        </InlineStack>
        <Text as="p">{rhythm(score, t)}</Text>
        {prediction === null ? (
          <Text as="p" tone="subdued">
            {t("customer.outlookMissing")} <Link url={to("predictions")}>{t("customer.outlookWhy")}</Link>
          </Text>
        ) : (
          <Told prediction={prediction} t={t} format={format} />
        )}
        <Text as="p" variant="bodySm" tone="subdued">
          {t("customer.outlookAsOf", { date: format.date(score.scoredOn) })}
        </Text>
      </BlockStack>
    </Card>
  );
}

/** "Usually orders every 38 days; the last order was 61 days ago." */
function rhythm({ medianGapDays, purchaseDays, silentDays }: CustomerScore, t: Translate): string {
  if (medianGapDays !== null)
    return [t("customer.rhythm", { count: Math.round(medianGapDays) }), t("customer.silent", { count: silentDays })].join(" ");
  return [
    purchaseDays === 1 ? t("customer.rhythmOnce") : t("customer.rhythmTwice"),
    t("customer.silent", { count: silentDays }),
  ].join(" ");
}

type ToldProps = { prediction: NonNullable<CustomerScore["prediction"]>; t: Translate; format: Format };

function Told({ prediction: { alive, year, nextOn, nextBy }, t, format }: ToldProps) {
  const orders = {
    orders: format.number(Math.round(year.orders * 10) / 10),
    ...{ low: format.number(year.low), high: format.number(year.high) },
  };
  return (
    <BlockStack gap="100">
      <Text as="p">{t("customer.alive", { chance: format.percent(alive) })}</Text>
      <Text as="p">{t("customer.ordersAhead", orders)}</Text>
      {year.spend !== null && (
        <Text as="p">
          {t("customer.spendAhead", {
            spend: format.money(year.spend.minor),
            ...{ low: format.money(year.spend.lowMinor), high: format.money(year.spend.highMinor) },
          })}
        </Text>
      )}
      <Text as="p">
        {nextOn === null
          ? t(year.orders < UNLIKELY ? "customer.nextNone" : "customer.nextUncertain")
          : nextBy === "habit"
            ? t("customer.nextHabit", { date: format.date(nextOn) })
            : t("customer.nextPattern", { date: format.date(nextOn) })}
      </Text>
    </BlockStack>
  );
}
