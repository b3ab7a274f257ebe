import { sql } from "kysely";

import type { Fact } from "../../facts/fact.ts";
import { db, type Tx } from "../../db.server.ts";
import { keepStatistics } from "../../insights/scores/shopify-statistics.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { plusMs } from "../../lib/time.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { fetchOrders } from "../history/fetch-orders.server.ts";
import type { Span } from "../reconciliation/spans.ts";
import { advance } from "../reconciliation/state.server.ts";
import { APART_MS, askFor, listGone, PAGE, SETTLED_MS, SLICE, WITNESSES } from "./known-to-shopify.server.ts";

/**
 * Finds customers whom Shopify no longer has: it lists neither deletions nor merges. Who is gone and whose orders now belong to one other customer
 * was merged into that one; anybody else was deleted. Nobody is taken for gone before Shopify has twice not known them, two nights one after the other.
 */
export async function findGone(shop: Shop, span: Span, clock: () => Date): Promise<void> {
  await askAgain(shop, span, clock);
  const { shopId } = shop;
  for (let asked = 0; asked < SLICE; asked += PAGE) {
    const customerIds = await nextCustomers(shopId, span, clock());
    const { gone, there } = await listGone(shop, "Customer", customerIds);
    const note = async (tx: Tx, at: Date) => {
      await sql`
        update customers set missing_since = ${at} where shop_id = ${shopId} and customer_id = any(${ids(gone)}) and missing_since is null
      `.execute(tx);
      const scores = await keepStatistics(tx, shopId, there);
      await sql`
        update reconciliations set gone_after = ${customerIds.length < PAGE ? 0n : (customerIds.at(-1) ?? 0n)}
        where shop_id = ${shopId} and span = ${span}
      `.execute(tx);
      return { result: null, moved: { scores } };
    };
    await change(shop, note, clock);
    if (customerIds.length < PAGE) return;
  }
}

/** Asks once more about those whom Shopify did not know some time ago: they are gone, or it was wrong. */
async function askAgain(shop: Shop, span: Span, clock: () => Date): Promise<void> {
  const { shopId } = shop;
  const [missing, witnesses] = [await listMissing(shopId, clock()), await listWitnesses(shopId)];
  for (let start = 0; start < missing.length; start += PAGE - WITNESSES) {
    const customerIds = missing.slice(start, start + PAGE - WITNESSES);
    const there = await askFor(shop, "Customer", [...customerIds, ...witnesses]);
    if (!witnesses.some((customerId) => there.has(customerId))) return;
    const gone = customerIds.filter((customerId) => !there.has(customerId));
    const facts = await whatBecameOf(shop, gone, clock());
    const caught = facts.filter(({ kind }) => kind !== "order").length;
    const settle = async (tx: Tx) => {
      await sql`update customers set missing_since = null where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(
        tx,
      );
      await advance(tx, shopId, span, { kind: "customers", caught });
      return { result: null, facts };
    };
    await change(shop, settle, clock);
  }
}

/** Others, whom Shopify knew: an answer in which they too are missing says nothing. */
async function listWitnesses(shopId: number): Promise<bigint[]> {
  const { rows } = await sql<{ customerId: bigint }>`
    select customer_id as "customerId" from customers
    where shop_id = ${shopId} and deleted_at is null and redacted_at is null and merged_into is null and missing_since is null
    order by customer_id desc limit ${WITNESSES}
  `.execute(db());
  return rows.map(({ customerId }) => customerId);
}

async function listMissing(shopId: number, now: Date): Promise<bigint[]> {
  const { rows } = await sql<{ customerId: bigint }>`
    select customer_id as "customerId" from customers
    where shop_id = ${shopId} and deleted_at is null and redacted_at is null and merged_into is null
      and missing_since <= ${plusMs(now, -APART_MS)}
    order by customer_id limit ${SLICE}
  `.execute(db());
  return rows.map(({ customerId }) => customerId);
}

/** The next to be asked about, but for those of whom something is new or already doubtful. */
async function nextCustomers(shopId: number, span: Span, now: Date): Promise<bigint[]> {
  const settled = plusMs(now, -SETTLED_MS);
  const { rows } = await sql<{ customerId: bigint }>`
    select customer_id as "customerId" from customers
    where shop_id = ${shopId} and deleted_at is null and redacted_at is null and merged_into is null
      and created_at <= ${settled} and (source_updated_at is null or source_updated_at <= ${settled}) and missing_since is null
      and customer_id > (select gone_after from reconciliations where shop_id = ${shopId} and span = ${span})
    order by customer_id limit ${PAGE}
  `.execute(db());
  return rows.map(({ customerId }) => customerId);
}

async function whatBecameOf(shop: Shop, missing: readonly bigint[], at: Date): Promise<Fact[]> {
  if (missing.length === 0) return [];
  const ordersOf = await listOrdersOf(shop.shopId, missing);
  const { facts: orders } = await fetchOrders(shop, [...new Set([...ordersOf.values()].flat())], at);
  const ownerOf = new Map(orders.map(({ order }) => [order.orderId, order.customerId]));
  const fates = missing.flatMap((customerId) =>
    fateOf(
      customerId,
      (ordersOf.get(customerId) ?? []).flatMap((orderId) => ownerOf.get(orderId) ?? []),
      at,
    ),
  );
  return [...orders, ...fates];
}

/**
 * What became of whom Shopify did not know. Whose orders still name them is not gone, whatever it answered: it deletes nobody who has orders.
 * @param owners whom Shopify names in the orders that they placed
 */
export function fateOf(customerId: bigint, owners: readonly bigint[], at: Date): Fact[] {
  if (owners.includes(customerId)) return [];
  const [keptId, ...others] = new Set(owners);
  return keptId === undefined || others.length > 0
    ? [{ kind: "customer-deleted", customerId, at }]
    : [{ kind: "customers-merged", keptId, goneId: customerId, at }];
}

/** The latest ten orders of each, also those that comparing orders has handed to somebody else since: they were placed by who is gone. */
async function listOrdersOf(shopId: number, customerIds: readonly bigint[]): Promise<Map<bigint, bigint[]>> {
  const { rows } = await sql<{ customerId: bigint; orderIds: string[] }>`
    select customer_id as "customerId", (array_agg(order_id order by order_id desc))[1:10]::text[] as "orderIds"
    from (
      select customer_id, order_id from orders where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
      union
      select customer_id, (data ->> 'orderId')::bigint from timeline_events
      where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and kind = 'order.placed'
    ) theirs group by customer_id
  `.execute(db());
  return new Map(rows.map(({ customerId, orderIds }) => [customerId, orderIds.map(BigInt)]));
}
