import { sql, type RawBuilder } from "kysely";

import type { Db } from "../db.server.ts";
import { addDays, DAY_MS, dayIn, plusMs } from "../lib/time.ts";
import { whoHasRefills } from "../refill/read.server.ts";
import { inLockedShop } from "../shops/lock.server.ts";
import type { Shop } from "../shops/shop.ts";
import { moveInside } from "./move.server.ts";
import type { Flow } from "./planner/flow.ts";
import { HORIZON_MS } from "./runs/carry-out.server.ts";
import { react } from "./runs/react.server.ts";
import { readFlows } from "./runs/read-flows.server.ts";
import { LATEST_MS } from "./triggers/occasions.ts";

const BATCH = 1000;

/**
 * Brings runs and timers of all customers in line with the flows, and whoever is inside to the version that they are to go on with: after one was switched on or off or changed, every night for those whose day comes near, and
 * whenever in doubt. In steps of a thousand customers, each a transaction; interrupted, it is simply called again.
 */
export async function syncTimers(db: Db, shop: Shop, now: Date): Promise<void> {
  const { shopId } = shop;
  await moveInside(db, shopId, now);
  const { rows } = await sql<{
    customer_id: bigint;
  }>`${sql.join(await whoIsConcerned(db, shop, now), sql` union `)} order by customer_id`.execute(db);
  for (let start = 0; start < rows.length; start += BATCH) {
    const customerIds = rows.slice(start, start + BATCH).map(({ customer_id }) => customer_id);
    await inLockedShop(db, shopId, (tx) => react(tx, shop, customerIds, now));
  }
  await sql`
    delete from flow_timers t where t.shop_id = ${shopId}
      and not exists (select 1 from flow_runs r where r.shop_id = t.shop_id and r.run_id = t.run_id and r.state <> 'ended')
  `.execute(db);
}

/** Whether `syncTimers` would look at more customers than these. Reads no more of each kind of customer than that, however many there are. */
export async function concernsMore(db: Db, shop: Shop, now: Date, than: number): Promise<boolean> {
  const each = (await whoIsConcerned(db, shop, now)).map(
    (who) => sql`(select customer_id, count(*) over () as found from (${who} limit ${than + 1}) few)`,
  );
  const { rows } = await sql<{ more: boolean }>`
    select coalesce(max(found) > ${than} or count(distinct customer_id) > ${than}, false) as more from (${sql.join(each, sql` union all `)}) concerned
  `.execute(db);
  return rows[0]?.more ?? false;
}

/** How many customers a switch may concern before whoever switches should not have to wait for all of them (about a tenth of a second). */
export const LARGE = 2_000;

/**
 * As `syncTimers`, for who waits for it.
 * @param later asks for it in the background; it is called instead in large shops
 */
export async function bringInLine(db: Db, shop: Shop, now: Date, later?: () => Promise<void>): Promise<void> {
  if (later !== undefined && (await concernsMore(db, shop, now, LARGE))) await later();
  else await syncTimers(db, shop, now);
}

/**
 * As queries, each by an index of its own: customers whom time may bring into a flow that is live, who have a run that goes on, or for whom an email of a flow
 * waits that is not live.
 */
async function whoIsConcerned(db: Db, shop: Shop, now: Date): Promise<RawBuilder<unknown>[]> {
  const { shopId } = shop;
  const flows = await readFlows(db, shopId);
  const mayEnter = flows.flatMap((flow) => (flow.state === "live" ? (broughtByTime(flow, shop, now) ?? []) : []));
  const still = flows.flatMap(({ flowId, state }) => (state === "live" ? [] : [flowId]));
  // What waits is found among what waits (`offset 0`), not among all that these flows have ever sent.
  const waits = (state: "queued" | "sending") => sql`
    select customer_id from (
      select customer_id, flow_id from messages where shop_id = ${shopId} and state = ${sql.lit(state)} offset 0
    ) waiting where flow_id = any(${still}::int[])
  `;
  return [
    ...mayEnter,
    sql`select customer_id from flow_runs where shop_id = ${shopId} and state <> 'ended'`,
    ...(still.length === 0 ? [] : [waits("queued"), waits("sending")]),
  ];
}

/**
 * Customers to whom time may bring an occasion of a flow by the horizon, as a query; null where occasions are heard of. A day or two wider than the exact
 * edge, which lies elsewhere on each calendar.
 */
export function broughtByTime(
  { definition: { trigger }, liveSince, catchUp }: Flow,
  { shopId, timeZone }: Shop,
  now: Date,
): RawBuilder<unknown> | null {
  switch (trigger.kind) {
    case "lapsed": {
      // Nobody whose last order is older gets a run: customers of years ago need not be looked at. In the index's order: whoever asks only whether they are many reads no others.
      const before = catchUp.mode === "all" ? null : trigger.days + (catchUp.mode === "within" ? catchUp.days : 0) + 2;
      const own = trigger.ownGap !== null;
      const earliest = before === null || own || liveSince === null ? null : plusMs(liveSince, -before * DAY_MS);
      return sql`(
        select customer_id from customers
        where shop_id = ${shopId} and coalesce(last_order_at, 'epoch') ${earliest === null ? sql`> 'epoch'` : sql`>= ${earliest}`}
        order by coalesce(last_order_at, 'epoch')
      )`;
    }
    case "birthday":
      return sql`
        select customer_id from members
        where shop_id = ${shopId} and birthday_month is not null and birthday_month * 100 + birthday_day = any(${daysNear(trigger.offsetDays, timeZone, now)}::int[])
      `;
    case "anniversary":
      return sql`
        select customer_id from customers
        where shop_id = ${shopId} and first_order_at is not null
          and to_char(first_order_at at time zone ${timeZone}::text, 'MMDD')::int = any(${daysNear(trigger.offsetDays, timeZone, now)}::int[])
      `;
    case "points-expiring":
      return sql`
        select customer_id from ledger_accounts
        where shop_id = ${shopId} and expires_at between ${plusMs(now, -LATEST_MS)} and ${nearEnd(trigger.daysBefore, now)}
      `;
    case "tier-at-risk":
      return sql`
        select customer_id from members
        where shop_id = ${shopId} and grace_until between ${plusMs(now, -LATEST_MS)} and ${nearEnd(trigger.daysBefore, now)}
      `;
    case "due":
      return whoHasRefills(shopId, now);
    case "event":
      return null;
  }
}

/** What ends later than this begins no run before the horizon, on any calendar. */
function nearEnd(daysBefore: number, now: Date): Date {
  return plusMs(now, HORIZON_MS + (daysBefore + 2) * DAY_MS);
}

/** The days of a year, as month * 100 + day, whose occasion is near by any calendar. */
function daysNear(offsetDays: number, timeZone: string, now: Date): number[] {
  const today = dayIn(now, timeZone);
  const first = -Math.ceil(LATEST_MS / DAY_MS) - 2 - offsetDays;
  const count = Math.ceil((HORIZON_MS + LATEST_MS) / DAY_MS) + 4;
  const days = Array.from({ length: count }, (_, at) => addDays(today, first + at));
  // Who was born on 29 February is remembered on the 28th in most years.
  return [
    ...days.map(({ month, day }) => month * 100 + day),
    ...(days.some(({ month, day }) => month === 2 && day === 28) ? [229] : []),
  ];
}
