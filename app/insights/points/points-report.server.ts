import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { addDays, dayIn, instantIn } from "../../lib/time.ts";
import type { Bonus } from "../../program/rules/bonus-rules.ts";
import { worthMinor } from "../../program/rules/rules.ts";
import type { Texts } from "../../program/rules/texts.ts";
import { versionFor } from "../../program/version-for.ts";
import { listPrograms } from "../../program/versions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { monthsFrom, type Month } from "../months.ts";
import { readRewardUsage } from "../redemptions/reward-usage.server.ts";
import type { RewardUsage } from "../redemptions/reward-usage.ts";
import { flowByMonth, shareOf, sumFlow, topRules, type Flow, type FlowRow, type RuleShare } from "./points-flow.ts";

/** Breakage is estimated from points that are older than so many months, and only when so many customers had some. */
export const ESTIMATE_MONTHS = 12;
export const ESTIMATE_CUSTOMERS = 100;

export type PointsReport = {
  at: Date;
  /** What customers could spend now or later; who is in debt does not reduce it. `worthMinor` by the programme in force. */
  outstanding: { points: bigint; available: bigint; pending: bigint; accounts: number; worthMinor: bigint };
  debt: { accounts: number; points: bigint };
  /** Since the beginning. Given: earned, bonuses, imported and adjusted, less what was taken back. Spent: less what was given back. */
  granted: bigint;
  spent: bigint;
  expired: bigint;
  /** Shares of `granted`; null while nothing has been given. */
  redemptionRate: number | null;
  breakageRate: number | null;
  /** Of points older than `ESTIMATE_MONTHS`: the share that has not been spent. Null without enough data. */
  breakageEstimate: number | null;
  /** How many customers had such points. */
  estimateCustomers: number;
  /** This month and the eleven before it, oldest first. */
  months: { month: Month; flow: Flow }[];
  total: Flow;
  rules: (RuleShare & { bonus: Pick<Bonus, "kind" | "title"> | null })[];
  /** Redeemed since the first of these months, most first. */
  rewards: (RewardUsage & { rewardId: number; title: Texts })[];
};

type Row = {
  available: bigint;
  pending: bigint;
  holders: number;
  debtors: number;
  owed_to_shop: bigint;
  old_points: bigint;
  old_unspent: bigint;
  old_customers: number;
  flows: { month: string; kind: FlowRow["kind"]; rule: string | null; points: string; times: number }[];
  titles: { rewardId: number; title: Texts }[];
};

const MONTHS = 12;
const TOP = 10;

/** Every figure of "Points and liability", from the ledger itself. Months are calendar months in the shop's zone, by the day of posting. */
export async function readPointsReport(db: Db, shop: Shop, now: Date): Promise<PointsReport> {
  const { shopId, timeZone, currency } = shop;
  const programs = await listPrograms(db, shopId);
  const { rules } = versionFor(now, programs);
  const months = monthsFrom(now, timeZone, 1 - MONTHS, MONTHS);
  const today = dayIn(now, timeZone);
  const longAgo = instantIn(addDays({ ...today, year: today.year - ESTIMATE_MONTHS / 12 }, 0), timeZone);
  const first = months[0]?.at ?? now;
  const since = instantIn({ ...dayIn(first, timeZone), day: 1 }, timeZone);
  const usage = await readRewardUsage(db, shopId, since);
  const { rows } = await sql<Row>`
    with accounts as (
      select customer_id,
        coalesce(sum(points) filter (where available_at <= ${now}), 0) as available,
        sum(points) as total,
        greatest(0, least(
          coalesce(sum(points) filter (where kind in ('order', 'bonus', 'import', 'adjustment', 'merge') and available_at <= ${longAgo}), 0),
          coalesce(sum(points) filter (where kind in ('order', 'bonus', 'import', 'adjustment', 'merge')), 0))) as old,
        -coalesce(sum(points) filter (where kind in ('redemption', 'release', 'return')), 0) as spent
      from ledger_entries where shop_id = ${shopId} group by customer_id
    ), flows as (
      select to_char(recorded_at at time zone ${timeZone}, 'YYYY-MM') as month, kind, rule, sum(points) as points,
        (count(*) filter (where points > 0))::int as times
      from ledger_entries where shop_id = ${shopId} group by 1, 2, 3
    )
    select
      coalesce(sum(least(greatest(available, 0), greatest(total, 0))), 0)::bigint as available,
      coalesce(sum(greatest(total, 0) - least(greatest(available, 0), greatest(total, 0))), 0)::bigint as pending,
      (count(*) filter (where total > 0))::int as holders,
      (count(*) filter (where total < 0))::int as debtors,
      coalesce(-sum(total) filter (where total < 0), 0)::bigint as owed_to_shop,
      coalesce(sum(old), 0)::bigint as old_points,
      coalesce(sum(greatest(0, old - greatest(0, spent))), 0)::bigint as old_unspent,
      (count(*) filter (where old > 0))::int as old_customers,
      coalesce((select json_agg(json_build_object('month', month, 'kind', kind, 'rule', rule, 'points', points::text, 'times', times)
        order by month, kind, rule) from flows), '[]') as flows,
      coalesce((select json_agg(json_build_object('rewardId', reward_id, 'title', terms -> 'title') order by position, reward_id)
        from rewards where shop_id = ${shopId}), '[]') as titles
    from accounts
  `.execute(db);
  const row = rows[0];
  if (row === undefined) throw new Error("A statement of aggregates always has a row");
  const flows = row.flows.map((flow) => ({ ...flow, points: BigInt(flow.points) }));
  const ever = sumFlow(flows);
  const period = flows.filter(({ month }) => months.some(({ key }) => key === month));
  const points = row.available + row.pending;
  const granted = ever.earned + ever.bonus + ever.adjusted;
  const spent = -(ever.redeemed + ever.returned);
  const enough = row.old_customers >= ESTIMATE_CUSTOMERS;
  const bonuses = new Map(programs.flatMap((program) => program.rules.bonuses.map((bonus) => [bonus.key, bonus] as const)));
  return {
    at: now,
    outstanding: {
      ...{ points, available: row.available, pending: row.pending, accounts: row.holders },
      worthMinor: worthMinor(points, rules, currency),
    },
    debt: { accounts: row.debtors, points: row.owed_to_shop },
    ...{ granted, spent, expired: -ever.expired },
    redemptionRate: shareOf(spent, granted),
    breakageRate: shareOf(-ever.expired, granted),
    breakageEstimate: enough ? shareOf(row.old_unspent, row.old_points) : null,
    estimateCustomers: row.old_customers,
    months: flowByMonth(flows, months),
    total: sumFlow(period),
    rules: topRules(period, TOP).map((share) => {
      const bonus = share.rule === null ? undefined : bonuses.get(share.rule);
      return { ...share, bonus: bonus === undefined ? null : { kind: bonus.kind, title: bonus.title } };
    }),
    rewards: row.titles
      .flatMap((reward) => {
        const used = usage.get(reward.rewardId);
        return used === undefined ? [] : [{ ...reward, ...used }];
      })
      .sort((a, b) => b.redeemed - a.redeemed),
  };
}
