import fc from "fast-check";
import { expect, test } from "vitest";

import { adminOrderSchema, orderFromAdmin } from "../../../app/customers/orders/order-from-admin.ts";
import { orderFromWebhook } from "../../../app/customers/orders/order-from-webhook.ts";
import { ORDERS_BY_ID } from "../../../app/customers/orders/order.graphql.ts";
import type { OrderSnapshot } from "../../../app/customers/orders/order-snapshot.ts";
import { gid } from "../../../app/lib/gid.ts";
import { parseJson } from "../../../app/lib/json.ts";
import { answer } from "../../sandbox/admin-api/answer.ts";
import { createThrottle } from "../../sandbox/admin-api/throttle.ts";
import { createConfig } from "../../sandbox/config.ts";
import { renderJson } from "../../sandbox/world/json.ts";
import { orderBody } from "../../sandbox/world/order-body.ts";
import { operations, play, type Played } from "../../support/random-commerce.ts";
import { someShop } from "../../support/shops.ts";

const config = createConfig({
  clientId: "id",
  clientSecret: "secret",
  origin: "http://127.0.0.1:1",
  appUrl: "http://127.0.0.1:2",
  throttle: { maximumAvailable: 1e9, restoreRate: 1e9 },
});
const throttle = createThrottle(config);

async function fromAdmin({ world, shop }: Played): Promise<OrderSnapshot[]> {
  shop.installedScopes = ["read_orders", "read_customers", "read_products", "read_all_orders"];
  const ids = [...shop.orders.keys()].map((id) => gid("Order", id));
  const result = await answer(world, shop, config, throttle, { query: ORDERS_BY_ID, variables: { ids }, operationName: null });
  const { nodes } = (result as { data: { nodes: unknown[] } }).data;
  return nodes.map((node) => {
    const order = adminOrderSchema.parse(node);
    return orderFromAdmin(order, order.lineItems.nodes, order.shippingLines.nodes, order.refunds);
  });
}

function fromWebhooks({ shop }: Played): OrderSnapshot[] {
  return [...shop.orders.values()].map((order) => {
    const read = orderFromWebhook(parseJson(renderJson(orderBody(shop, order))), someShop);
    if (!read.ok) throw new Error(JSON.stringify(read.issues));
    return read.order;
  });
}

/**
 * Webhooks tell money that went back in a foreign currency without its shop amount: where the refund's books do not say it either, converting may be
 * off by a minor unit. Such an amount, and what was received in all, is replaced by the exact one; any other difference stays.
 */
function exactly(told: OrderSnapshot, read: OrderSnapshot | undefined, isForeign: boolean): OrderSnapshot {
  if (!isForeign || read === undefined) return told;
  const near = (a: bigint, b: bigint | undefined, by: bigint) => (b !== undefined && a - b <= by && b - a <= by ? b : a);
  return {
    ...told,
    receivedMinor:
      told.receivedMinor === null ? null : near(told.receivedMinor, read.receivedMinor ?? undefined, BigInt(told.refunds.length)),
    refunds: told.refunds.map((refund, index) => ({
      ...refund,
      moneyMinor: near(refund.moneyMinor, read.refunds[index]?.moneyMinor, 1n),
    })),
  };
}

test("an order read from the Admin API is the order that a webhook told", async () => {
  await fc.assert(
    fc.asyncProperty(operations, fc.boolean(), async (list, taxesIncluded) => {
      const played = play(list, taxesIncluded);
      const read = await fromAdmin(played);
      const foreign = [...played.shop.orders.values()].map((order) => order.presentmentCurrency !== order.currency);
      expect(read).toEqual(fromWebhooks(played).map((told, index) => exactly(told, read[index], foreign[index] ?? false)));
    }),
    { numRuns: 60 },
  );
});
