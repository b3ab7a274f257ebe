import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";

import { useFormat, useT } from "../../locale.tsx";
import { ProgressBar } from "../../reports/progress-bar.tsx";
import { deferWords, reasonWords } from "../../words/reasons.ts";
import type { Forecast, Sum } from "./use-forecast.ts";

type Props = { forecast: Forecast; /** There is something to foresee. */ ready: boolean; dailyLimit: number | null };

/** What would become of the audience as it is typed: the page shows how far it has looked. */
export function ForecastCard({ forecast: { sum, failed, again }, ready, dailyLimit }: Props) {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("campaigns.forecast")}
        </Text>
        <div role="status">
          {!ready ? (
            <Text as="p" tone="subdued">
              {t("campaigns.forecastNone")}
            </Text>
          ) : failed ? (
            <InlineStack gap="200" blockAlign="center">
              <Text as="p">{t("campaigns.forecastFailed")}</Text>
              <Button onClick={again}>{t("campaigns.forecastAgain")}</Button>
            </InlineStack>
          ) : (
            <BlockStack gap="200">
              {sum.next === null ? <Foreseen sum={sum} dailyLimit={dailyLimit} /> : <Looking sum={sum} />}
            </BlockStack>
          )}
        </div>
        <Text as="p" tone="subdued" variant="bodySm">
          {t("campaigns.forecastText")}
        </Text>
      </BlockStack>
    </Card>
  );
}

function Looking({ sum: { looked, total } }: { sum: Sum }) {
  const t = useT();
  const format = useFormat();
  const words = t("campaigns.forecastLooking", { done: format.number(looked), total: format.number(total) });
  return (
    <>
      <ProgressBar
        size="small"
        ariaLabelledBy="campaign-forecast"
        progress={total === 0 ? 0 : Math.min(99, (100 * looked) / total)}
      />
      <Text as="p" tone="subdued" id="campaign-forecast">
        {words}
      </Text>
    </>
  );
}

function Foreseen({ sum, dailyLimit }: { sum: Sum; dailyLimit: number | null }) {
  const t = useT();
  return (
    <>
      <Text as="p" variant="headingLg">
        {t("campaigns.forecastGets", { count: sum.gets })}
      </Text>
      <Text as="p" tone="subdued">
        {t("campaigns.forecastOf", { count: sum.looked })}
      </Text>
      {sum.otherLanguage > 0 && <Text as="p">{t("campaigns.forecastLanguage", { count: sum.otherLanguage })}</Text>}
      {dailyLimit !== null && sum.gets > 0 && (
        <Text as="p">{t("campaigns.forecastDays", { count: Math.ceil(sum.gets / dailyLimit) })}</Text>
      )}
      <Counts
        title={t("campaigns.forecastLater")}
        counts={sum.later.map(({ reason, count }) => ({ count, words: deferWords(t, reason) }))}
      />
      <Counts
        title={t("campaigns.forecastNever")}
        counts={sum.never.map(({ reason, count }) => ({ count, words: reasonWords(t, reason) }))}
      />
    </>
  );
}

function Counts({ title, counts }: { title: string; counts: readonly { count: number; words: string }[] }) {
  const format = useFormat();
  if (counts.length === 0) return null;
  return (
    <BlockStack gap="100">
      <Text as="h3" variant="headingSm">
        {title}
      </Text>
      <ul className="checks">
        {counts.map(({ count, words }) => (
          <li key={words}>{`${format.number(count)} · ${words}`}</li>
        ))}
      </ul>
    </BlockStack>
  );
}
