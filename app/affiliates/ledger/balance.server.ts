import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import type { Reason, Way } from "./attribute.ts";

/** Of one affiliate, minor units of shop money without tax. `due`: may be paid; negative where more was taken back than earned since. `paid`: less what came back. */
export type Balance = {
  affiliateId: bigint;
  pending: bigint;
  due: bigint;
  paid: bigint;
  clicks: number;
  orders: number;
  turnover: bigint;
  /** How many they have recruited who became affiliates, and what of pending, due and paid is their share of those people's sales. */
  recruited: number;
  recruitedMinor: bigint;
  /** What of them was owed when they were brought along from another program. */
  broughtMinor: bigint;
};

/** What was owed when somebody was brought along is of no order of the shop: an entry of this one, whose line is the affiliate. So there is one for each, for ever. */
export const NO_ORDER = 0n;

/** Whether an entry `e` of an order `a` may be paid; of no order, it may. What was taken back of an order that no longer counts is due at once: it lowers what is paid next. */
export const isDue = (now: Date): RawBuilder<boolean> =>
  sql<boolean>`(e.payout_id is null and (a.due_at is null or a.due_at <= ${now}))`;

/** @param affiliateIds null: of all who were ever approved */
export async function readBalances(
  db: Db,
  shopId: number,
  affiliateIds: readonly bigint[] | null,
  now: Date,
): Promise<Map<bigint, Balance>> {
  const { rows } = await sql<Balance>`
    select f.affiliate_id as "affiliateId", coalesce(s.pending, 0)::bigint as pending, coalesce(s.due, 0)::bigint as due, coalesce(s.paid, 0)::bigint as paid,
      coalesce(s.recruited, 0)::bigint as "recruitedMinor", coalesce(s.brought, 0)::bigint as "broughtMinor",
      (select count(*)::int from affiliates r where r.shop_id = f.shop_id and r.recruited_by = f.affiliate_id and r.approved_at is not null) as recruited,
      coalesce((select sum(c.clicks) from affiliate_clicks c where c.shop_id = f.shop_id and c.affiliate_id = f.affiliate_id), 0)::int as clicks,
      coalesce(o.orders, 0)::int as orders, coalesce(o.turnover, 0)::bigint as turnover
    from affiliates f
    left join lateral (
      select sum(e.amount_minor) filter (where e.payout_id is null and not ${isDue(now)}) as pending,
        sum(e.amount_minor) filter (where ${isDue(now)}) as due, sum(e.amount_minor) filter (where e.payout_id is not null) as paid,
        sum(e.amount_minor) filter (where e.level = 2) as recruited, sum(e.amount_minor) filter (where e.order_id = ${NO_ORDER}) as brought
      from commission_entries e left join affiliate_orders a on a.shop_id = e.shop_id and a.order_id = e.order_id
      where e.shop_id = f.shop_id and e.affiliate_id = f.affiliate_id
    ) s on true
    left join lateral (
      select count(*) as orders, sum(a.net_minor) as turnover from affiliate_orders a
      where a.shop_id = f.shop_id and a.affiliate_id = f.affiliate_id and a.reason is null and a.net_minor > 0
    ) o on true
    where f.shop_id = ${shopId} and f.approved_at is not null and ${affiliateIds === null ? sql`true` : sql`f.affiliate_id = any(${ids(affiliateIds)})`}
  `.execute(db);
  return new Map(rows.map((row) => [row.affiliateId, row]));
}

export type ListedOrder = {
  orderId: bigint;
  name: string;
  placedAt: Date;
  way: Way;
  reason: Reason | null;
  netMinor: bigint;
  commission: bigint;
  dueAt: Date | null;
  /** It is of whom they recruited. */
  recruited: boolean;
};

/** The newest orders of one affiliate, and of those whom they recruited. */
export async function listOrders(db: Db, shopId: number, affiliateId: bigint, limit: number): Promise<ListedOrder[]> {
  const { rows } = await sql<ListedOrder>`
    select a.order_id as "orderId", o.name, a.placed_at as "placedAt", a.way, a.reason, a.net_minor as "netMinor", a.due_at as "dueAt", a.affiliate_id <> ${affiliateId} as recruited,
      (select coalesce(sum(e.amount_minor), 0)::bigint from commission_entries e
        where e.shop_id = a.shop_id and e.order_id = a.order_id and e.affiliate_id = ${affiliateId}) as commission
    from affiliate_orders a join orders o on o.shop_id = a.shop_id and o.order_id = a.order_id
    where a.shop_id = ${shopId} and (a.affiliate_id = ${affiliateId} or a.recruiter_id = ${affiliateId}) and a.way is not null and a.placed_at is not null order by a.placed_at desc, a.order_id desc limit ${limit}
  `.execute(db);
  return rows;
}
