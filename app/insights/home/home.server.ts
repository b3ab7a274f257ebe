import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { addDays, DAY_MS, dayIn, instantIn, plusMs } from "../../lib/time.ts";
import { countAllUntold } from "../../messages/sign-ups/untold.server.ts";
import { NO_LEGAL_NOTICE } from "../../messages/policy.ts";
import type { ProgramState, Switchable } from "../../program/state/state.ts";
import { totalsAt } from "../../points/totals.server.ts";
import { countOf } from "../../lib/counts.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { monthsFrom } from "../../lib/months.ts";
import { sumFlow, type FlowRow } from "../points/points-flow.ts";
import { isSenderWaiting } from "../../shops/settings/settings.ts";
import { countAllOwed } from "../redemptions/owed.server.ts";

export type BackfillState = "waiting" | "running" | "reading" | "done" | "failed";
export type Backfill = { kind: string; state: BackfillState; done: number; total: number | null };
export type SegmentSize = { key: string; name: string; members: number };
/** Given: earned, bonuses and adjustments, less what was taken back. Redeemed: less what was given back. */
export type PointsMonth = { given: bigint; redeemed: bigint };
export type Home = {
  customers: number;
  /** Available and pending together; accounts in debt owe nobody anything and do not reduce it. */
  pointsOutstanding: bigint;
  pointsPending: bigint;
  /** By month of posting, in the shop's zone: this one so far, and the one before. As the points report counts them. */
  months: { current: PointsMonth; previous: PointsMonth };
  /** The last 30 days of the shop, today included, and the 30 before: orders that count (no test, not cancelled), net merchandise in minor units. */
  current: { orders: number; netMinor: bigint };
  previous: { orders: number; netMinor: bigint };
  /** One entry for each of the last 30 days, oldest first. */
  days: { at: Date; orders: number; netMinor: bigint }[];
  messagesSent: number;
  segments: SegmentSize[];
  backfills: Backfill[];
  problems: number;
  /** Systems of the shop that are told nothing any more, because nothing got through. */
  receiversStopped: number;
  /** For a day now, what webhooks lost could not be read from Shopify. */
  comparisonFailing: boolean;
  /** Consents that were given or withdrawn with us and that Shopify has not taken. */
  consentsUntold: number;
  /** Rewards that were won in a draw and that could not be given. */
  rewardsOwed: number;
  /** Reviews that wait for the merchant's word. */
  claimsWaiting: number;
  /** Referrals that wait for it: what is not decided in time is not paid. */
  referralsWaiting: number;
  /** The sender address that a click has yet to prove; null: none. */
  senderWaiting: string | null;
  /** Advertising that waits until sender and legal notice are there. */
  mailsHeld: number;
  /** As the program was last switched; `tag` is that of a test. */
  program: { state: ProgramState; tag: string | null };
  /** The setup guide is put away; null: it is open. */
  guideDismissedAt: Date | null;
  /** Shoppers log in on Shopify's own pages, and none of ours is known to stand there. */
  lacksAccountPages: boolean;
};

type Row = {
  customers: number;
  points_outstanding: bigint;
  points_pending: bigint;
  previous_orders: number;
  previous_net: bigint;
  messages_sent: number;
  problems: number;
  receivers_stopped: number;
  comparison_failing: boolean;
  consents_untold: number;
  rewards_owed: number;
  claims_waiting: number;
  referrals_waiting: number;
  sender_email: string | null;
  sender_proved: string | null;
  mails_held: number;
  guide_dismissed_at: Date | null;
  lacks_account_pages: boolean;
  program: { state: Switchable; tag: string | null } | null;
  days: { day: string; orders: number; net: string }[];
  flows: { month: string; kind: FlowRow["kind"]; points: string }[];
  segments: SegmentSize[];
  backfills: Backfill[];
};

const PERIOD_DAYS = 30;

/** Everything that Home shows, in one statement. Days and periods are calendar days in the shop's zone. */
export async function readHome(db: Db, shop: Shop, now: Date): Promise<Home> {
  const { shopId, timeZone } = shop;
  const today = dayIn(now, timeZone);
  const firstDay = addDays(today, 1 - PERIOD_DAYS);
  const firstBefore = addDays(firstDay, -PERIOD_DAYS);
  const [before, month] = monthsFrom(now, timeZone, -1, 2).map(({ key }) => key);
  const { rows } = await sql<Row>`
    with counted as (
      select day, sum(count)::int as orders, sum(amount_minor)::bigint as net from shop_counts
      where shop_id = ${shopId} and what = 'orders' and day between ${isoDay(firstBefore)}::date and ${isoDay(today)}::date group by day
    ), balance as (
      ${totalsAt(shopId, now)}
    ), before_that as (
      select coalesce(sum(orders), 0)::int as orders, coalesce(sum(net), 0)::bigint as net from counted where day < ${isoDay(firstDay)}::date
    )
    select
      ${countOf(shopId, sql`'customers'`)} as customers,
      balance.available + balance.pending as points_outstanding, balance.pending as points_pending,
      before_that.orders as previous_orders, before_that.net as previous_net,
      ${countOf(shopId, sql`'mails'`, sql`day >= ${isoDay(firstDay)}::date`)} as messages_sent,
      (select count(*)::int from webhook_inbox where shop_id = ${shopId} and state = 'problem') as problems,
      (select count(*)::int from receivers where shop_id = ${shopId} and state = 'paused' and problem is not null) as receivers_stopped,
      exists(select 1 from reconciliations where shop_id = ${shopId} and failing_since <= ${plusMs(now, -DAY_MS)}) as comparison_failing,
      ${countAllUntold(shopId, now)} as consents_untold,
      ${countAllOwed(shopId)} as rewards_owed,
      (select count(*)::int from bonus_claims where shop_id = ${shopId} and state = 'waiting') as claims_waiting,
      (select count(*)::int from referrals where shop_id = ${shopId} and state = 'review') as referrals_waiting,
      (select count(*)::int from messages where shop_id = ${shopId} and state = 'queued' and reason = ${NO_LEGAL_NOTICE}) as mails_held,
      st.sender_email, st.sender_proved, st.guide_dismissed_at,
      exists(
        select from shops where shop_id = ${shopId} and customer_accounts = 'new' and account_pages_used_at is null and st.accounts_confirmed_at is null
      ) as lacks_account_pages,
      (
        select json_build_object('state', state, 'tag', tag) from program_states
        where shop_id = ${shopId} order by since desc limit 1
      ) as program,
      coalesce((
        select json_agg(json_build_object('day', day, 'orders', orders, 'net', net::text)) from counted where day >= ${isoDay(firstDay)}::date
      ), '[]') as days,
      coalesce((
        select json_agg(json_build_object('month', month, 'kind', kind, 'points', points::text)) from points_months
        where shop_id = ${shopId} and month = any(${[before, month]}::text[])
      ), '[]') as flows,
      coalesce((
        select json_agg(json_build_object('key', key, 'name', name, 'members', members) order by position, segment_id)
        from (
          select s.key, s.name, s.position, s.segment_id,
            ${countOf(shopId, sql`'segment:' || s.segment_id`)} as members
          from segments s where s.shop_id = ${shopId}
        ) as sizes), '[]') as segments,
      coalesce((
        select json_agg(json_build_object('kind', kind, 'state', state, 'done', objects_done, 'total', objects_total) order by kind)
        from backfills where shop_id = ${shopId}), '[]') as backfills
    from balance, before_that left join shop_settings st on st.shop_id = ${shopId}
  `.execute(db);
  const row = rows[0];
  if (row === undefined) throw new Error("A statement of aggregates always has a row");
  const byDay = new Map(row.days.map(({ day, orders, net }) => [day, { orders, netMinor: BigInt(net) }]));
  const days = Array.from({ length: PERIOD_DAYS }, (_, index) => {
    const day = addDays(firstDay, index);
    return { at: instantIn(day, timeZone, 12), ...(byDay.get(isoDay(day)) ?? { orders: 0, netMinor: 0n }) };
  });
  return {
    customers: row.customers,
    pointsOutstanding: row.points_outstanding,
    pointsPending: row.points_pending,
    months: { current: pointsOf(row.flows, month), previous: pointsOf(row.flows, before) },
    current: {
      orders: days.reduce((sum, { orders }) => sum + orders, 0),
      netMinor: days.reduce((sum, { netMinor }) => sum + netMinor, 0n),
    },
    previous: { orders: row.previous_orders, netMinor: row.previous_net },
    days,
    messagesSent: row.messages_sent,
    segments: row.segments,
    backfills: row.backfills,
    problems: row.problems,
    receiversStopped: row.receivers_stopped,
    comparisonFailing: row.comparison_failing,
    consentsUntold: row.consents_untold,
    rewardsOwed: row.rewards_owed,
    claimsWaiting: row.claims_waiting,
    referralsWaiting: row.referrals_waiting,
    senderWaiting: isSenderWaiting({ senderEmail: row.sender_email, senderProved: row.sender_proved }) ? row.sender_email : null,
    mailsHeld: row.mails_held,
    program: row.program ?? { state: "setup", tag: null },
    guideDismissedAt: row.guide_dismissed_at,
    lacksAccountPages: row.lacks_account_pages,
  };
}

function pointsOf(flows: Row["flows"], key: string | undefined): PointsMonth {
  const rows = flows.filter(({ month }) => month === key);
  const flow = sumFlow(rows.map(({ kind, points }) => ({ kind, points: BigInt(points) })));
  return { given: flow.earned + flow.bonus + flow.adjusted, redeemed: -(flow.redeemed + flow.returned) };
}

function isoDay({ year, month, day }: { year: number; month: number; day: number }): string {
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}
