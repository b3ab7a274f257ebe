import { sql } from "kysely";

import { date, number, parameter, rows } from "../../attribute.ts";

/** What a customer has and had in points, as the ledger keeps it; who has no account has none. */
export const points = {
  points_balance: number({
    label: "attributes.points_balance",
    ours: true,
    nullable: false,
    movedBy: ["points"],
    reads: ["account"],
    unit: "points",
    sql: sql`coalesce(l.available, 0)`,
  }),
  points_pending: number({
    label: "attributes.points_pending",
    ours: true,
    nullable: false,
    movedBy: ["points"],
    reads: ["account"],
    unit: "points",
    sql: sql`coalesce(l.pending, 0)`,
  }),
  // An account begins with its first entry.
  points_account_date: date({
    label: "attributes.points_account_date",
    ours: true,
    nullable: true,
    movedBy: ["points"],
    sql: sql`(select e.recorded_at from ledger_entries e where e.shop_id = c.shop_id and e.customer_id = c.customer_id and e.seq = 1)`,
  }),
  points_expiry_date: date({
    label: "attributes.points_expiry_date",
    ours: true,
    nullable: true,
    movedBy: ["points"],
    reads: ["account"],
    sql: sql`l.expires_at`,
  }),
  points_expiring: number({
    label: "attributes.points_expiring",
    ours: true,
    nullable: false,
    movedBy: ["points"],
    reads: ["account"],
    unit: "points",
    sql: sql`(case when l.expires_at is null then 0 else l.expires_points end)`,
  }),
  points_earned: rows({
    label: "attributes.points_earned",
    ours: true,
    movedBy: ["points"],
    rows: sql`ledger_entries e where e.shop_id = c.shop_id and e.customer_id = c.customer_id
      and e.kind in ('order', 'bonus') and e.points > 0`,
    parameters: {
      date: parameter.date("segmentParameters.date", sql`e.recorded_at`),
      points: parameter.number("segmentParameters.points", sql`e.points`, "points"),
      sum_points: parameter.sum("segmentParameters.sum_points", sql`coalesce(sum(e.points), 0)`, "points"),
      count: parameter.sum("segmentParameters.count", sql`count(*)`),
    },
  }),
  // What counts toward tiers, and what was taken back of it: at the instants that tiers count it.
  tier_points: rows({
    label: "attributes.tier_points",
    ours: true,
    movedBy: ["points"],
    rows: sql`ledger_entries e where e.shop_id = c.shop_id and e.customer_id = c.customer_id and e.tier_points <> 0`,
    parameters: {
      date: parameter.date("segmentParameters.date", sql`e.earned_at`),
      sum_points: parameter.sum("segmentParameters.sum_points", sql`coalesce(sum(e.tier_points), 0)`, "points"),
    },
  }),
  points_redeemed: rows({
    label: "attributes.points_redeemed",
    ours: true,
    movedBy: ["points"],
    rows: sql`redemptions r where r.shop_id = c.shop_id and r.customer_id = c.customer_id and r.state <> 'released'`,
    parameters: {
      date: parameter.date("segmentParameters.date", sql`r.reserved_at`),
      reward_id: parameter.id("segmentParameters.reward_id", sql`r.reward_id`, { suggests: "rewards" }),
      used: parameter.flag("segmentParameters.used", sql`(r.state = 'used')`),
      points: parameter.number("segmentParameters.points", sql`r.points`, "points"),
      sum_points: parameter.sum("segmentParameters.sum_points", sql`coalesce(sum(r.points), 0)`, "points"),
      count: parameter.sum("segmentParameters.count", sql`count(*)`),
    },
  }),
};
