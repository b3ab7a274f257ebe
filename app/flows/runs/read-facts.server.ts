import { sql, type RawBuilder } from "kysely";

import { countedOrder, keptOrder } from "../../customers/orders/counted-orders.server.ts";
import { standingOrder } from "../../customers/orders/placed-order.ts";
import type { TimelineKind } from "../../customers/timeline.ts";
import type { Db } from "../../db.server.ts";
import { together } from "../../db/together.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import { ids, recordset } from "../../lib/rows.server.ts";
import { zonesOf } from "../../lib/zones/zones-of.ts";
import { currentProgram } from "../../program/versions.server.ts";
import { whoMeets } from "../../segments/who-meets.server.ts";
import { readRefills } from "../../refill/read.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { eachStep } from "../definition/tree.ts";
import type { Definition } from "../definition/definition.ts";
import type { Bought, Facts } from "../planner/facts.ts";
import { isOfOrder, isOfVisit, specOf, type Happening } from "../triggers/events.ts";
import { LATEST_MS } from "../triggers/occasions.ts";
import type { LookBack } from "../planner/look-back.ts";
import { conditionsOfAll } from "./read-flows.server.ts";

type Row = {
  customerId: bigint;
  ordersCount: number;
  firstOrderAt: Date | null;
  lastOrderAt: Date | null;
  deletedAt: Date | null;
  redactedAt: Date | null;
  mergedInto: bigint | null;
  consent: string;
  countryCode: string | null;
  provinceCode: string | null;
  birthdayMonth: number | null;
  birthdayDay: number | null;
  pointsExpireAt: Date | null;
  tierEndsAt: Date | null;
};

/** A customer's row, locked. Whoever holds that lock, and nobody else, writes the customer's runs and timers. */
export type Locked = Row;

export async function lockPeople(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<Locked[]> {
  const { rows } = await sql<Row>`${people(shopId, customerIds)} for no key update of c`.execute(db);
  return rows;
}

/** As `lockPeople`, for who only looks. */
export async function readPeople(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<Row[]> {
  const { rows } = await sql<Row>`${people(shopId, customerIds)}`.execute(db);
  return rows;
}

function people(shopId: number, customerIds: readonly bigint[]): RawBuilder<unknown> {
  return sql`
    select c.customer_id as "customerId", c.orders_count as "ordersCount", c.first_order_at as "firstOrderAt", c.last_order_at as "lastOrderAt",
      c.deleted_at as "deletedAt", c.redacted_at as "redactedAt", c.merged_into as "mergedInto", c.email_consent as consent,
      c.country_code as "countryCode", c.province_code as "provinceCode", m.birthday_month as "birthdayMonth", m.birthday_day as "birthdayDay",
      a.expires_at as "pointsExpireAt", m.grace_until as "tierEndsAt"
    from customers c left join members m on m.shop_id = c.shop_id and m.customer_id = c.customer_id
      left join ledger_accounts a on a.shop_id = c.shop_id and a.customer_id = c.customer_id
    where c.shop_id = ${shopId} and c.customer_id = any(${ids(customerIds)})
    order by c.customer_id
  `;
}

/**
 * What flows look at, of customers whose rows are locked by who goes on to write.
 * @param definitions the versions that will be asked about
 * @param lookBack how far back the events of who has runs that go on matter; of others those of the last days do
 * @param boughtSince how far back what was bought matters, for who looks at another time than now
 */
export async function readFacts(
  db: Db,
  shop: Shop,
  locked: readonly Row[],
  definitions: readonly Definition[],
  lookBack: ReadonlyMap<bigint, LookBack>,
  now: Date,
  boughtSince?: Date,
): Promise<Facts[]> {
  const { shopId } = shop;
  const found = locked.map(({ customerId }) => customerId);
  const [happenings, gaps, refills, withdrawn, bought, graceDays, meets] = await together([
    readHappenings(db, shopId, boundsOf(found, lookBack, now, now), definitions),
    definitions.some(({ trigger }) => trigger.kind === "lapsed" && trigger.ownGap !== null)
      ? readGaps(db, shopId, found)
      : Promise.resolve(new Map<bigint, number>()),
    definitions.some(({ trigger }) => trigger.kind === "due") ? readRefills(db, shop, found, now) : Promise.resolve(null),
    definitions.some(({ exits }) => exits.includes("order-withdrawn"))
      ? readWithdrawn(db, shopId, found)
      : Promise.resolve(new Map<bigint, Map<string, "gone" | "refunded">>()),
    definitions.some(({ exits }) => exits.includes("product-purchase"))
      ? readBought(db, shopId, boundsOf(found, lookBack, boughtSince ?? now, now), definitions)
      : Promise.resolve(new Map<bigint, Bought[]>()),
    definitions.some(({ trigger }) => trigger.kind === "tier-at-risk") ? readGraceDays(db, shopId, now) : Promise.resolve(null),
    whoMeets(db, shop, conditionsOfAll(definitions), found, now),
  ]);
  return locked.map((row) => ({
    customerId: row.customerId,
    ordersCount: row.ordersCount,
    firstOrderAt: row.firstOrderAt,
    lastOrderAt: row.lastOrderAt,
    gone: row.mergedInto !== null ? "merged" : row.redactedAt !== null ? "redacted" : row.deletedAt !== null ? "deleted" : null,
    timeZone: zonesOf(row.countryCode, row.provinceCode)?.[0] ?? shop.timeZone,
    birthday: row.birthdayMonth === null || row.birthdayDay === null ? null : { month: row.birthdayMonth, day: row.birthdayDay },
    pointsExpireAt: row.pointsExpireAt,
    tierEndsAt: row.tierEndsAt,
    graceDays,
    withdrawn: withdrawn.get(row.customerId) ?? NOTHING,
    bought: bought.get(row.customerId) ?? [],
    unsubscribed: row.consent === "unsubscribed",
    medianGapDays: gaps.get(row.customerId) ?? null,
    happenings: happenings.get(row.customerId) ?? [],
    refill: refills?.get(row.customerId) ?? null,
    meets: meets.get(row.customerId) ?? MEETS_NONE,
  }));
}

async function readGraceDays(db: Db, shopId: number, now: Date): Promise<number | null> {
  return (await currentProgram(db, shopId, now)).rules.tiers?.graceDays ?? null;
}

const MEETS_NONE: ReadonlySet<string> = new Set();
const NOTHING: ReadonlyMap<string, "gone" | "refunded"> = new Map();

/** The kinds of the timeline that versions of flows look at: what begins runs, what steps wait for, what ends runs. */
export function kindsOf(definitions: readonly Definition[]): TimelineKind[] {
  const kinds = definitions.flatMap(({ trigger, steps, exits }): TimelineKind[] => [
    ...(trigger.kind === "event" ? [specOf(trigger.event).kind] : []),
    // Who is at the checkout is not to be reminded of a visit.
    ...(trigger.kind === "event" && isOfVisit(trigger.event) ? (["checkout.abandoned"] as const) : []),
    ...[...eachStep(steps)].flatMap((step) =>
      step.kind === "wait" && "event" in step.wait ? [specOf(step.wait.event).kind] : [],
    ),
    ...(exits.includes("reward-used") ? (["reward.used"] as const) : []),
    ...(exits.includes("segment-left") ? (["segment.left"] as const) : []),
  ]);
  return [...new Set(kinds)];
}

const waitsForOrder = ({ steps }: Definition) =>
  [...eachStep(steps)].some((step) => step.kind === "wait" && "event" in step.wait && isOfOrder(step.wait.event));

type Bounds = readonly { customer_id: bigint; since: Date; order_ids: string[] }[];

/** How far back each of them is looked at: the last days, since their runs began, and since `from` where that is earlier. */
function boundsOf(customerIds: readonly bigint[], lookBack: ReadonlyMap<bigint, LookBack>, from: Date, now: Date): Bounds {
  const recent = plusMs(now, -LATEST_MS);
  return customerIds.map((customerId) => {
    const { since = recent, orderIds = [] } = lookBack.get(customerId) ?? {};
    const earliest = Math.min(since.getTime(), recent.getTime(), from.getTime());
    return { customer_id: customerId, since: new Date(earliest), order_ids: orderIds };
  });
}

async function readHappenings(
  db: Db,
  shopId: number,
  bounds: Bounds,
  definitions: readonly Definition[],
): Promise<Map<bigint, Happening[]>> {
  const kinds = kindsOf(definitions);
  if (kinds.length === 0) return new Map();
  // A run that begins now may wait for what its order reached long ago.
  const ofNewRuns = sql`or e.data->>'orderId' in (
    select n.data->>'orderId' from timeline_events n
    where n.shop_id = ${shopId} and n.customer_id = b.customer_id and n.kind = any(${kinds}::text[]) and n.occurred_at >= b.since
  )`;
  const { rows } = await sql<Happening & { customerId: bigint }>`
    select e.customer_id as "customerId", e.kind, e.key, e.occurred_at as at, e.data
    from ${recordset(bounds)} as b(customer_id bigint, since timestamptz, order_ids text[])
    join timeline_events e on e.shop_id = ${shopId} and e.customer_id = b.customer_id
    where e.kind = any(${kinds}::text[]) and (e.occurred_at >= b.since or e.data->>'orderId' = any(b.order_ids) ${definitions.some(waitsForOrder) ? ofNewRuns : sql``})
    order by e.occurred_at, e.event_id
  `.execute(db);
  return Map.groupBy(rows, ({ customerId }) => customerId);
}

/** Nothing is left of it, over `orders o`. */
export const withdrawnOrder = sql<boolean>`(not ${keptOrder} or (o.financial_status = 'partially_refunded' and o.net_minor <= 0))`;

/** Orders of these customers of which nothing is left. */
async function readWithdrawn(
  db: Db,
  shopId: number,
  customerIds: readonly bigint[],
): Promise<Map<bigint, Map<string, "gone" | "refunded">>> {
  const { rows } = await sql<{ customerId: bigint; orderId: bigint; how: "gone" | "refunded" }>`
    select o.customer_id as "customerId", o.order_id as "orderId", case when ${standingOrder} then 'refunded' else 'gone' end as how
    from orders o
    where o.shop_id = ${shopId} and o.customer_id = any(${ids(customerIds)})
      and ${withdrawnOrder}
  `.execute(db);
  const found = new Map<bigint, Map<string, "gone" | "refunded">>();
  for (const { customerId, orderId, how } of rows)
    found.set(customerId, (found.get(customerId) ?? new Map<string, "gone" | "refunded">()).set(String(orderId), how));
  return found;
}

/** What these customers have ordered since their runs began, and what those runs and what has just happened are about. Gift cards, tips and what was free are nobody's reason. */
async function readBought(
  db: Db,
  shopId: number,
  bounds: Bounds,
  definitions: readonly Definition[],
): Promise<Map<bigint, Bought[]>> {
  const kinds = kindsOf(definitions.filter(({ exits }) => exits.includes("product-purchase")));
  const paid = sql`l."productId" is not null and not coalesce(l."giftCard" or l.tip, false) and l."netMinor" <> 0`;
  const { rows } = await sql<{ customerId: bigint; orderId: bigint; at: Date; products: string[]; kept: string[] }>`
    select o.customer_id as "customerId", o.order_id as "orderId", o.processed_at as at, l.products,
      case when ${withdrawnOrder} then '{}' else l.kept end as kept
    from ${recordset(bounds)} as b(customer_id bigint, since timestamptz, order_ids text[])
    join orders o on o.shop_id = ${shopId} and o.customer_id = b.customer_id
    cross join lateral (
      select coalesce(array_agg(distinct l."productId"::text), '{}') as products,
        coalesce(array_agg(distinct l."productId"::text) filter (where l."currentQuantity" > 0), '{}') as kept
      from jsonb_to_recordset(o.snapshot -> 'lines') as l("productId" bigint, "currentQuantity" int, "netMinor" bigint, "giftCard" boolean, tip boolean)
      where ${paid}
    ) l
    where o.processed_at >= b.since or o.order_id::text = any(b.order_ids) or o.order_id::text in (
      select e.data->>'orderId' from timeline_events e
      where e.shop_id = ${shopId} and e.customer_id = b.customer_id and e.kind = any(${kinds}::text[]) and e.occurred_at >= b.since
    )
    order by o.processed_at, o.order_id
  `.execute(db);
  const orders = rows.map(({ orderId, ...order }) => ({ ...order, orderId: String(orderId) }));
  return Map.groupBy(orders, ({ customerId }) => customerId);
}

/** Median days between the orders that count; only of who has three or more. */
async function readGaps(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<Map<bigint, number>> {
  const { rows } = await sql<{ customerId: bigint; days: number }>`
    select customer_id as "customerId", percentile_cont(0.5) within group (order by extract(epoch from gap)) / ${DAY_MS / 1000} as days
    from (
      select o.customer_id, o.processed_at - lag(o.processed_at) over (partition by o.customer_id order by o.processed_at) as gap
      from orders o where o.shop_id = ${shopId} and o.customer_id = any(${ids(customerIds)}) and ${countedOrder}
    ) gaps where gap is not null group by customer_id having count(*) >= 2
  `.execute(db);
  return new Map(rows.map(({ customerId, days }) => [customerId, days]));
}
