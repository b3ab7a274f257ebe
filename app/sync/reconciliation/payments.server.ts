import { z } from "zod";

import { ORDER_PAYMENTS } from "../../customers/orders/order.graphql.ts";
import { gid, idFromGid } from "../../lib/gid.ts";
import { parseInstant } from "../../lib/time.ts";
import { adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { OrderVersion } from "./order-version.ts";

const ORDERS_PER_REQUEST = 50;
const PAID = new Set(["paid", "partially_refunded", "refunded"]);
const TAKES_MONEY = new Set(["SALE", "CAPTURE"]);

const paymentsSchema = z.object({
  nodes: z.array(
    z
      .object({
        id: z.string(),
        transactions: z.array(z.object({ kind: z.string(), status: z.string(), processedAt: z.string().nullable() })),
      })
      .nullable(),
  ),
});

/** Of these orders, those that were paid while the app was installed: Shopify told of the payment, and that makes an older order earn. */
export async function listPaidSince(shop: Shop, orders: readonly OrderVersion[]): Promise<Set<bigint>> {
  const candidates = orders.filter(({ financialStatus }) => PAID.has(financialStatus));
  const paid = new Set<bigint>();
  for (let start = 0; start < candidates.length; start += ORDERS_PER_REQUEST) {
    const page = candidates.slice(start, start + ORDERS_PER_REQUEST);
    const { nodes } = paymentsSchema.parse(
      await adminGraphql(shop, ORDER_PAYMENTS, { ids: page.map(({ orderId }) => gid("Order", orderId)) }),
    );
    for (const node of nodes) {
      if (node?.transactions.some((transaction) => isPaymentSince(transaction, shop.installedAt)) === true)
        paid.add(idFromGid(node.id, "Order"));
    }
  }
  return paid;
}

function isPaymentSince(
  { kind, status, processedAt }: { kind: string; status: string; processedAt: string | null },
  since: Date,
): boolean {
  return TAKES_MONEY.has(kind) && status === "SUCCESS" && processedAt !== null && parseInstant(processedAt) >= since;
}
