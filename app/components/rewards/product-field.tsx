import { Button, InlineError, InlineStack, Select, Text } from "@shopify/polaris";
import { useState } from "react";

import { useT } from "../locale.tsx";
import { usePicker } from "../page/bridge/picker.ts";
import type { DraftForm } from "./draft-form.ts";

export type ProductChoice = { productId: string; variantId: string; title: string };

/** The free product, chosen in Shopify's own picker; from a list where the picker cannot be opened. */
export function ProductField({ form, products }: { form: DraftForm; products: readonly ProductChoice[] }) {
  const t = useT();
  const openPicker = usePicker();
  const [listed, setListed] = useState(false);
  const { product } = form.draft;
  const { id, error } = form.field("product");
  const pick = async () => {
    try {
      const picked = await openPicker({ type: "variant", multiple: false, action: "select" });
      const variant = picked?.[0];
      const choice = variant === undefined ? null : choiceOf(variant);
      if (choice !== null) form.change({ product: choice });
    } catch {
      setListed(true);
    }
  };
  if (listed) {
    return (
      <Select
        id={id}
        label={t("rewardForm.productList")}
        options={[
          { label: t("common.choose"), value: "" },
          ...products.map(({ variantId, title }) => ({ label: title, value: variantId })),
        ]}
        value={product?.variantId ?? ""}
        error={error}
        onChange={(variantId) => form.change({ product: products.find((choice) => choice.variantId === variantId) ?? null })}
      />
    );
  }
  return (
    <div id={id} tabIndex={-1} role="group" aria-label={t("rewardForm.product")}>
      <InlineStack gap="300" blockAlign="center">
        <Text as="span" tone={product === null ? "subdued" : undefined}>
          {product === null ? t("rewardForm.productNone") : product.title}
        </Text>
        <Button onClick={() => void pick()}>
          {product === null ? t("rewardForm.chooseProduct") : t("rewardForm.changeProduct")}
        </Button>
      </InlineStack>
      {error !== undefined && <InlineError message={error} fieldID={id} />}
    </div>
  );
}

/** What the picker hands over, taken apart: gids of a variant and its product. */
function choiceOf(variant: unknown): ProductChoice | null {
  if (typeof variant !== "object" || variant === null) return null;
  const { id, displayName, title, product } = variant as Record<string, unknown>;
  const productGid = typeof product === "object" && product !== null && "id" in product ? product.id : null;
  const [variantId, productId] = [digits(id), digits(productGid)];
  const name = typeof displayName === "string" ? displayName : typeof title === "string" ? title : null;
  if (variantId === null || productId === null || name === null) return null;
  // What Shopify calls the only variant of a product.
  return { productId, variantId, title: name.replace(/ - Default Title$/, "") };
}

function digits(gid: unknown): string | null {
  return typeof gid === "string" ? (/\/(\d{1,19})$/.exec(gid)?.[1] ?? null) : null;
}
