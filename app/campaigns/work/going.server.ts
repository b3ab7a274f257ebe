import { sql } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { planSchema, type Plan } from "../plan.ts";

/** A campaign at work, in the hands of the worker that holds its row. */
export type Going = {
  campaignId: number;
  plan: Plan;
  state: "scheduled" | "sending";
  startsAt: Date;
  /** When it wanted this turn. */
  wantedAt: Date;
  version: number | null;
  /** Up to which customer the audience is written; null: all of it is. */
  cursor: bigint | null;
};

/** Campaigns of installed shops that have something to do, the longest waiting first. Reads only. */
export async function listGoing(db: Db, now: Date, limit: number): Promise<{ shopId: number; campaignId: number }[]> {
  const { rows } = await sql<{ shopId: number; campaignId: number }>`
    select g.shop_id as "shopId", g.campaign_id as "campaignId" from campaigns g
    join shops s on s.shop_id = g.shop_id and s.status = 'installed'
    where g.state in ('scheduled', 'sending') and g.next_at <= ${now} order by g.next_at limit ${limit}
  `.execute(db);
  return rows;
}

/** Null: another worker has it, or a merchant was faster. */
export async function takeGoing(tx: Tx, shopId: number, campaignId: number, now: Date): Promise<Going | null> {
  const { rows } = await sql<{
    plan: unknown;
    state: string;
    starts_at: Date | null;
    version: number | null;
    cursor: bigint | null;
    next_at: Date;
  }>`
    select plan, state, starts_at, version, cursor, next_at from campaigns
    where shop_id = ${shopId} and campaign_id = ${campaignId} and state in ('scheduled', 'sending') and next_at <= ${now}
    for no key update skip locked
  `.execute(tx);
  const [row] = rows;
  if (row === undefined) return null;
  const { plan, state, starts_at: startsAt, version, cursor, next_at: wantedAt } = row;
  return {
    ...{ campaignId, plan: planSchema.parse(plan), state: state as Going["state"] },
    ...{ startsAt: startsAt ?? now, wantedAt, version, cursor },
  };
}

/** Says when it wants attention again. */
export async function restUntil(db: Db, shopId: number, campaignId: number, at: Date): Promise<void> {
  await sql`
    update campaigns set next_at = ${at}
    where shop_id = ${shopId} and campaign_id = ${campaignId} and state in ('scheduled', 'sending')
  `.execute(db);
}
