import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { stringifyJson } from "../../lib/json.ts";
import type { RfmCuts } from "../rfm/cuts.ts";
import type { RfmGroup } from "../rfm/groups.ts";

/** Days whose summaries are kept, two years and a little. */
const KEPT_DAYS = 800;

/** Customers with one pair of scores; `worth` is frequency and value as one (rfm/groups.ts). */
export type Cell = { recency: number; worth: number; customers: number; spentMinor: number };
/** Customers by their group at the end of the month before (null: had not bought, or nobody knew) and now. */
export type Move = { from: RfmGroup | null; to: RfmGroup; customers: number };
/** Sums over all customers; null: no predictions. */
export type Outlook = { customers: number; alive: number; orders365: number; spend365Minor: number | null };
/** Customers by our group and Shopify's own, of those of whom Shopify has told. */
export type Agreement = { ours: RfmGroup; theirs: string; customers: number };
/** `agreement`: missing in summaries from before it was kept. */
export type Summary = { cells: Cell[]; moves: Move[]; outlook: Outlook | null; agreement?: Agreement[] };
export type ScoreDay = { day: number; cuts: RfmCuts; summary: Summary | null };

/** The newest day that customers were scored on in whole; null: none. */
export async function readLastDay(db: Db, shopId: number): Promise<(ScoreDay & { summary: Summary }) | null> {
  const { rows } = await sql<{ day: number; cuts: unknown; summary: unknown }>`
    select day - date '1970-01-01' as day, cuts, summary from score_days
    where shop_id = ${shopId} and summary is not null order by day desc limit 1
  `.execute(db);
  const [row] = rows;
  return row === undefined ? null : { day: row.day, cuts: row.cuts as RfmCuts, summary: row.summary as Summary };
}

/** The cuts of a day: those that it began with, or these, which stay the day's. */
export async function freezeCuts(db: Db, shopId: number, today: number, cuts: () => Promise<RfmCuts>): Promise<RfmCuts> {
  const find = async () => {
    const { rows } = await sql<{ cuts: unknown }>`
      select cuts from score_days where shop_id = ${shopId} and day = date '1970-01-01' + ${today}::int
    `.execute(db);
    return rows[0]?.cuts as RfmCuts | undefined;
  };
  const known = await find();
  if (known !== undefined) return known;
  const fresh = await cuts();
  await sql`
    insert into score_days (shop_id, day, cuts) values (${shopId}, date '1970-01-01' + ${today}::int, ${stringifyJson(fresh)}::jsonb)
    on conflict (shop_id, day) do nothing
  `.execute(db);
  return (await find()) ?? fresh;
}

/** Sums up a day's scores for pages, and lets very old days go. */
export async function summarize(db: Db, shopId: number, today: number): Promise<void> {
  await sql`
    with scored as materialized (
      select s.recency, round((s.frequency + s.monetary) / 2.0)::int as worth, s.rfm_group, s.rfm_group_last_month, s.shopify_group, s.alive, s.orders_365, s.spend_365_minor,
        c.net_spend_minor
      from customer_scores s join customers c on c.shop_id = s.shop_id and c.customer_id = s.customer_id
      where s.shop_id = ${shopId}
    ), cells as (
      select recency, worth, count(*) as customers, sum(net_spend_minor) as "spentMinor" from scored group by recency, worth
    ), moves as (
      select rfm_group_last_month as "from", rfm_group as "to", count(*) as customers from scored group by rfm_group_last_month, rfm_group
    ), agreement as (
      select rfm_group as ours, shopify_group as theirs, count(*) as customers from scored where shopify_group is not null group by rfm_group, shopify_group
    ), outlook as (
      select count(alive) as customers, sum(alive) as alive, sum(orders_365) as "orders365", sum(spend_365_minor) as "spend365Minor" from scored
    )
    update score_days set summary = jsonb_build_object(
      'cells', coalesce((select jsonb_agg(to_jsonb(cells) order by recency, worth) from cells), '[]'),
      'moves', coalesce((select jsonb_agg(to_jsonb(moves) order by "from", "to") from moves), '[]'),
      'agreement', coalesce((select jsonb_agg(to_jsonb(agreement) order by ours, theirs) from agreement), '[]'),
      'outlook', (select to_jsonb(outlook) from outlook where customers > 0)
    )
    where shop_id = ${shopId} and day = date '1970-01-01' + ${today}::int
  `.execute(db);
  await sql`delete from score_days where shop_id = ${shopId} and day < date '1970-01-01' + ${today - KEPT_DAYS}::int`.execute(db);
}
