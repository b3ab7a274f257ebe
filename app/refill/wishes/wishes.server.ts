import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import type { Wish } from "../facts.ts";
import type { Asked } from "./form.ts";

/** How long "later" is. */
const SNOOZE_MS = 14 * DAY_MS;

/** Keeps what a customer wants of the reminders of these products. The same again, within a day, changes nothing: "later" stays the day that it was. */
export async function keepWishes(
  tx: Db,
  shopId: number,
  customerId: bigint,
  { what, productIds }: Asked,
  now: Date,
): Promise<void> {
  if (what === "again") {
    await sql`
      delete from refill_wishes where shop_id = ${shopId} and customer_id = ${customerId} and product_id = any(${ids(productIds)})
    `.execute(tx);
    return;
  }
  const until = what === "later" ? plusMs(now, SNOOZE_MS) : null;
  await sql`
    insert into refill_wishes as w (shop_id, customer_id, product_id, snoozed_until, off, asked_at)
    select ${shopId}, ${customerId}, product_id, ${until}::timestamptz, ${what === "stop"}::boolean, ${now}::timestamptz
    from unnest(${ids(productIds)}) as t(product_id)
    on conflict (shop_id, customer_id, product_id) do update set snoozed_until = excluded.snoozed_until, off = excluded.off, asked_at = excluded.asked_at
    where w.off <> excluded.off or (excluded.snoozed_until is not null and (w.snoozed_until is null or w.asked_at < ${plusMs(now, -DAY_MS)}))
  `.execute(tx);
}

/** Whether `keepWishes` would change nothing. */
export async function isKept(
  db: Db,
  shopId: number,
  customerId: bigint,
  { what, productIds }: Asked,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql<{ kept: number }>`
    select count(*)::int as kept from refill_wishes
    where shop_id = ${shopId} and customer_id = ${customerId} and product_id = any(${ids(productIds)})
      and (${what === "again"} or (off = ${what === "stop"} and (off or (snoozed_until is not null and asked_at >= ${plusMs(now, -DAY_MS)}))))
  `.execute(db);
  return rows[0]?.kept === (what === "again" ? 0 : new Set(productIds).size);
}

export type ProductWish = { productId: bigint; title: string; wish: Wish | null };

/** What a customer wants of the reminders of these products, those that the shop has, in this order. */
export async function readWishesOf(
  db: Db,
  shopId: number,
  customerId: bigint,
  productIds: readonly bigint[],
): Promise<ProductWish[]> {
  const { rows } = await sql<{
    productId: bigint;
    title: string;
    snoozedUntil: Date | null;
    off: boolean | null;
    askedAt: Date | null;
  }>`
    select p.product_id as "productId", p.title, w.snoozed_until as "snoozedUntil", w.off, w.asked_at as "askedAt"
    from products p left join refill_wishes w on w.shop_id = p.shop_id and w.product_id = p.product_id and w.customer_id = ${customerId}
    where p.shop_id = ${shopId} and p.product_id = any(${ids(productIds)}) and p.deleted_at is null
    order by array_position(${ids(productIds)}, p.product_id)
  `.execute(db);
  return rows.map(({ productId, title, snoozedUntil, off, askedAt }) => ({
    ...{ productId, title },
    wish: off === null || askedAt === null ? null : { snoozedUntil, off, askedAt },
  }));
}

/** Of two customers who were one, what either did not want any more, and else what was asked last. */
export async function mergeWishes(tx: Db, shopId: number, { goneId, keptId }: { goneId: bigint; keptId: bigint }): Promise<void> {
  await sql`
    with gone as (
      delete from refill_wishes where shop_id = ${shopId} and customer_id = ${goneId} returning *
    )
    insert into refill_wishes as w (shop_id, customer_id, product_id, snoozed_until, off, asked_at)
    select shop_id, ${keptId}, product_id, snoozed_until, off, asked_at from gone
    on conflict (shop_id, customer_id, product_id) do update set off = w.off or excluded.off,
      snoozed_until = case when excluded.asked_at > w.asked_at then excluded.snoozed_until else w.snoozed_until end,
      asked_at = greatest(w.asked_at, excluded.asked_at)
  `.execute(tx);
}

export async function forgetWishes(tx: Db, shopId: number, customerIds: readonly bigint[]): Promise<void> {
  await sql`delete from refill_wishes where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(tx);
}
