import { sql } from "kysely";
import { z } from "zod";

import { CUSTOMERS_THERE } from "../../customers/customer.graphql.ts";
import type { Fact } from "../../customers/facts.ts";
import { db } from "../../db.server.ts";
import { gid, idFromGid } from "../../lib/gid.ts";
import { ids } from "../../lib/rows.server.ts";
import { log } from "../../log.server.ts";
import * as pipeline from "../../pipeline.server.ts";
import { adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { fetchOrders } from "../history/fetch-orders.server.ts";
import type { Span } from "./spans.ts";
import { advance } from "./state.server.ts";

const PAGE = 250;
/** Customers asked about each time; the next time goes on after them, and begins anew after the last. */
const SLICE = 5_000;
/** Who is gone stays gone. When most of a page seems to be, an answer that is wrong is likelier than customers who are. */
const BELIEVED = 10;

const thereSchema = z.object({ nodes: z.array(z.object({ id: z.string() }).nullable()) });

/**
 * Finds customers whom Shopify no longer has: it lists neither deletions nor merges. Who is gone and whose orders now belong to one other customer
 * was merged into that one; anybody else was deleted.
 */
export async function findGone(shop: Shop, span: Span, clock: () => Date): Promise<void> {
  const { shopId } = shop;
  for (let asked = 0; asked < SLICE; asked += PAGE) {
    const customerIds = await nextCustomers(shopId, span);
    const gone = await listGone(shop, customerIds);
    const facts = await whatBecameOf(shop, gone, clock());
    await pipeline.inShop(shopId, async (tx) => {
      if (facts.length > 0) await pipeline.apply(tx, shop, facts, clock());
      await sql`
        update reconciliations set gone_after = ${customerIds.length < PAGE ? 0n : (customerIds.at(-1) ?? 0n)}
        where shop_id = ${shopId} and span = ${span}
      `.execute(tx);
      await advance(tx, shopId, span, { kind: "customers", caught: gone.length });
    });
    if (customerIds.length < PAGE) return;
  }
}

async function nextCustomers(shopId: number, span: Span): Promise<bigint[]> {
  const { rows } = await sql<{ customerId: bigint }>`
    select customer_id as "customerId" from customers
    where shop_id = ${shopId} and deleted_at is null and redacted_at is null and merged_into is null
      and customer_id > (select gone_after from reconciliations where shop_id = ${shopId} and span = ${span})
    order by customer_id limit ${PAGE}
  `.execute(db());
  return rows.map(({ customerId }) => customerId);
}

async function listGone(shop: Shop, customerIds: readonly bigint[]): Promise<bigint[]> {
  if (customerIds.length === 0) return [];
  const { nodes } = thereSchema.parse(
    await adminGraphql(shop, CUSTOMERS_THERE, { ids: customerIds.map((id) => gid("Customer", id)) }),
  );
  const there = new Set(nodes.flatMap((node) => (node === null ? [] : [idFromGid(node.id, "Customer")])));
  const gone = customerIds.filter((customerId) => !there.has(customerId));
  if (gone.length <= BELIEVED || gone.length * 2 < customerIds.length) return gone;
  log().warn({ shopId: shop.shopId, gone: gone.length }, "Shopify seems to have lost most customers of a page; not believed");
  return [];
}

async function whatBecameOf(shop: Shop, gone: readonly bigint[], at: Date): Promise<Fact[]> {
  if (gone.length === 0) return [];
  const { rows } = await sql<{ customerId: bigint; orderIds: string[] }>`
    select customer_id as "customerId", (array_agg(order_id order by order_id desc))[1:10]::text[] as "orderIds"
    from orders where shop_id = ${shop.shopId} and customer_id = any(${ids(gone)}) group by customer_id
  `.execute(db());
  const ordersOf = new Map(rows.map(({ customerId, orderIds }) => [customerId, orderIds.map(BigInt)]));
  const { facts: orders } = await fetchOrders(shop, [...ordersOf.values()].flat());
  const ownerOf = new Map(orders.map(({ order }) => [order.orderId, order.customerId]));
  const fates = gone.map((customerId): Fact => {
    const owners = new Set((ordersOf.get(customerId) ?? []).flatMap((orderId) => ownerOf.get(orderId) ?? []));
    const [keptId] = owners;
    return keptId === undefined || owners.size > 1 || keptId === customerId
      ? { kind: "customer-deleted", customerId, at }
      : { kind: "customers-merged", keptId, goneId: customerId, at };
  });
  return [...orders, ...fates];
}
