import { BlockStack, Button, InlineStack, Text, TextField, Thumbnail } from "@shopify/polaris";
import { ImageIcon } from "@shopify/polaris-icons";

import type { Learned, SupplyProduct } from "../../refill/supply/list.server.ts";
import { ENOUGH_REPEATS } from "../../refill/rhythm.ts";
import { nameOf } from "../../refill/supply/typed.ts";
import { useFormat, useT } from "../locale.tsx";
import type { SupplyForm } from "./use-supply-form.ts";

/** One or two repeats are told, and suggest nothing. */
const ENOUGH_TO_SUGGEST = 3;

/** A product a row, with how long it lasts, what repeats tell of that, and its variants. */
export function SupplyList({ products, form }: { products: readonly SupplyProduct[]; form: SupplyForm }) {
  const t = useT();
  return (
    <ul className="rows" aria-label={t("refill.list")}>
      {products.map(({ productId, title, imageUrl, variants, learned }) => (
        <li key={String(productId)}>
          <div className="wrap-anywhere row-main supply">
            <InlineStack gap="300" blockAlign="center" wrap={false}>
              <Thumbnail source={imageUrl ?? ImageIcon} alt="" size="small" />
              <Text as="h2" variant="headingSm">
                {title}
              </Text>
            </InlineStack>
            <BlockStack gap="300">
              <DaysField
                form={form}
                name={nameOf({ productId, variantId: 0n })}
                label={t("refill.daysOf", { product: title })}
                what={title}
                learned={learned}
              />
              {variants.length > 0 && (
                <BlockStack gap="200">
                  <Text as="p" tone="subdued">
                    {t("refill.variants")}
                  </Text>
                  {variants.map((variant) => (
                    <DaysField
                      key={String(variant.variantId)}
                      form={form}
                      name={nameOf({ productId, variantId: variant.variantId })}
                      label={t("refill.daysOfVariant", { product: title, variant: variant.title })}
                      shown={variant.title}
                      what={`${title}, ${variant.title}`}
                      learned={variant.learned}
                    />
                  ))}
                </BlockStack>
              )}
            </BlockStack>
          </div>
        </li>
      ))}
    </ul>
  );
}

type FieldProps = {
  form: SupplyForm;
  name: string;
  /** With the product's name, for who hears it. */
  label: string;
  /** What stands beside the field. */
  shown?: string;
  what: string;
  learned: Learned | null;
};

function DaysField({ form, name, label, shown, what, learned }: FieldProps) {
  const t = useT();
  const format = useFormat();
  const days = (count: number) => format.number(Math.max(1, Math.round(count)));
  const suggestion =
    learned === null || learned.repeats < ENOUGH_TO_SUGGEST || learned.purchase !== null
      ? null
      : Math.min(1000, Math.max(1, Math.round(learned.median)));
  const error = form.errors.has(name) ? t("refill.wrong") : undefined;
  return (
    <BlockStack gap="100">
      <InlineStack gap="200" blockAlign="center">
        <div className="narrow-field">
          <TextField
            id={`supply-${name}`}
            label={label}
            labelHidden
            inputMode="numeric"
            autoComplete="off"
            maxLength={7}
            value={form.valueOf(name)}
            suffix={t("refill.unit")}
            error={error}
            onChange={(value) => form.type(name, value)}
          />
        </div>
        {shown !== undefined && (
          <Text as="span" tone="subdued">
            {shown}
          </Text>
        )}
        {suggestion !== null && form.valueOf(name) !== String(suggestion) && (
          <Button
            variant="plain"
            accessibilityLabel={t("refill.takeOf", { days: suggestion, product: what })}
            onClick={() => form.type(name, String(suggestion))}
          >
            {t("refill.take", { days: suggestion })}
          </Button>
        )}
      </InlineStack>
      {learned !== null && (
        <Text as="p" variant="bodySm" tone="subdued">
          {learned.purchase === null
            ? t("refill.learned", {
                ...{ count: learned.repeats, median: days(learned.median), low: days(learned.low), high: days(learned.high) },
              })
            : t("refill.learnedByPurchase", { count: learned.repeats, days: days(learned.purchase) })}
          {learned.repeats >= ENOUGH_REPEATS && ` ${t("refill.learnedInUse")}`}
        </Text>
      )}
    </BlockStack>
  );
}
