import { sql } from "kysely";

import { listNames } from "../../achievements/achievements.server.ts";
import { COMMISSION } from "../../affiliates/payouts/method.ts";
import type { Db } from "../../db.server.ts";
import { listNames as listDraws } from "../../draws/draws.server.ts";
import { listNames as listModules } from "../../learning/modules.server.ts";
import { BOARD } from "../../leaderboard/board.ts";
import type { Bonus } from "../../program/rules/bonus-rules.ts";
import { totalsAt } from "../../points/totals.server.ts";
import { worthMinor } from "../../program/rules/rules.ts";
import type { Texts } from "../../program/rules/texts.ts";
import { versionFor } from "../../program/version-for.ts";
import { listPrograms } from "../../program/versions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { monthsFrom, type Month } from "../../lib/months.ts";
import { readRewardUsage } from "../redemptions/reward-usage.server.ts";
import type { RewardUsage } from "../redemptions/reward-usage.ts";
import { flowByMonth, openByMonth, shareOf, sumFlow, topRules, type Flow, type FlowRow, type RuleShare } from "./points-flow.ts";

/** Breakage is estimated from old points only when so many customers had some. */
export const ESTIMATE_CUSTOMERS = 100;

const beside = ["achievement", "commission", "draw", "leaderboard", "module"] as const;
type Beside = (typeof beside)[number];

export type PointsReport = {
  at: Date;
  /** What customers could spend now or later; who is in debt does not reduce it. `worthMinor` by the program in force. */
  outstanding: { points: bigint; available: bigint; pending: bigint; accounts: number; worthMinor: bigint };
  debt: { accounts: number; points: bigint };
  /** Since the beginning. Given: earned, bonuses, imported and adjusted, less what was taken back. Spent: less what was given back. */
  granted: bigint;
  spent: bigint;
  expired: bigint;
  /** Shares of `granted`; null while nothing has been given. */
  redemptionRate: number | null;
  breakageRate: number | null;
  /** This month and the eleven before it, oldest first. `open`: what was outstanding at its end, less debts, worth what a point is worth now. */
  months: { month: Month; flow: Flow; open: { points: bigint; worthMinor: bigint } }[];
  total: Flow;
  rules: (RuleShare & {
    bonus: Pick<Bonus, "kind" | "title"> | { kind: Beside; title: Texts } | null;
  })[];
  /** Redeemed since the first of these months, most first. */
  rewards: (RewardUsage & { rewardId: number; title: Texts })[];
};

type Row = {
  available: bigint;
  pending: bigint;
  holders: number;
  debtors: number;
  owed: bigint;
  flows: { month: string; kind: FlowRow["kind"]; rule: string | null; points: string; times: number }[];
  titles: { rewardId: number; title: Texts }[];
};

const MONTHS = 12;
const TOP = 10;

/**
 * Every figure of "Points and liability" that is right at this moment, from what the database keeps with every entry and account. Months are calendar
 * months in the shop's zone, by the day of posting. What will be is the outlook's.
 */
export async function readPointsReport(db: Db, shop: Shop, now: Date): Promise<PointsReport> {
  const { shopId, timeZone, currency } = shop;
  const programs = await listPrograms(db, shopId);
  const { rules } = versionFor(now, programs);
  const months = monthsFrom(now, timeZone, 1 - MONTHS, MONTHS);
  const [first] = months;
  const usage = await readRewardUsage(db, shopId, first === undefined ? null : `${first.key}-01`);
  const { rows } = await sql<Row>`
    select totals.*,
      coalesce((select json_agg(json_build_object('month', month, 'kind', kind, 'rule', nullif(rule, ''), 'points', points::text, 'times', times)
        order by month, kind, rule) from points_months where shop_id = ${shopId}), '[]') as flows,
      coalesce((select json_agg(json_build_object('rewardId', reward_id, 'title', terms -> 'title') order by position, reward_id)
        from rewards where shop_id = ${shopId}), '[]') as titles
    from (${totalsAt(shopId, now)}) totals
  `.execute(db);
  const row = rows[0];
  if (row === undefined) throw new Error("A statement of aggregates always has a row");
  const flows = row.flows.map((flow) => ({ ...flow, points: BigInt(flow.points) }));
  const ever = sumFlow(flows);
  const period = flows.filter(({ month }) => months.some(({ key }) => key === month));
  const points = row.available + row.pending;
  const openOf = (open: bigint) => ({ points: open, worthMinor: worthMinor(open, rules, currency) });
  const opens = openByMonth(flows, months).map(openOf);
  const granted = ever.earned + ever.bonus + ever.adjusted;
  const spent = -(ever.redeemed + ever.returned);
  const others = [
    ...(await listNames(db, shopId)),
    ...(await listDraws(db, shopId)),
    ...(await listModules(db, shopId)),
    BOARD,
    COMMISSION,
  ];
  const all = [...others, ...programs.flatMap((program) => program.rules.bonuses)];
  const bonuses = new Map(all.map((bonus) => [bonus.key, bonus]));
  return {
    at: now,
    outstanding: {
      ...{ points, available: row.available, pending: row.pending, accounts: row.holders },
      worthMinor: worthMinor(points, rules, currency),
    },
    debt: { accounts: row.debtors, points: row.owed },
    ...{ granted, spent, expired: -ever.expired },
    redemptionRate: shareOf(spent, granted),
    breakageRate: shareOf(-ever.expired, granted),
    months: flowByMonth(flows, months).map((month, index) => ({ ...month, open: opens[index] ?? openOf(0n) })),
    total: sumFlow(period),
    rules: topRules(period, TOP).map((share) => {
      const bonus = share.rule === null ? undefined : bonuses.get(share.rule);
      if (bonus === undefined) return { ...share, bonus: null };
      return {
        ...share,
        bonus: isBeside(bonus) ? bonus : { kind: bonus.kind, title: bonus.title },
      };
    }),
    rewards: row.titles
      .flatMap((reward) => {
        const used = usage.get(reward.rewardId);
        return used === undefined ? [] : [{ ...reward, ...used }];
      })
      .sort((a, b) => b.redeemed - a.redeemed),
  };
}

function isBeside<Other extends { kind: string }>(
  bonus: Other | { kind: Beside; title: Texts },
): bonus is { kind: Beside; title: Texts } {
  return (beside as readonly string[]).includes(bonus.kind);
}
