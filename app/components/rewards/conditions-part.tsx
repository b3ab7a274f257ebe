import { BlockStack, Button, Checkbox, ChoiceList, FormLayout, InlineStack, Select, Text, TextField } from "@shopify/polaris";

import type { PlainKey } from "../../i18n/translate.ts";
import { isPaidOut } from "../../rewards/reward.ts";
import type { RewardDraft } from "../../rewards/reward-draft.ts";
import { useShop, useT } from "../locale.tsx";
import { usePicker } from "../page/bridge/picker.ts";
import { Part } from "../page/part.tsx";
import type { DraftForm } from "./draft-form.ts";
import { useSegmentName } from "../segment-badge.tsx";
import type { SegmentName, TierName } from "./preview-card.tsx";
import { periodNames } from "./reward-words.ts";

type Props = { form: DraftForm; tiers: readonly TierName[]; segments: readonly SegmentName[] };

/** Who can redeem it, how often, and what its code may be used with. Kinds that are paid out at once have no code. */
export function ConditionsPart({ form, tiers, segments }: Props) {
  const t = useT();
  const { kind } = form.draft;
  const coded = !isPaidOut(kind);
  return (
    <Part title={t("rewardForm.rulesPart")} help={t("rewardForm.rulesHelp")}>
      {coded && <CodeFields form={form} />}
      <Limits form={form} />
      <Tiers form={form} tiers={tiers} />
      <Segment form={form} segments={segments} />
      {coded && <Combines form={form} />}
      {["amount", "slider", "percentage"].includes(kind) && <Collections form={form} />}
    </Part>
  );
}

function CodeFields({ form }: { form: DraftForm }) {
  const t = useT();
  const { currency } = useShop();
  return (
    <FormLayout.Group condensed>
      <TextField
        {...form.field("minSpend")}
        label={t("rewardForm.minSpend")}
        helpText={t("rewardForm.minSpendHelp")}
        value={form.draft.minSpend}
        onChange={(minSpend) => form.change({ minSpend })}
        suffix={currency}
        inputMode="decimal"
        autoComplete="off"
        maxLength={12}
      />
      <TextField
        {...form.field("validDays")}
        label={t("rewardForm.validDays")}
        helpText={t("rewardForm.validHelp")}
        value={form.draft.validDays}
        onChange={(validDays) => form.change({ validDays })}
        inputMode="numeric"
        autoComplete="off"
        maxLength={5}
      />
    </FormLayout.Group>
  );
}

function Limits({ form }: { form: DraftForm }) {
  const t = useT();
  const { stock, limitTimes, limitPeriod } = form.draft;
  return (
    <FormLayout>
      <FormLayout.Group condensed>
        <TextField
          {...form.field("limitTimes")}
          label={t("rewardForm.limitTimes")}
          helpText={t("rewardForm.limitHelp")}
          value={limitTimes}
          onChange={(value) => form.change({ limitTimes: value })}
          inputMode="numeric"
          autoComplete="off"
          maxLength={5}
        />
        <Select
          label={t("rewardForm.limitPeriod")}
          options={(["ever", "year", "month"] as const).map((period) => ({ label: t(periodNames[period]), value: period }))}
          value={limitPeriod}
          disabled={limitTimes.trim() === ""}
          onChange={(value) =>
            form.change({
              limitPeriod: value === "year" || value === "month" ? value : ("ever" satisfies RewardDraft["limitPeriod"]),
            })
          }
        />
      </FormLayout.Group>
      <TextField
        {...form.field("stock")}
        label={t("rewardForm.stock")}
        helpText={t("rewardForm.stockHelp")}
        value={stock}
        onChange={(value) => form.change({ stock: value })}
        inputMode="numeric"
        autoComplete="off"
        maxLength={11}
      />
    </FormLayout>
  );
}

function Tiers({ form, tiers }: { form: DraftForm; tiers: readonly TierName[] }) {
  const t = useT();
  const chosen = form.draft.tiers;
  const gone = chosen.filter((key) => !tiers.some((tier) => tier.key === key));
  if (tiers.length + gone.length === 0) return null;
  const { id, error } = form.field("tiers");
  return (
    <div id={id} tabIndex={-1}>
      <BlockStack gap="100">
        <ChoiceList
          title={t("rewardForm.tiers")}
          allowMultiple
          choices={[
            ...tiers.map(({ key, name }) => ({ label: name, value: key })),
            ...gone.map((key) => ({ label: t("rewardForm.tierGone", { tier: key }), value: key })),
          ]}
          selected={chosen}
          error={error}
          onChange={(selected) => form.change({ tiers: selected })}
        />
        <Text as="p" tone="subdued">
          {t("rewardForm.tiersHelp")}
        </Text>
      </BlockStack>
    </div>
  );
}

function Segment({ form, segments }: Omit<Props, "tiers">) {
  const t = useT();
  const segmentName = useSegmentName();
  const { segmentId } = form.draft;
  const gone = segmentId !== "" && !segments.some((segment) => String(segment.segmentId) === segmentId);
  return (
    <Select
      {...form.field("segmentId")}
      label={t("rewardForm.segment")}
      helpText={t("rewardForm.segmentHelp")}
      options={[
        { label: t("rewardForm.segmentNone"), value: "" },
        ...segments.map((segment) => ({ label: segmentName(segment), value: String(segment.segmentId) })),
        ...(gone ? [{ label: t("rewardForm.segmentGone"), value: segmentId }] : []),
      ]}
      value={segmentId}
      onChange={(chosen) => form.change({ segmentId: chosen })}
    />
  );
}

const combinations: Record<keyof RewardDraft["combinesWith"], PlainKey> = {
  order: "rewardForm.combinesOrder",
  product: "rewardForm.combinesProduct",
  shipping: "rewardForm.combinesShipping",
};

function Combines({ form }: { form: DraftForm }) {
  const t = useT();
  const { combinesWith } = form.draft;
  return (
    <fieldset className="bare">
      <legend>{t("rewardForm.combines")}</legend>
      <BlockStack>
        {(["order", "product", "shipping"] as const).map((name) => (
          <Checkbox
            key={name}
            label={t(combinations[name])}
            checked={combinesWith[name]}
            onChange={(checked) => form.change({ combinesWith: { ...combinesWith, [name]: checked } })}
          />
        ))}
      </BlockStack>
    </fieldset>
  );
}

function Collections({ form }: { form: DraftForm }) {
  const t = useT();
  const openPicker = usePicker();
  const { collections } = form.draft;
  const pick = async () => {
    const picked = await openPicker({
      ...{ type: "collection", multiple: true, action: "select" },
      selectionIds: collections.map((id) => ({ id: `gid://shopify/Collection/${id}` })),
    }).catch(() => undefined);
    if (picked === undefined) return;
    const ids = picked.flatMap(({ id }) => /\/(\d{1,19})$/.exec(id)?.[1] ?? []);
    form.change({ collections: ids });
  };
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="bodyMd">
        {t("rewardForm.collections")}
      </Text>
      <InlineStack gap="300" blockAlign="center">
        {collections.length > 0 && <Text as="span">{t("rewardForm.collectionsChosen", { count: collections.length })}</Text>}
        <Button onClick={() => void pick()}>{t("rewardForm.chooseCollections")}</Button>
        {collections.length > 0 && (
          <Button variant="plain" onClick={() => form.change({ collections: [] })}>
            {t("rewardForm.clearCollections")}
          </Button>
        )}
      </InlineStack>
      <Text as="p" tone="subdued">
        {t("rewardForm.collectionsHelp")}
      </Text>
    </BlockStack>
  );
}
