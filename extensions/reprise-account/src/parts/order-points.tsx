/** @jsxImportSource preact */
import type { OrderView } from "../api.ts";
import { counted, day, t } from "../words.ts";

/** What an order has brought, or will, and since when that can be spent. */
export function OrderPoints({ order }: Pick<OrderView, "order">) {
  return (
    <s-stack accessibilityRole="status" gap="small-200">
      {lines(order).map((line, index) =>
        index === 0 ? <s-text type="strong">{line}</s-text> : <s-text color="subdued">{line}</s-text>,
      )}
    </s-stack>
  );
}

function lines(order: OrderView["order"]): string[] {
  if (order === null) return [t("order.soon")];
  const { points, pending, available_on, awaits, expected } = order;
  const told = points === 0 ? [] : [counted("order.earned", points)];
  if (pending > 0 && available_on !== null) told.push(t("order.usable_html", { date: day(available_on) }));
  if (awaits !== null) told.push(counted(awaits === "payment" ? "order.when_paid" : "order.when_shipped", expected));
  return told.length === 0 ? [t("order.none")] : told;
}
