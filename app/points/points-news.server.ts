import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { addDays, dayIn, DAY_MS, HOUR_MS, instantIn, plusMs, type CalendarDay } from "../lib/time.ts";
import { listLive } from "../program/state/live-shops.server.ts";
import type { Shop } from "../shops/shop.ts";
import { log } from "../log.server.ts";
import { listInstalled } from "../shops/shops.server.ts";
import { enqueue, type NewMessage } from "../messages/outbox.server.ts";
import { readSwitches, type Switches } from "../messages/templates/switches.ts";

/** How long before points expire their owners are told, in days of 24 hours. */
const WARN_DAYS = [7, 30] as const;
const DIGEST_HOUR = 9;
/** A digest that could not be queued for so long (the app was off) is no news any more. */
const DIGEST_WINDOW_MS = 24 * HOUR_MS;

/**
 * Queues the emails that only time brings about: warnings of points that expire, and last month's digest. Each is queued once, by its key.
 * @param limit at most so many emails of a kind and shop
 * @returns how many it queued; call again while it is not zero
 */
export async function queuePointsNews(db: Db, now: Date, limit: number): Promise<number> {
  const [settings, live] = [await readAllSwitches(db), await listLive(db, now)];
  let queued = 0;
  for (const shop of await listInstalled(db)) {
    const switches = settings.get(shop.shopId) ?? readSwitches(null);
    try {
      // What is about earning and keeping points is for programs that are live. Who tests one knows what they do.
      if (!live.has(shop.shopId)) continue;
      if (switches["points-expiring"]) queued += await warn(db, shop.shopId, now, limit);
      if (switches["points-digest"]) queued += await digest(db, shop, now, limit);
    } catch (error) {
      // The shops after it have news, too.
      log().error({ error, shopId: shop.shopId }, "emails about points have not been queued");
    }
  }
  return queued;
}

async function readAllSwitches(db: Db): Promise<Map<number, Switches>> {
  const { rows } = await sql<{ shop_id: number; points_mails: unknown }>`
    select shop_id, points_mails from shop_settings order by shop_id
  `.execute(db);
  return new Map(rows.map(({ shop_id, points_mails }) => [shop_id, readSwitches(points_mails)]));
}

type Warning = { customer_id: bigint; expires_at: Date; expires_points: bigint; days: number; key: string };

async function warn(db: Db, shopId: number, now: Date, limit: number): Promise<number> {
  const [soon, early] = WARN_DAYS;
  const { rows } = await sql<Warning>`
    select * from (
      select customer_id, expires_at, expires_points, days,
        'points-expiring:' || customer_id || ':' || to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI') || ':' || days as key
      from (
        select customer_id, expires_at, expires_points,
          case when expires_at <= ${plusMs(now, soon * DAY_MS)} then ${soon}::int else ${early}::int end as days
        from ledger_accounts
        where shop_id = ${shopId} and expires_at > ${now} and expires_at <= ${plusMs(now, early * DAY_MS)} and expires_points > 0
      ) due
    ) warnings
    where not exists (select 1 from messages m where m.shop_id = ${shopId} and m.key = warnings.key)
    order by customer_id limit ${limit}
  `.execute(db);
  const emails = rows.map(({ customer_id: customerId, expires_at, expires_points, days, key }): NewMessage => {
    return { customerId, template: "points-expiring", key, data: { points: expires_points, expiresAt: expires_at, days } };
  });
  await enqueue(db, shopId, emails, now);
  return emails.length;
}

/** Points that were brought along, awarded for past orders, or moved by a merge are no news of the month in which that was done. */
async function digest(db: Db, { shopId, timeZone }: Shop, now: Date, limit: number): Promise<number> {
  const first: CalendarDay = { ...dayIn(now, timeZone), day: 1 };
  const opens = instantIn(first, timeZone, DIGEST_HOUR);
  if (now < opens || now >= plusMs(opens, DIGEST_WINDOW_MS)) return 0;
  const before: CalendarDay = { ...addDays(first, -1), day: 1 };
  const month = `${before.year}-${String(before.month).padStart(2, "0")}`;
  const { rows } = await sql<{ customer_id: bigint; earned: bigint; spent: bigint; key: string }>`
    select * from (
      select c.customer_id, ${`points-digest:${month}:`} || c.customer_id as key,
        greatest(0, coalesce(sum(e.points) filter (where e.kind in ('bonus', 'adjustment') or e.kind = 'order' and o.program_version is null), 0))::bigint as earned,
        greatest(0, coalesce(-sum(e.points) filter (where e.kind in ('redemption', 'release', 'return')), 0))::bigint as spent
      from ledger_entries e
      join customers n on n.shop_id = e.shop_id and n.customer_id = e.customer_id
      cross join lateral (select coalesce(n.merged_into, n.customer_id) as customer_id) c
      left join orders o on o.shop_id = e.shop_id and o.order_id = e.order_id and e.kind = 'order'
      where e.shop_id = ${shopId} and e.recorded_at >= ${instantIn(before, timeZone)} and e.recorded_at < ${instantIn(first, timeZone)}
      group by c.customer_id
    ) movements
    where (earned > 0 or spent > 0) and not exists (select 1 from messages m where m.shop_id = ${shopId} and m.key = movements.key)
    order by customer_id limit ${limit}
  `.execute(db);
  const emails = rows.map(({ customer_id: customerId, earned, spent, key }): NewMessage => {
    return { customerId, template: "points-digest", key, data: { month, earned, spent } };
  });
  await enqueue(db, shopId, emails, now);
  return emails.length;
}
