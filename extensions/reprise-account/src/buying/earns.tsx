/** @jsxImportSource preact */
import type { EstimateView } from "../api.ts";
import { counted, t } from "../words.ts";

/** "This order earns you 630 points", as the theme says it in the cart. */
export function Earns({ view: { points, about, adds } }: { view: EstimateView }) {
  if (points === 0) return null;
  return (
    <s-stack gap="small-200">
      <s-text type="strong">
        {points === null ? t("cart.earn_uncounted") : counted(about ? "cart.earn_about" : "cart.earn", points)}
      </s-text>
      {points !== null && adds.tax && <s-text color="subdued">{t("cart.tax")}</s-text>}
      {points !== null && adds.shipping && <s-text color="subdued">{t("cart.shipping")}</s-text>}
    </s-stack>
  );
}
