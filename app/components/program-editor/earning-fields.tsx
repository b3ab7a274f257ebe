import { BlockStack, Box, Checkbox, ChoiceList, FormLayout, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import { toMinor } from "../../lib/money.ts";
import { decimalOf } from "../../lib/typed-number.ts";
import { readForm } from "../../program/read-form.ts";
import { worthMinor } from "../../program/rules/rules.ts";
import type { RulesForm } from "../../program/rules-form.ts";
import { useFormat, useLocale, useShop, useT } from "../locale.tsx";
import { Part } from "../page/part.tsx";
import { useEditor, useIssue } from "./editor.tsx";
import { pointsFor, sampleOf, type SampleShop } from "../../points/orders/sample-order.ts";

/** How purchases earn points, with an order worked out beside it. */
export function EarningFields({ sample }: { sample: SampleShop }) {
  const { form, change } = useEditor();
  const issue = useIssue();
  const t = useT();
  const { currency } = useShop();
  const { earn, base, reward } = form;
  return (
    <BlockStack gap="600">
      <Part title={t("programEdit.rate")} help={t("programEdit.rateHelp")}>
        <FormLayout.Group>
          <TextField
            label={t("programEdit.ratePoints")}
            value={earn.points}
            onChange={(points) => change({ earn: { ...earn, points } })}
            error={issue("earn.points")}
            inputMode="decimal"
            autoComplete="off"
            maxLength={16}
          />
          <TextField
            label={t("programEdit.rateUnits")}
            value={earn.units}
            onChange={(units) => change({ earn: { ...earn, units } })}
            error={issue("earn.units")}
            suffix={currency}
            inputMode="decimal"
            autoComplete="off"
            maxLength={16}
          />
        </FormLayout.Group>
        <Example form={form} sample={sample} />
      </Part>
      <Part title={t("programEdit.base")} help={t("programEdit.baseHelp")}>
        <Checkbox
          label={t("programEdit.baseTax")}
          helpText={t("programEdit.baseTaxHelp")}
          checked={base.tax}
          onChange={(tax) => change({ base: { ...base, tax } })}
        />
        <Checkbox
          label={t("programEdit.baseShipping")}
          checked={base.shipping}
          onChange={(shipping) => change({ base: { ...base, shipping } })}
        />
        <Checkbox
          label={t("programEdit.baseDiscounts")}
          helpText={t("programEdit.baseDiscountsHelp")}
          checked={base.discounts}
          onChange={(discounts) => change({ base: { ...base, discounts } })}
        />
        <Checkbox
          label={t("programEdit.companies")}
          helpText={t("programEdit.companiesHelp")}
          checked={form.companies}
          onChange={(companies) => change({ companies })}
        />
      </Part>
      <Part title={t("programEdit.award")} help={t("programEdit.awardHelp")}>
        <ChoiceList
          title={t("programEdit.awardOn")}
          choices={[
            { label: t("programEdit.awardPaid"), value: "paid" },
            { label: t("programEdit.awardFulfilled"), value: "fulfilled" },
          ]}
          selected={[form.awardOn]}
          onChange={([awardOn]) => change({ awardOn: awardOn === "fulfilled" ? "fulfilled" : "paid" })}
        />
        <ChoiceList
          title={t("programEdit.disputes")}
          choices={[
            { label: t("programEdit.disputesKeep"), value: "keep" },
            { label: t("programEdit.disputesHold"), value: "hold", helpText: t("programEdit.disputesHelp") },
          ]}
          selected={[form.openDisputes]}
          onChange={([chosen]) => change({ openDisputes: chosen === "hold" ? "hold" : "keep" })}
        />
        <TextField
          label={t("programEdit.pending")}
          helpText={t("programEdit.pendingHelp")}
          value={form.pendingDays}
          onChange={(pendingDays) => change({ pendingDays })}
          error={issue("pendingDays")}
          suffix={t("programEdit.days")}
          inputMode="numeric"
          autoComplete="off"
          maxLength={4}
        />
      </Part>
      <Part title={t("programEdit.worth")} help={t("programEdit.worthHelp")}>
        <FormLayout.Group>
          <TextField
            label={t("programEdit.worthPoints")}
            value={reward.points}
            onChange={(points) => change({ reward: { ...reward, points } })}
            error={issue("reward.points")}
            inputMode="numeric"
            autoComplete="off"
            maxLength={9}
          />
          <TextField
            label={t("programEdit.worthUnits")}
            value={reward.units}
            onChange={(units) => change({ reward: { ...reward, units } })}
            error={issue("reward.units")}
            suffix={currency}
            inputMode="decimal"
            autoComplete="off"
            maxLength={16}
          />
        </FormLayout.Group>
        <Checkbox
          label={t("programEdit.returnPartial")}
          helpText={t("programEdit.returnPartialHelp")}
          checked={form.returnOnPartialRefund}
          onChange={(returnOnPartialRefund) => change({ returnOnPartialRefund })}
        />
      </Part>
    </BlockStack>
  );
}

const FIRST_EXAMPLE = "49.90";

function Example({ form, sample }: { form: RulesForm; sample: SampleShop }) {
  const t = useT();
  const locale = useLocale();
  const { currency } = useShop();
  const [typed, setTyped] = useState(() => (locale === "de" ? FIRST_EXAMPLE.replace(".", ",") : FIRST_EXAMPLE));
  const amount = decimalOf(typed);
  const goodsMinor = amount !== null && /^\d{1,9}(\.\d{1,3})?$/.test(amount) ? toMinor(amount, currency) : null;
  return (
    <Box background="bg-surface-secondary" padding="400" borderRadius="200">
      <BlockStack gap="300">
        <Sentence form={form} goodsMinor={goodsMinor} sample={sample} />
        <Box maxWidth="14rem">
          <TextField
            label={t("programEdit.example")}
            value={typed}
            onChange={setTyped}
            suffix={currency}
            inputMode="decimal"
            autoComplete="off"
            maxLength={13}
          />
        </Box>
      </BlockStack>
    </Box>
  );
}

type SentenceProps = { form: RulesForm; goodsMinor: bigint | null; sample: SampleShop };

function Sentence({ form, goodsMinor, sample }: SentenceProps) {
  const t = useT();
  const format = useFormat();
  const shop = useShop();
  const read = readForm({ ...form, multipliers: [], bonuses: [], tiers: null }, shop);
  if (!read.ok || goodsMinor === null) {
    return (
      <Text as="p" tone="subdued">
        {t("programEdit.exampleNone")}
      </Text>
    );
  }
  const order = sampleOf(goodsMinor, sample);
  const points = pointsFor(order, read.rules, sample);
  const values = {
    count: points,
    amount: format.money(goodsMinor),
    worth: format.money(worthMinor(points, read.rules, shop.currency)),
  };
  const tax = { tax: format.money(order.taxMinor) };
  return (
    <div role="status">
      <Text as="p" variant="headingMd">
        {t("programEdit.exampleEarns", values)}
      </Text>
      <Text as="p" tone="subdued">
        {read.rules.base.tax
          ? t("programEdit.exampleTaxIn", tax)
          : sample.taxesIncluded
            ? t("programEdit.exampleTaxOut", tax)
            : t("programEdit.exampleTaxTop", tax)}
      </Text>
    </div>
  );
}
