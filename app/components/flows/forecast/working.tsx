import { Banner, BlockStack, Button, InlineStack, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

import type { Kind } from "../../../flows/forecast/kept/walk.server.ts";
import { useFormat, useT } from "../../locale.tsx";
import { ProgressBar } from "../../reports/progress-bar.tsx";
import { useEditor } from "../timeline/editor.ts";
import type { Asked, ForecastOf } from "./use-forecast.ts";

type Props<Of extends Kind> = {
  forecast: ForecastOf<Of>;
  asked: Asked;
  children: (result: NonNullable<NonNullable<ForecastOf<Of>["kept"]>["result"]>, stale: boolean) => ReactNode;
};

/** Around a forecast: asking for it, how far it is, ending it, and whether it is of an older draft. */
export function Working<Of extends Kind>({ forecast, asked, children }: Props<Of>) {
  const t = useT();
  const format = useFormat();
  const { problems } = useEditor();
  const { kept, busy, lost } = forecast;
  const ready = problems.length === 0;
  const stale = forecast.isStale(asked);
  const button = (words: "flowForecast.count" | "flowForecast.again") => (
    <InlineStack>
      <Button disabled={!ready} loading={busy} onClick={() => forecast.ask(asked)}>
        {t(words)}
      </Button>
    </InlineStack>
  );
  const hint = !ready && (
    <Text as="p" tone="subdued">
      {t("flowForecast.fixFirst")}
    </Text>
  );
  if (kept === null) {
    return (
      <BlockStack gap="200">
        {lost && <Text as="p">{t("flowForecast.lost")}</Text>}
        {hint}
        {button("flowForecast.count")}
      </BlockStack>
    );
  }
  if (kept.state === "working") {
    const { done, total } = kept;
    const share = total === 0 ? 0 : Math.min(99, Math.floor((100 * done) / total));
    const numbers = { done: format.number(done), total: format.number(total) };
    return (
      <BlockStack gap="200">
        <div role="status">
          <InlineStack align="space-between" gap="200">
            <Text as="span">{t("flowForecast.working")}</Text>
            <Text as="span" tone="subdued">
              {total === 0 ? "" : t("flowForecast.progress", numbers)}
            </Text>
          </InlineStack>
        </div>
        <ProgressBar size="small" progress={share} tone="highlight" />
        <InlineStack>
          <Button onClick={forecast.cancel}>{t("flowForecast.cancel")}</Button>
        </InlineStack>
      </BlockStack>
    );
  }
  if (kept.state === "failed" || kept.result === null) {
    return (
      <BlockStack gap="200">
        <Text as="p" tone="critical">
          {t("flowForecast.failed")}
        </Text>
        {hint}
        {button("flowForecast.again")}
      </BlockStack>
    );
  }
  return (
    <BlockStack gap="400">
      {stale && (
        <Banner tone="warning" title={t("flowForecast.stale")}>
          <BlockStack gap="200">
            {hint}
            {button("flowForecast.again")}
          </BlockStack>
        </Banner>
      )}
      {children(kept.result, stale)}
      <Text as="p" tone="subdued" variant="bodySm">
        {t("flowForecast.asOf", { at: format.dateTime(kept.asOf) })}
      </Text>
    </BlockStack>
  );
}
