import { Banner, BlockStack, Card, InlineStack, Text } from "@shopify/polaris";

import { useId } from "react";

import type { PlainKey } from "../../i18n/translate.ts";
import type { Backfill } from "../../insights/home/home.server.ts";
import { useT } from "../locale.tsx";
import { MissingScope } from "../page/missing-scope.tsx";
import { ProgressBar } from "../reports/progress-bar.tsx";

const kinds: Record<string, PlainKey> = {
  customers: "home.kindCustomers",
  orders: "home.kindOrders",
  products: "home.kindProducts",
};

/** How far the history is, and how far it can go back; silent once everything has been read. */
export function BackfillProgress({ backfills, allOrders }: { backfills: readonly Backfill[]; allOrders: boolean }) {
  const t = useT();
  if (backfills.every(({ state }) => state === "done")) return null;
  const failed = backfills.some(({ state }) => state === "failed");
  return (
    <Card>
      <BlockStack gap="400">
        {failed ? (
          <Banner tone="warning" title={t("home.backfillFailed")}>
            <p>{t("home.backfillFailedText")}</p>
          </Banner>
        ) : (
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t("home.backfillTitle")}
            </Text>
            <Text as="p" tone="subdued">
              {t("home.backfillText")}
            </Text>
          </BlockStack>
        )}
        <div role="status">
          <BlockStack gap="300">
            {backfills.map((backfill) => (
              <Row key={backfill.kind} backfill={backfill} />
            ))}
          </BlockStack>
        </div>
        {!allOrders && <MissingScope scope="read_all_orders" />}
      </BlockStack>
    </Card>
  );
}

function Row({ backfill }: { backfill: Backfill }) {
  const t = useT();
  const { kind, state, done, total } = backfill;
  const id = useId();
  const words = kinds[kind];
  const name = words === undefined ? kind : t(words);
  return (
    <BlockStack gap="100">
      <InlineStack align="space-between" gap="200">
        <Text as="span" fontWeight="medium" id={id}>
          {name}
        </Text>
        <Text as="span" tone="subdued">
          {useStateWords(backfill)}
        </Text>
      </InlineStack>
      <ProgressBar size="small" progress={percent(state, done, total)} ariaLabelledBy={id} />
    </BlockStack>
  );
}

function useStateWords({ state, done, total }: Backfill): string {
  const t = useT();
  switch (state) {
    case "waiting":
      return t("home.stateWaiting");
    case "running":
      return t("home.stateRunning");
    case "reading":
      return total === null ? t("home.stateReadingUnknown", { done }) : t("home.stateReading", { done, total });
    case "done":
      return t("home.stateDone", { count: done });
    case "failed":
      return t("home.stateFailed");
  }
}

function percent(state: Backfill["state"], done: number, total: number | null): number {
  if (state === "done") return 100;
  return total === null || total === 0 ? 0 : Math.min(99, Math.floor((100 * done) / total));
}
