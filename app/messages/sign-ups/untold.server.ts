import { sql, type RawBuilder } from "kysely";

import { countUntold, retryUntold } from "../../customers/consent/push-problems.server.ts";
import type { PushProblem } from "../../customers/consent/told-consent.ts";
import type { Db } from "../../db.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import { CLAIM_MS } from "./sign-ups.server.ts";

/** Somebody who has confirmed their sign-up, and whom Shopify has not taken as a customer yet. */
export type UntoldSignUp = { signUpId: bigint; email: string; since: Date; problem: PushProblem | null; nextAt: Date };

/** Which rows u of sign_ups a merchant should know of: what is refused at once, the rest once it has waited for a day. */
function concerning(now: Date): RawBuilder<boolean> {
  return sql`(u.customer_id is null and u.due_at is not null and (u.problem in ('refused', 'access') or u.confirmed_at <= ${plusMs(now, -DAY_MS)}))`;
}

/** As a scalar for pages: how many consents Shopify has not taken that a merchant should know of, those of customers and those of sign-ups. */
export function countAllUntold(shopId: number, now: Date): RawBuilder<number> {
  return sql`(${countUntold(shopId, now)}
    + (select count(*)::int from sign_ups u where u.shop_id = ${shopId} and ${concerning(now)}))`;
}

export async function readUntoldCount(db: Db, shopId: number, now: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`select ${countAllUntold(shopId, now)} as count`.execute(db);
  return rows[0]?.count ?? 0;
}

/** The sign-ups among them, longest wait first. */
export async function listUntoldSignUps(db: Db, shopId: number, now: Date, limit: number): Promise<UntoldSignUp[]> {
  const { rows } = await sql<UntoldSignUp>`
    select u.sign_up_id as "signUpId", u.email, u.confirmed_at as since, u.problem, u.due_at as "nextAt" from sign_ups u
    where u.shop_id = ${shopId} and ${concerning(now)} order by u.confirmed_at, u.sign_up_id limit ${limit}
  `.execute(db);
  return rows;
}

/**
 * What Shopify has not taken, consents of customers and sign-ups, is tried again at once. Sign-ups that are due within a worker's time are left: somebody may be at them.
 * @returns how many
 */
export async function retryAllUntold(db: Db, shopId: number, now: Date): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update sign_ups set due_at = ${now}
    where shop_id = ${shopId} and customer_id is null and due_at > ${plusMs(now, CLAIM_MS)} and problem is not null
  `.execute(db);
  return Number(numAffectedRows) + (await retryUntold(db, shopId, now));
}
