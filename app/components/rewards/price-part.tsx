import { BlockStack, Button, FormLayout, InlineStack, Text, TextField } from "@shopify/polaris";

import type { RewardDraft } from "../../rewards/reward-draft.ts";
import { useShop, useT } from "../locale.tsx";
import { Part } from "../page/part.tsx";
import type { DraftForm } from "./draft-form.ts";
import { ProductField, type ProductChoice } from "./product-field.tsx";

type Props = { form: DraftForm; products: readonly ProductChoice[] };

/** Price and value of the kind that is chosen. */
export function PricePart({ form, products }: Props) {
  const t = useT();
  const { kind, steps } = form.draft;
  const stepped = kind === "amount" && steps.length > 0;
  return (
    <Part title={t("rewardForm.pricePart")} help={t("rewardForm.priceHelp")}>
      {kind === "slider" ? (
        <Slider form={form} />
      ) : stepped ? (
        <Steps form={form} />
      ) : (
        <FormLayout.Group condensed>
          <Points form={form} label={t("rewardForm.points")} />
          {(kind === "amount" || kind === "store-credit" || kind === "gift-card") && (
            <Value form={form} label={t("rewardForm.value")} />
          )}
          {kind === "percentage" && (
            <TextField
              {...form.field("percent")}
              label={t("rewardForm.percent")}
              value={form.draft.percent}
              onChange={(percent) => form.change({ percent })}
              suffix="%"
              inputMode="decimal"
              autoComplete="off"
              maxLength={5}
            />
          )}
        </FormLayout.Group>
      )}
      {kind === "amount" && <AddStep form={form} />}
      {kind === "product" && <ProductField form={form} products={products} />}
    </Part>
  );
}

function Points({ form, label }: { form: DraftForm; label: string }) {
  return (
    <TextField
      {...form.field("points")}
      label={label}
      value={form.draft.points}
      onChange={(points) => form.change({ points })}
      inputMode="numeric"
      autoComplete="off"
      maxLength={11}
    />
  );
}

function Value({ form, label }: { form: DraftForm; label: string }) {
  const { currency } = useShop();
  return (
    <TextField
      {...form.field("value")}
      label={label}
      value={form.draft.value}
      onChange={(value) => form.change({ value })}
      suffix={currency}
      inputMode="decimal"
      autoComplete="off"
      maxLength={12}
    />
  );
}

function Slider({ form }: { form: DraftForm }) {
  const t = useT();
  const bound = (name: "minPoints" | "maxPoints" | "stepPoints", label: string) => (
    <TextField
      {...form.field(name)}
      label={label}
      value={form.draft[name]}
      onChange={(value) => form.change({ [name]: value })}
      suffix={t("rewardForm.pointsUnit")}
      inputMode="numeric"
      autoComplete="off"
      maxLength={11}
    />
  );
  return (
    <FormLayout>
      <FormLayout.Group condensed>
        <Points form={form} label={t("rewardForm.sliderPoints")} />
        <Value form={form} label={t("rewardForm.sliderValue")} />
      </FormLayout.Group>
      <FormLayout.Group condensed>
        {bound("minPoints", t("rewardForm.minPoints"))}
        {bound("maxPoints", t("rewardForm.maxPoints"))}
        {bound("stepPoints", t("rewardForm.stepPoints"))}
      </FormLayout.Group>
    </FormLayout>
  );
}

function Steps({ form }: { form: DraftForm }) {
  const t = useT();
  const { currency } = useShop();
  const { steps } = form.draft;
  const set = (index: number, patch: Partial<RewardDraft["steps"][number]>) =>
    form.change({ steps: steps.map((step, at) => (at === index ? { ...step, ...patch } : step)) });
  const remove = (index: number) => form.change(withoutStep(form.draft, index));
  return (
    <BlockStack gap="300">
      <Text as="h3" variant="headingSm">
        {t("rewardForm.steps")}
      </Text>
      {steps.map((step, index) => {
        const number = index + 1;
        return (
          <FormLayout.Group condensed key={index}>
            <TextField
              {...form.field(`steps.${index}.points`)}
              label={t("rewardForm.stepOf", { number })}
              value={step.points}
              onChange={(points) => set(index, { points })}
              inputMode="numeric"
              autoComplete="off"
              maxLength={11}
            />
            <TextField
              {...form.field(`steps.${index}.value`)}
              label={t("rewardForm.stepValueOf", { number })}
              value={step.value}
              onChange={(value) => set(index, { value })}
              suffix={currency}
              inputMode="decimal"
              autoComplete="off"
              maxLength={12}
              connectedRight={
                <Button accessibilityLabel={t("rewardForm.removeStep", { number })} onClick={() => remove(index)}>
                  ×
                </Button>
              }
            />
          </FormLayout.Group>
        );
      })}
    </BlockStack>
  );
}

/** One price is no choice: what is left of two becomes the price itself. */
function withoutStep({ steps }: RewardDraft, index: number): Partial<RewardDraft> {
  const left = steps.filter((_, at) => at !== index);
  const [only] = left;
  return left.length === 1 && only !== undefined ? { steps: [], points: only.points, value: only.value } : { steps: left };
}

const MOST_STEPS = 20;

function AddStep({ form }: { form: DraftForm }) {
  const t = useT();
  const { steps, points, value } = form.draft;
  const add = () => form.change({ steps: [...(steps.length === 0 ? [{ points, value }] : steps), { points: "", value: "" }] });
  return (
    <InlineStack>
      <Button onClick={add} disabled={steps.length >= MOST_STEPS}>
        {t("rewardForm.addStep")}
      </Button>
    </InlineStack>
  );
}
