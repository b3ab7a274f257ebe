import { Badge, BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";

import type { Format } from "../../i18n/format.ts";
import type { Translate } from "../../i18n/translate.ts";
import type { CustomerScore } from "../../insights/scores/read-score.server.ts";
import { to } from "../../pages.ts";
import { groupNames } from "../../insights/rfm/group-words.ts";
import { useFormat, useT } from "../locale.tsx";

/** Expected in the longest span; of fewer it is said that none is, of more that no day can be told. */
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

const between = (value: string, low: string, high: string) => `${value} (${low} – ${high})`;

type ToldProps = { prediction: NonNullable<CustomerScore["prediction"]>; t: Translate; format: Format };

function Told({ prediction: { alive, ahead, nextOn, nextBy }, t, format }: ToldProps) {
  return (
    <BlockStack gap="200">
      <Text as="p">{t("customer.alive", { chance: format.percent(alive) })}</Text>
      {ahead.map(({ days, orders, low, high, spend }) => (
        <div key={days}>
          <Text as="h3" variant="bodySm" tone="subdued">
            {`${t("customer.ahead")} ${t("customer.aheadDays", { count: days })}`}
          </Text>
          <Pair name={t("customer.aheadOrders")}>
            {between(format.number(Math.round(orders * 10) / 10), format.number(low), format.number(high))}
          </Pair>
          {spend !== null && (
            <Pair name={t("customer.aheadSpend")}>
              {between(format.money(spend.minor), format.money(spend.lowMinor), format.money(spend.highMinor))}
            </Pair>
          )}
        </div>
      ))}
      <Text as="p" variant="bodySm" tone="subdued">
        {t("customer.aheadRanges")}
      </Text>
      <Text as="p">
        {nextOn === null
          ? t((ahead.at(-1)?.orders ?? 0) < UNLIKELY ? "customer.nextNone" : "customer.nextUncertain")
          : nextBy === "habit"
            ? t("customer.nextHabit", { date: format.date(nextOn) })
            : t("customer.nextPattern", { date: format.date(nextOn) })}
      </Text>
    </BlockStack>
  );
}

/** In a narrow column, where a table has no room for amounts and their ranges. */
function Pair({ name, children }: { name: string; children: string }) {
  return (
    <InlineStack align="space-between" gap="200">
      <Text as="span">{name}</Text>
      <Text as="span">{children}</Text>
    </InlineStack>
  );
}
