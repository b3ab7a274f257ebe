import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { ahead } from "../db/ahead.ts";
import { together } from "../db/together.ts";
import { ids, recordset } from "../lib/rows.server.ts";
import type { CalendarDay } from "../lib/time.ts";
import { zonesOf } from "../lib/zones/zones-of.ts";
import type { Shop } from "../shops/shop.ts";
import { dueItems, type DueItem } from "./due.ts";
import { readRefills, whoHasRefills } from "./read.server.ts";

type Due = { customer_id: bigint; product_id: bigint; due_on: string };

/** Whether the shop has said of anything how long it lasts: else nothing runs out. */
export const someRunsOut = ahead(
  (shopId) => sql<{ some: boolean }>`select exists (select from supplies where shop_id = ${shopId}) as some`,
  ([answer]) => answer?.some ?? false,
);

/**
 * Keeps on which day what these customers have runs out, or to which they have put its reminder off: what a flow would remind of without lead, by their own calendar.
 * @returns those for whom anything changed
 */
export async function keepDues(tx: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<bigint[]> {
  const nameOf = ({ customer_id, product_id }: Pick<Due, "customer_id" | "product_id">) => `${customer_id}:${product_id}`;
  const [kept, wanted] = await together([readKept(tx, shop.shopId, customerIds), workOut(tx, shop, customerIds, now)]);
  const days = new Map(kept.map((due) => [nameOf(due), due.due_on]));
  const names = new Set(wanted.map(nameOf));
  const fresh = wanted.filter((due) => days.get(nameOf(due)) !== due.due_on);
  const gone = kept.filter((due) => !names.has(nameOf(due)));
  if (fresh.length === 0 && gone.length === 0) return [];
  await sql`
    with ended as (
      delete from refill_dues d using ${recordset(gone)} as t(customer_id bigint, product_id bigint)
      where d.shop_id = ${shop.shopId} and d.customer_id = t.customer_id and d.product_id = t.product_id
    )
    insert into refill_dues (shop_id, customer_id, product_id, due_on)
    select ${shop.shopId}, customer_id, product_id, due_on from ${recordset(fresh)} as t(customer_id bigint, product_id bigint, due_on date)
    on conflict (shop_id, customer_id, product_id) do update set due_on = excluded.due_on
  `.execute(tx);
  return [...new Set([...fresh, ...gone].map(({ customer_id }) => customer_id))];
}

async function readKept(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<Due[]> {
  const { rows } = await sql<Due>`
    select customer_id, product_id, due_on::text from refill_dues where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
  `.execute(db);
  return rows;
}

async function workOut(tx: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<Due[]> {
  const found = await whatIsDue(tx, shop, customerIds, now);
  return found.map(({ customerId, item }) => ({ customer_id: customerId, product_id: item.productId, due_on: isoOf(item.day) }));
}

/** What each of these customers has that runs out, without lead, by their own calendar. */
export async function whatIsDue(
  tx: Db,
  shop: Shop,
  customerIds: readonly bigint[],
  now: Date,
): Promise<{ customerId: bigint; timeZone: string; item: DueItem }[]> {
  const facts = await readRefills(tx, shop, customerIds, now);
  if (facts.size === 0) return [];
  const { rows } = await sql<{ customer_id: bigint; country_code: string | null; province_code: string | null }>`
    select customer_id, country_code, province_code from customers
    where shop_id = ${shop.shopId} and customer_id = any(${ids([...facts.keys()])})
      and deleted_at is null and redacted_at is null and merged_into is null
  `.execute(tx);
  return rows.flatMap(({ customer_id, country_code, province_code }) => {
    const own = facts.get(customer_id);
    const timeZone = zonesOf(country_code, province_code)?.[0] ?? shop.timeZone;
    const items = own === undefined ? [] : dueItems(own, 0, timeZone);
    return items.map((item) => ({ customerId: customer_id, timeZone, item }));
  });
}

export function isoOf({ year, month, day }: CalendarDay): string {
  return [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-");
}

/** Customers who may have something that runs out, or of whom it is kept that they do. */
export async function whoMayHaveDues(db: Db, shopId: number, now: Date): Promise<bigint[]> {
  const { rows } = await sql<{ customer_id: bigint }>`
    ${whoHasRefills(shopId, now)} union select customer_id from refill_dues where shop_id = ${shopId} order by customer_id
  `.execute(db);
  return rows.map(({ customer_id }) => customer_id);
}

export async function forgetDues(tx: Db, shopId: number, customerIds: readonly bigint[]): Promise<void> {
  await sql`delete from refill_dues where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(tx);
}
