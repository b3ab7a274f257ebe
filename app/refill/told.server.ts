import { sql } from "kysely";

import { append } from "../customers/timeline.server.ts";
import type { Db } from "../db.server.ts";
import { addDays, dayIn, instantIn } from "../lib/time.ts";
import type { Shop } from "../shops/shop.ts";
import { isoOf, whatIsDue } from "./dues.server.ts";

/** What was not told on its day is still news for so many days, that day included. */
const NEWS_DAYS = 3;

/** Customers something of whom has run out in these days and was not told yet. */
export async function whoseIsDue(db: Db, shop: Shop, now: Date): Promise<bigint[]> {
  const today = dayIn(now, shop.timeZone);
  const { rows } = await sql<{ customer_id: bigint }>`
    select distinct d.customer_id from refill_dues d
    where d.shop_id = ${shop.shopId} and d.due_on between ${isoOf(addDays(today, 1 - NEWS_DAYS))}::date and ${isoOf(addDays(today, 1))}::date
      and not exists (select from timeline_events e where e.shop_id = d.shop_id and e.customer_id = d.customer_id and e.kind = 'refill.due'
        and e.data ->> 'productId' = d.product_id::text and e.data ->> 'dueOn' = d.due_on::text)
    order by 1
  `.execute(db);
  return rows.map(({ customer_id }) => customer_id);
}

/**
 * Writes down what has run out by now, each purchase of a product once, and a reminder that was put off once more. Asking again changes nothing.
 * What had run out before somebody said how long it lasts is no news.
 */
export async function tellOfDue(tx: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<void> {
  const found = await whatIsDue(tx, shop, customerIds, now);
  const fresh = found.flatMap(({ customerId, timeZone, item }) => {
    const at = instantIn(item.day, timeZone);
    const since = instantIn(addDays(dayIn(now, timeZone), 1 - NEWS_DAYS), timeZone);
    const isNews = at >= since && at <= now && (item.snoozed || item.since <= at);
    return isNews ? [{ customerId, item }] : [];
  });
  const titles = await titlesOf(tx, shop.shopId, [...new Set(fresh.map(({ item }) => item.productId))]);
  await append(
    tx,
    shop.shopId,
    fresh.map(({ customerId, item: { key, productId, orderId, day } }) => ({
      ...{ kind: "refill.due" as const, customerId, key: `refill:${customerId}:${key}`, occurredAt: now },
      data: { productId, product: titles.get(productId) ?? "", orderId, dueOn: isoOf(day) },
    })),
    now,
  );
}

async function titlesOf(db: Db, shopId: number, productIds: readonly bigint[]): Promise<Map<bigint, string>> {
  if (productIds.length === 0) return new Map();
  const { rows } = await sql<{ product_id: bigint; title: string }>`
    select product_id, title from products where shop_id = ${shopId} and product_id = any(${productIds.map(String)}::bigint[])
  `.execute(db);
  return new Map(rows.map(({ product_id, title }) => [product_id, title]));
}
