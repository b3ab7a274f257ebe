import type { Tale } from "../../../customers/timeline.ts";
import type { Format } from "../../../i18n/format.ts";
import type { Translate } from "../../../i18n/translate.ts";
import { orderIn } from "./event-data.ts";

/** What became of an order. */
export function orderSentence({ kind, data }: Extract<Tale, { kind: `order.${string}` }>, t: Translate, format: Format): string {
  const order = orderIn(data) ?? "?";
  switch (kind) {
    case "order.placed":
      return t("timeline.orderPlaced", { order, amount: format.money(data.totalMinor ?? 0n) });
    case "order.paid":
      return t("timeline.orderPaid", { order });
    case "order.fulfilled":
      return t("timeline.orderFulfilled", { order });
    case "order.delivered":
      return data.basis === "delivered" ? t("timeline.orderDelivered", { order }) : t("timeline.orderExpected", { order });
    case "order.refunded":
      return t("timeline.orderRefunded", { order, amount: format.money(data.amountMinor ?? 0n) });
    case "order.cancelled":
      return t("timeline.orderCancelled", { order });
    case "order.deleted":
      return t("timeline.orderDeleted", { order });
    case "order.disputed":
      return t("timeline.orderDisputed", { order });
    case "order.dispute-lost":
      return t("timeline.orderDisputeLost", { order });
    case "order.dispute-won":
      return t("timeline.orderDisputeWon", { order });
    case "order.claimed":
      return t("timeline.orderClaimed", { order });
  }
}
