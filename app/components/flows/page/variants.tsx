import { BlockStack, Text } from "@shopify/polaris";

import type { DraftStep } from "../../../flows/editing/draft.ts";
import { eachStep, waysOf } from "../../../flows/editing/tree.ts";
import { compareVariants, variantOf, type Compared, type Variant } from "../../../insights/lift/variants.ts";
import { useFormat, useT } from "../../locale.tsx";
import { PlainTable } from "../../reports/plain-table.tsx";
import { useEditor } from "../timeline/editor.ts";
import { points } from "../words/lift-words.ts";

/** What the two ways of a split led to, side by side; nothing before an email of one of them has left. */
export function Variants({ step }: { step: DraftStep }) {
  const t = useT();
  const format = useFormat();
  const { figures } = useEditor();
  if (step.kind !== "split") return null;
  const [a, b] = waysOf(step).map(({ steps }) =>
    variantOf([...eachStep(steps)].flatMap(({ id, kind }) => (kind === "email" ? (figures.get(id) ?? []) : []))),
  );
  if (a === undefined || b === undefined || a.sent + b.sent === 0) return null;
  const counted = (count: number, { sent }: Variant) =>
    sent === 0 ? "–" : `${format.number(count)} (${format.percent(count / sent)})`;
  const row = (name: string, one: Variant) => [
    ...[name, format.number(one.sent), counted(one.clicks, one), counted(one.orders, one), format.money(one.revenueMinor)],
    one.sent === 0 ? "–" : format.money(one.revenueMinor / BigInt(one.sent)),
    one.unsubscribed === null ? "–" : format.number(one.unsubscribed),
  ];
  const headings = [
    ...([t("flowPeople.variant"), t("flowSteps.figSent"), t("flowSteps.figClicks"), t("flowSteps.figOrders")] as const),
    ...([t("flowSteps.figRevenue"), t("flowPeople.perEmail"), t("flowSteps.figUnsubscribed")] as const),
  ];
  return (
    <BlockStack gap="200">
      <PlainTable label={t("flowPeople.variants")} headings={headings} rows={[row("A", a), row("B", b)]} />
      <Differences compared={compareVariants(a, b)} />
      <Text as="p" tone="subdued" variant="bodySm">
        {t("flowPeople.horizon")}
      </Text>
    </BlockStack>
  );
}

function Differences({ compared }: { compared: Compared | null }) {
  const t = useT();
  const format = useFormat();
  if (compared === null) return null;
  const { clicks, orders } = compared;
  const verdict = ({ low, high }: typeof clicks) => t(low > 0 || high < 0 ? "flowPeople.notChance" : "flowPeople.chance");
  return (
    <BlockStack gap="100">
      <Text as="p">{t("flowPeople.clickDifference", { ...points(clicks, format), verdict: verdict(clicks) })}</Text>
      <Text as="p">{t("flowPeople.orderDifference", { ...points(orders, format), verdict: verdict(orders) })}</Text>
    </BlockStack>
  );
}
