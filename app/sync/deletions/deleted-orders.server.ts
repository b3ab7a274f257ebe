import { sql } from "kysely";

import type { FactOf } from "../../facts/fact.ts";
import { db, type Tx } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Span } from "../reconciliation/spans.ts";
import { advance } from "../reconciliation/state.server.ts";
import { APART_MS, askFor, listGone, PAGE, SETTLED_MS, SLICE, WITNESSES } from "./known-to-shopify.server.ts";

/** Of older orders Shopify answers null to whoever has no leave to read all of them, and that leave can be withdrawn: it says nothing about them. */
const READABLE_MS = 59 * DAY_MS;

/**
 * Finds orders of the last two months that Shopify no longer has, as customers who are gone are found: none is taken for deleted before Shopify has not known
 * it twice, two nights one after the other, beside others of the time that it knows.
 */
export async function findGoneOrders(shop: Shop, span: Span, clock: () => Date): Promise<void> {
  await askAgain(shop, span, clock);
  const { shopId } = shop;
  for (let asked = 0; asked < SLICE; asked += PAGE) {
    const orderIds = await nextOrders(shopId, span, clock());
    const { gone } = await listGone(shop, "Order", orderIds);
    const note = async (tx: Tx, at: Date) => {
      await sql`
        insert into order_fates (shop_id, order_id, missing_since) select ${shopId}, unnest(${ids(gone)}), ${at}
        on conflict (shop_id, order_id) do update set missing_since = coalesce(order_fates.missing_since, excluded.missing_since)
      `.execute(tx);
      await sql`
        update reconciliations set orders_gone_after = ${orderIds.length < PAGE ? 0n : (orderIds.at(-1) ?? 0n)}
        where shop_id = ${shopId} and span = ${span}
      `.execute(tx);
      return { result: null };
    };
    await change(shop, note, clock);
    if (orderIds.length < PAGE) return;
  }
}

/** Asks once more about those that Shopify did not know some time ago: they are gone, or it was wrong. */
async function askAgain(shop: Shop, span: Span, clock: () => Date): Promise<void> {
  const { shopId } = shop;
  const [missing, witnesses] = [await listMissing(shopId, clock()), await listWitnesses(shopId, clock())];
  for (let start = 0; start < missing.length; start += PAGE - WITNESSES) {
    const orderIds = missing.slice(start, start + PAGE - WITNESSES);
    const there = await askFor(shop, "Order", [...orderIds, ...witnesses]);
    if (!witnesses.some((orderId) => there.has(orderId))) return;
    const gone = orderIds.filter((orderId) => !there.has(orderId));
    const settle = async (tx: Tx, at: Date) => {
      const facts = gone.map((orderId): FactOf<"order-deleted"> => ({ kind: "order-deleted", orderId, at }));
      await sql`update order_fates set missing_since = null where shop_id = ${shopId} and order_id = any(${ids(orderIds)})`.execute(
        tx,
      );
      await advance(tx, shopId, span, { kind: "orders", caught: gone.length });
      return { result: null, facts };
    };
    await change(shop, settle, clock);
  }
}

/** The next to be asked about, but for those of which something is new, that are known to be gone, or doubtful already. */
async function nextOrders(shopId: number, span: Span, now: Date): Promise<bigint[]> {
  const settled = plusMs(now, -SETTLED_MS);
  const { rows } = await sql<{ orderId: bigint }>`
    select order_id as "orderId" from orders o
    where shop_id = ${shopId} and ${readable(now)} and created_at <= ${settled} and source_updated_at <= ${settled} and deleted_at is null
      and not exists (select from order_fates f where f.shop_id = o.shop_id and f.order_id = o.order_id and f.missing_since is not null)
      and order_id > (select orders_gone_after from reconciliations where shop_id = ${shopId} and span = ${span})
    order by order_id limit ${PAGE}
  `.execute(db());
  return rows.map(({ orderId }) => orderId);
}

/** As old as any that is asked about, so that leave to read those is leave to read these. */
async function listWitnesses(shopId: number, now: Date): Promise<bigint[]> {
  const { rows } = await sql<{ orderId: bigint }>`
    select order_id as "orderId" from orders o
    where shop_id = ${shopId} and ${readable(now)} and deleted_at is null
      and not exists (select from order_fates f where f.shop_id = o.shop_id and f.order_id = o.order_id and f.missing_since is not null)
    order by created_at, order_id limit ${WITNESSES}
  `.execute(db());
  return rows.map(({ orderId }) => orderId);
}

async function listMissing(shopId: number, now: Date): Promise<bigint[]> {
  const { rows } = await sql<{ orderId: bigint }>`
    select order_id as "orderId" from order_fates f join orders o using (shop_id, order_id)
    where shop_id = ${shopId} and missing_since <= ${plusMs(now, -APART_MS)} and o.deleted_at is null and ${readable(now)}
    order by order_id limit ${SLICE}
  `.execute(db());
  return rows.map(({ orderId }) => orderId);
}

/** Over `orders o`: recent enough that Shopify's not knowing it means something. */
function readable(now: Date) {
  return sql`o.created_at >= ${plusMs(now, -READABLE_MS)}`;
}
