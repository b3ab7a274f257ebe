import { BlockStack, Select, Text } from "@shopify/polaris";

import { canEnd, type ExitKind } from "../../../flows/definition/definition.ts";
import { horizonDays } from "../../../flows/definition/horizon.ts";
import type { DraftGoal, DraftTrigger } from "../../../flows/editing/draft.ts";
import { canReach, goalKinds, isOfOrders, MOST_PRODUCTS, type GoalKind } from "../../../flows/goal/goal.ts";
import type { PlainKey } from "../../../i18n/translate.ts";
import { useT } from "../../locale.tsx";
import { ResourceField } from "../../program-editor/resource-field.tsx";
import { useSegmentName } from "../../segment-badge.tsx";
import { useEditor } from "../timeline/editor.ts";
import { exitNames, goalNames } from "../words/choice-words.ts";
import { NumberField } from "./number-field.tsx";
import { useIssue } from "./opened.tsx";

/** The exit that ends a run when its goal is reached; null: there is none. Any purchase is one of the product, too. */
function exitFor(kind: GoalKind, trigger: DraftTrigger, exits: readonly ExitKind[]): ExitKind | null {
  const event = trigger.kind === "event" ? trigger.event : "";
  if (kind === "reward-used") return event === "reward-issued" ? "reward-used" : null;
  if (!isOfOrders({ kind })) return null;
  const own = kind === "same-product" && canEnd("product-purchase", { kind: trigger.kind, event });
  return own && !exits.includes("purchase") ? "product-purchase" : "purchase";
}

/** What is to be said of how a goal can be taken back. */
const helps: Partial<Record<GoalKind, PlainKey>> = {
  "same-product": "flowSteps.goalSameHelp",
  "reward-used": "flowSteps.goalRewardHelp",
  "points-redeemed": "flowSteps.goalPointsHelp",
  "consent-given": "flowSteps.goalConsentHelp",
};

/** What the flow is to bring about, and for how long that counts. */
export function GoalFields() {
  const t = useT();
  const { draft, change, shop } = useEditor();
  const issue = useIssue(null);
  const segmentName = useSegmentName();
  const { goal, trigger } = draft;
  const { products = [], segmentId = null } = goal;
  const set = (patch: Partial<DraftGoal>) => change({ goal: { ...goal, ...patch } });
  const help = helps[goal.kind] ?? (isOfOrders(goal) ? "flowSteps.goalTakenBack" : null);
  return (
    <>
      <Select
        label={t("flowSteps.goal")}
        options={goalKinds
          .filter((kind) => kind === goal.kind || canReach(kind, trigger))
          .map((kind) => ({ value: kind, label: t(goalNames[kind]) }))}
        value={goal.kind}
        error={issue("goal")}
        helpText={t("flowSteps.goalHelp")}
        onChange={(chosen) => set({ kind: goalKinds.find((kind) => kind === chosen) ?? "order" })}
      />
      {goal.kind === "products" && (
        <ResourceField
          type="product"
          label={t("flowSteps.goalProductsField")}
          pick={t("flowSteps.goalPick")}
          ids={products.map(({ productId }) => productId)}
          titles={Object.fromEntries(products.map(({ productId, title }) => [productId, title]))}
          error={issue("goalProducts")}
          onChange={(ids, titles) => set({ products: productsOf(ids, titles) })}
        />
      )}
      {goal.kind === "segment-entered" && (
        <Select
          label={t("flowSteps.segment")}
          placeholder={t("common.choose")}
          options={shop.segments.map((segment) => ({ value: String(segment.segmentId), label: segmentName(segment) }))}
          value={segmentId === null ? "" : String(segmentId)}
          error={issue("goalSegment")}
          onChange={(chosen) => set({ segmentId: Number(chosen) })}
        />
      )}
      <NumberField
        label={t("flowSteps.goalDays")}
        helpText={t("flowSteps.goalDaysHelp", { count: horizonDays(draft) })}
        value={goal.afterDays}
        error={issue("goalDays")}
        onChange={(afterDays) => set({ afterDays })}
      />
      <BlockStack gap="100">
        {help !== null && (
          <Text as="p" tone="subdued">
            {t(help)}
          </Text>
        )}
        <Text as="p" tone="subdued">
          <WhetherItEnds />
        </Text>
      </BlockStack>
    </>
  );
}

/** Whether runs end with the goal: that is an exit, and chosen among these. */
function WhetherItEnds() {
  const t = useT();
  const { draft } = useEditor();
  const { goal, exits, trigger } = draft;
  if (goal.kind === "same-product" && trigger.kind === "due") return t("flowSteps.goalEndsDue");
  const exit = exitFor(goal.kind, trigger, exits);
  if (exit === null) return t("flowSteps.goalGoesOnAlways");
  const values = { exit: t(exitNames[exit]) };
  return exits.includes(exit) ? t("flowSteps.goalEnds", values) : t("flowSteps.goalGoesOn", values);
}

function productsOf(ids: readonly string[], titles: Readonly<Record<string, string>>): NonNullable<DraftGoal["products"]> {
  return ids.slice(0, MOST_PRODUCTS).map((id) => ({ productId: id.slice(0, 40), title: (titles[id] ?? id).slice(0, 255) }));
}
