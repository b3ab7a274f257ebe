import { z } from "zod";

import { idFromGid } from "../../lib/gid.ts";
import { parseInstant } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { nodesById } from "../admin-api/by-ids.server.ts";
import type { OrderVersion } from "./order-version.ts";

const PAID = new Set(["paid", "partially_refunded", "refunded"]);
const TAKES_MONEY = new Set(["SALE", "CAPTURE"]);

const paymentsSchema = z
  .object({
    id: z.string(),
    transactions: z.array(z.object({ kind: z.string(), status: z.string(), processedAt: z.string().nullable() })),
  })
  .nullable();

/** Of these orders, those that were paid while the app was installed: Shopify told of the payment, and that makes an older order earn. */
export async function listPaidSince(shop: Shop, orders: readonly OrderVersion[]): Promise<Set<bigint>> {
  const candidates = orders.filter(({ financialStatus }) => PAID.has(financialStatus));
  const paid = new Set<bigint>();
  const orderIds = candidates.map(({ orderId }) => orderId);
  for await (const nodes of nodesById(shop, "payments", orderIds)) {
    for (const node of nodes.map((answer) => paymentsSchema.parse(answer))) {
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
