import { BlockStack, Button, ButtonGroup, FormLayout, InlineStack, Select, Text, TextField } from "@shopify/polaris";

import type { PlanDraft, PlanIssues } from "../../affiliates/setup/plan-form.ts";
import { useShop, useT } from "../locale.tsx";
import { DraftField } from "../page/draft-field.tsx";
import { Part } from "../page/part.tsx";

type Props = { draft: PlanDraft; issues: PlanIssues; onType: (change: Partial<PlanDraft>) => void };
type TextName = "name" | "rateValue" | "customerDays" | "waitDays" | "discountPercent" | "recruiterPercent";

/** What affiliates with a plan get, of which orders, and when. */
export function PlanEditor({ draft, issues, onType }: Props) {
  const t = useT();
  const { currency } = useShop();
  const field = (name: TextName, label: string, help?: string) => (
    <DraftField
      {...{ draft, onType, name, label }}
      {...(help === undefined ? {} : { help })}
      error={issues[name] === true ? t("affiliatePlans.wrong") : undefined}
    />
  );
  const kinds = [
    { value: "percent", label: t("affiliatePlans.percent") },
    { value: "amount", label: t("affiliatePlans.amount", { currency }) },
  ];
  return (
    <BlockStack gap="600">
      <Part title={t("affiliatePlans.rate")}>
        {field("name", t("affiliatePlans.name"))}
        <FormLayout.Group>
          <Select
            label={t("affiliatePlans.rate")}
            options={kinds}
            value={draft.rateKind}
            onChange={(kind) => onType({ rateKind: kind as PlanDraft["rateKind"] })}
          />
          {field("rateValue", t("affiliatePlans.value"))}
        </FormLayout.Group>
        <FormLayout.Group>
          <Select
            label={t("affiliatePlans.orders")}
            options={[
              { value: "all", label: t("affiliatePlans.ordersAll") },
              { value: "first", label: t("affiliatePlans.ordersFirst") },
              { value: "repeat", label: t("affiliatePlans.ordersRepeat") },
            ]}
            value={draft.orders}
            onChange={(orders) => onType({ orders: orders as PlanDraft["orders"] })}
          />
          {field("customerDays", t("affiliatePlans.customerDays"), t("affiliatePlans.customerDaysHelp"))}
        </FormLayout.Group>
        <FormLayout.Group>
          {field("waitDays", t("affiliatePlans.waitDays"), t("affiliatePlans.waitDaysHelp"))}
          {field("discountPercent", t("affiliatePlans.discount"), t("affiliatePlans.discountHelp"))}
        </FormLayout.Group>
      </Part>
      <Part title={t("affiliatePlans.recruiter")} help={t("affiliatePlans.recruiterLaw")}>
        {field("recruiterPercent", t("affiliatePlans.recruiterPercent"), t("affiliatePlans.recruiterHelp"))}
      </Part>
      <Part title={t("affiliatePlans.overrides")} help={t("affiliatePlans.overridesHelp")}>
        {draft.overrides.map((rule, at) => {
          const change = (changed: Partial<typeof rule>) =>
            onType({ overrides: draft.overrides.map((one, place) => (place === at ? { ...one, ...changed } : one)) });
          return (
            <BlockStack key={at} gap="200">
              <FormLayout.Group condensed>
                <Select
                  label={t("affiliatePlans.of")}
                  options={[
                    { value: "product", label: t("affiliatePlans.product") },
                    { value: "collection", label: t("affiliatePlans.collection") },
                  ]}
                  value={rule.of}
                  onChange={(of) => change({ of: of as typeof rule.of })}
                />
                <TextField label={t("affiliatePlans.id")} value={rule.id} onChange={(id) => change({ id })} autoComplete="off" />
              </FormLayout.Group>
              <FormLayout.Group condensed>
                <Select
                  label={t("affiliatePlans.rate")}
                  options={kinds}
                  value={rule.kind}
                  onChange={(kind) => change({ kind: kind as typeof rule.kind })}
                />
                <TextField
                  label={t("affiliatePlans.value")}
                  value={rule.value}
                  onChange={(value) => change({ value })}
                  autoComplete="off"
                />
              </FormLayout.Group>
              <Remove onRemove={() => onType({ overrides: draft.overrides.filter((_, place) => place !== at) })} />
            </BlockStack>
          );
        })}
        {issues.overrides === true && <Wrong>{t("affiliatePlans.wrongOverrides")}</Wrong>}
        <Button
          onClick={() => onType({ overrides: [...draft.overrides, { of: "product", id: "", kind: "percent", value: "" }] })}
        >
          {t("affiliatePlans.addOverride")}
        </Button>
      </Part>
      <Part title={t("affiliatePlans.steps")} help={t("affiliatePlans.stepsHelp")}>
        {draft.steps.map((step, at) => {
          const change = (changed: Partial<typeof step>) =>
            onType({ steps: draft.steps.map((one, place) => (place === at ? { ...one, ...changed } : one)) });
          return (
            <BlockStack key={at} gap="200">
              <FormLayout.Group condensed>
                <TextField
                  label={t("affiliatePlans.from", { currency })}
                  value={step.from}
                  onChange={(from) => change({ from })}
                  autoComplete="off"
                />
                <TextField
                  label={t("affiliatePlans.stepPercent")}
                  value={step.percent}
                  onChange={(percent) => change({ percent })}
                  autoComplete="off"
                />
              </FormLayout.Group>
              <Remove onRemove={() => onType({ steps: draft.steps.filter((_, place) => place !== at) })} />
            </BlockStack>
          );
        })}
        {issues.steps === true && <Wrong>{t("affiliatePlans.wrongSteps")}</Wrong>}
        <Button onClick={() => onType({ steps: [...draft.steps, { from: "", percent: "" }] })}>
          {t("affiliatePlans.addStep")}
        </Button>
      </Part>
    </BlockStack>
  );
}

function Remove({ onRemove }: { onRemove: () => void }) {
  const t = useT();
  return (
    <InlineStack align="end">
      <ButtonGroup>
        <Button variant="tertiary" onClick={onRemove}>
          {t("affiliatePlans.remove")}
        </Button>
      </ButtonGroup>
    </InlineStack>
  );
}

function Wrong({ children }: { children: string }) {
  return (
    <Text as="p" tone="critical">
      {children}
    </Text>
  );
}
