import { BlockStack, Text } from "@shopify/polaris";

import type { DraftStep } from "../../../flows/editing/draft.ts";
import { eachStep, waysOf } from "../../../flows/editing/tree.ts";
import { compareVariants, variantOf, type Compared, type Variant, type Verdict } from "../../../insights/lift/variants.ts";
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
  const told = (count: number | null) => (count === null ? "–" : format.number(count));
  const row = (name: string, one: Variant) => [
    ...[
      name,
      format.number(one.sent),
      told(one.delivered),
      counted(one.clicks, one),
      counted(one.orders, one),
      format.money(one.revenueMinor),
      counted(one.reached, one),
    ],
    one.sent === 0 ? "–" : format.money(one.revenueMinor / BigInt(one.sent)),
    ...[told(one.unsubscribed), told(one.complained)],
  ];
  const headings = [
    ...([
      t("flowPeople.variant"),
      t("flowSteps.figSent"),
      t("flowSteps.figDelivered"),
      t("flowSteps.figClicks"),
      t("flowSteps.figOrders"),
    ] as const),
    ...([
      t("flowSteps.figRevenue"),
      t("flowSteps.figReached"),
      t("flowPeople.perEmail"),
      t("flowSteps.figUnsubscribed"),
      t("flowSteps.figComplained"),
    ] as const),
  ];
  return (
    <BlockStack gap="200">
      <PlainTable label={t("flowPeople.variants")} headings={headings} rows={[row("A", a), row("B", b)]} />
      <Differences compared={compareVariants(a, b, typeof step.share === "number" ? step.share : 50)} />
      <Text as="p" tone="subdued" variant="bodySm">
        {t("flowPeople.horizon")}
      </Text>
    </BlockStack>
  );
}

const told = {
  clicks: { early: "flowPeople.clicksEarly", difference: "flowPeople.clickDifference" },
  orders: { early: "flowPeople.ordersEarly", difference: "flowPeople.orderDifference" },
  reached: { early: "flowPeople.reachedEarly", difference: "flowPeople.reachedDifference" },
} as const satisfies Record<keyof Compared, object>;

function Differences({ compared }: { compared: Compared | null }) {
  const t = useT();
  const format = useFormat();
  if (compared === null) return null;
  const words = (verdict: Verdict, { early, difference }: (typeof told)[keyof Compared]) => {
    if (verdict.kind === "too-early")
      return t(early, { have: format.number(verdict.have), needed: format.number(verdict.needed) });
    const { low, high } = verdict;
    const chance = t(low > 0 || high < 0 ? "flowPeople.notChance" : "flowPeople.chance");
    return t(difference, { ...points(verdict, format), verdict: chance });
  };
  return (
    <BlockStack gap="100">
      <Text as="p">{words(compared.clicks, told.clicks)}</Text>
      <Text as="p">{words(compared.orders, told.orders)}</Text>
      <Text as="p">{words(compared.reached, told.reached)}</Text>
    </BlockStack>
  );
}
