import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { backoffMs } from "../../lib/backoff.ts";
import { HOUR_MS, MINUTE_MS, plusMs, SECOND_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import type { Means } from "../../rewards/redemptions/means.server.ts";
import { AdminApiError } from "../../shopify.server.ts";
import { getShop } from "../../shops/shops.server.ts";
import { approveBy } from "../codes/approve.server.ts";

/** For so long nobody else has Shopify make a code that somebody is having made. */
const LEASE_MS = 2 * MINUTE_MS;

/** Why somebody waits for the merchant: their code is somebody else's in Shopify, Shopify refuses it, or their plan can be given no more. */
export type ArrivalProblem = "taken" | "refused" | "plan";
export type Waiting = { affiliateId: bigint; name: string | null; code: string; problem: ArrivalProblem };

type Arrival = { affiliateId: bigint; planId: bigint; code: string; tell: boolean; decidedBy: string; attempts: number };

/** Makes affiliates of some who were brought along: a loop calls it. @returns how many were looked at */
export async function arriveDue(means: Means, now: () => Date, limit: number): Promise<number> {
  const due = await listArriving(means.db(), now(), limit);
  for (const { shopId, affiliateId } of due) await arrive(means, shopId, affiliateId, now);
  return due.length;
}

async function listArriving(db: Db, now: Date, limit: number): Promise<{ shopId: number; affiliateId: bigint }[]> {
  const { rows } = await sql<{ shopId: number; affiliateId: bigint }>`
    select e.shop_id as "shopId", e.affiliate_id as "affiliateId" from affiliate_arrivals e join shops s on s.shop_id = e.shop_id
    where e.due_at <= ${now} and s.status = 'installed' order by e.due_at, e.affiliate_id limit ${limit}
  `.execute(db);
  return rows;
}

/** Never throws what Shopify does: the loop tries again after 5, 10, 20 … seconds, at most an hour apart. What Shopify refuses is the merchant's to decide. */
async function arrive(means: Means, shopId: number, affiliateId: bigint, now: () => Date): Promise<void> {
  const { rows } = await sql<Arrival>`
    update affiliate_arrivals set attempts = attempts + 1, due_at = ${plusMs(now(), LEASE_MS)}
    where shop_id = ${shopId} and affiliate_id = ${affiliateId} and due_at <= ${now()}
    returning affiliate_id as "affiliateId", plan_id as "planId", code, tell, decided_by as "decidedBy", attempts
  `.execute(means.db());
  const [claimed] = rows;
  if (claimed === undefined) return;
  const { planId, code, tell, decidedBy: actor, attempts } = claimed;
  const mine = sql`shop_id = ${shopId} and affiliate_id = ${affiliateId} and attempts = ${attempts}`;
  const leave = (problem: ArrivalProblem) =>
    sql`update affiliate_arrivals set due_at = null, problem = ${problem} where ${mine}`.execute(means.db());
  try {
    const outcome = await approveBy(means, await getShop(means.db(), shopId), affiliateId, { planId, code, tell, actor }, now);
    if (outcome === "taken") await leave("taken");
    else if (outcome === "gone" && (await isWaiting(means.db(), shopId, affiliateId))) await leave("plan");
    else await sql`delete from affiliate_arrivals where ${mine}`.execute(means.db());
  } catch (error) {
    log().warn({ error, shopId, attempts }, "the code of an affiliate who was brought along was not made");
    if (error instanceof AdminApiError && error.code === "USER_ERROR") await leave("refused");
    else {
      const again = plusMs(now(), backoffMs(attempts, 5 * SECOND_MS, HOUR_MS));
      await sql`update affiliate_arrivals set due_at = ${again} where ${mine}`.execute(means.db());
    }
  }
}

async function isWaiting(db: Db, shopId: number, affiliateId: bigint): Promise<boolean> {
  const { rows } =
    await sql`select from affiliates where shop_id = ${shopId} and affiliate_id = ${affiliateId} and state = 'applied'`.execute(
      db,
    );
  return rows.length > 0;
}

/** How many codes Shopify is still to be told of, and who waits for the merchant, as long as they do. */
export async function readArrivals(db: Db, shopId: number, limit: number): Promise<{ coming: number; waiting: Waiting[] }> {
  const { rows } = await sql<{ coming: number }>`
    select count(*)::int as coming from affiliate_arrivals where shop_id = ${shopId} and due_at is not null
  `.execute(db);
  const { rows: waiting } = await sql<Waiting>`
    select e.affiliate_id as "affiliateId", a.name, e.code, coalesce(e.problem, 'refused') as problem from affiliate_arrivals e
    join affiliates a on a.shop_id = e.shop_id and a.affiliate_id = e.affiliate_id and a.state = 'applied'
    where e.shop_id = ${shopId} and e.due_at is null order by e.affiliate_id limit ${limit}
  `.execute(db);
  return { coming: rows[0]?.coming ?? 0, waiting };
}
