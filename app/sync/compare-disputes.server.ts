import { sql } from "kysely";

import type { FactOf } from "../facts/fact.ts";
import { adminDisputesSchema, disputesFromAdmin } from "../customers/orders/snapshot/order-from-admin.ts";
import { ORDERS_DISPUTED } from "../customers/orders/snapshot/order.graphql.ts";
import { readDisputes } from "../customers/orders/order-fate.ts";
import { db, type Tx } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import { plusMs } from "../lib/time.ts";
import { change } from "../pipeline/change.server.ts";
import type { Shop } from "../shops/shop.ts";
import { nodesById } from "./admin-api/by-ids.server.ts";
import { pagesOf } from "./admin-api/pages.server.ts";
import { SETTLING_MS, type Span } from "./reconciliation/spans.ts";
import { advance } from "./reconciliation/state.server.ts";

/** What Shopify's search can be asked for; `prevented` is not among it. */
const SEARCHED = ["needs_response", "under_review", "accepted", "lost", "won"];

/**
 * Compares what is known of disputes with Shopify. The webhooks about them need a right that Shopify grants on request only; an order's own list of its disputes
 * needs none, so every shop hears of them at night.
 */
export async function compareDisputes(shop: Shop, span: Span, clock: () => Date): Promise<void> {
  const query = SEARCHED.map((status) => `chargeback_status:${status}`).join(" OR ");
  const open = new Set(await listOpen(shop.shopId));
  const asked = () => plusMs(clock(), -SETTLING_MS);
  for (let at = asked(), pages = pagesOf(shop, ORDERS_DISPUTED, "orders", query); ; at = asked()) {
    const page = await pages.next();
    if (page.done === true) break;
    const told = page.value.nodes.flatMap((node) => disputesFromAdmin(adminDisputesSchema.parse(node), at));
    for (const { orderId } of told) open.delete(orderId);
    await settle(shop, span, told, clock);
  }
  // Whatever has become of these, the search does not find them.
  for (let at = asked(), pages = nodesById(shop, "disputes", [...open]); ; at = asked()) {
    const page = await pages.next();
    if (page.done === true) break;
    const there = page.value.filter((node) => node !== null);
    const told = there.flatMap((node) => disputesFromAdmin(adminDisputesSchema.parse(node), at));
    await settle(shop, span, told, clock);
  }
}

async function settle(shop: Shop, span: Span, told: readonly FactOf<"dispute">[], clock: () => Date): Promise<void> {
  const news = await listNews(shop.shopId, told);
  if (news.length === 0) return;
  const write = async (tx: Tx) => {
    await advance(tx, shop.shopId, span, { kind: "orders", caught: new Set(news.map(({ orderId }) => orderId)).size });
    return { result: null, facts: news };
  };
  await change(shop, write, clock);
}

/** What is not known yet, of orders that are. */
async function listNews(shopId: number, told: readonly FactOf<"dispute">[]): Promise<FactOf<"dispute">[]> {
  if (told.length === 0) return [];
  const { rows } = await sql<{ orderId: bigint; disputes: unknown }>`
    select order_id as "orderId", coalesce(f.disputes, '{}') as disputes from orders o left join order_fates f using (shop_id, order_id)
    where shop_id = ${shopId} and order_id = any(${ids(told.map(({ orderId }) => orderId))})
  `.execute(db());
  const known = new Map(rows.map(({ orderId, disputes }) => [orderId, readDisputes(disputes)]));
  return told.filter(({ orderId, disputeId, status }) => {
    const disputes = known.get(orderId);
    return disputes !== undefined && disputes[disputeId.toString()]?.status !== status;
  });
}

async function listOpen(shopId: number): Promise<bigint[]> {
  const { rows } = await sql<{ orderId: bigint }>`
    select order_id as "orderId" from orders where shop_id = ${shopId} and dispute = 'open' order by order_id
  `.execute(db());
  return rows.map(({ orderId }) => orderId);
}
