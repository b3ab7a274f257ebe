import { sql } from "kysely";

import { age } from "../../app/jobs/loops/time-loops.server.ts";
import { HOUR_MS, MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { nameAccount, switchedOn } from "../../app/visits/pixel.server.ts";
import { newEvent, type Posted } from "../../app/visits/posted.ts";
import { take } from "../../app/visits/take.server.ts";
import type { TestDatabase } from "../support/database.ts";

export const start = new Date("2026-03-02T09:00:00Z");
export const minutes = (count: number): Date => plusMs(start, count * MINUTE_MS);
export const hours = (count: number): Date => plusMs(start, count * HOUR_MS);

let next = 0;
const id = () => `sh-event-${(next += 1)}`;

export const viewed = (product: bigint): Posted["events"][number] => ({ id: id(), name: "product_viewed", product });
export const put = (product: bigint, variant: bigint, quantity = 1): Posted["events"][number] => ({
  ...{ id: id(), name: "product_added_to_cart", product, variant, quantity },
});
export const began = (): Posted["events"][number] => ({ id: id(), name: "checkout_started" });
export const bought = (): Posted["events"][number] => ({ id: id(), name: "checkout_completed" });

/** Shopify runs the shop's pixel. @returns its account */
export async function runPixel({ db }: TestDatabase, { shopId }: Shop, now = start): Promise<string> {
  const account = await nameAccount(db, shopId);
  await switchedOn(db, shopId, { account, webPixelGid: "gid://shopify/WebPixel/1" }, now);
  return account;
}

/** A customer does something in the shop. */
export async function visits(
  { db }: TestDatabase,
  shop: Shop,
  customerId: bigint,
  at: Date,
  ...events: Posted["events"]
): Promise<void> {
  await take(db, shop, customerId, events.map(newEvent), at);
}

/** What came by then is looked at. */
export const look = (at: Date): Promise<number> => age("visits", () => at);

export async function toldOf({ db }: TestDatabase, { shopId }: Shop): Promise<{ at: Date; data: Record<string, unknown> }[]> {
  const { rows } = await sql<{ at: Date; data: Record<string, unknown> }>`
    select occurred_at as at, data from timeline_events where shop_id = ${shopId} and kind = 'visit.made' order by occurred_at, event_id
  `.execute(db);
  return rows;
}
