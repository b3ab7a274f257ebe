import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { backoffMs } from "../../lib/backoff.ts";
import { HOUR_MS, MINUTE_MS, plusMs, SECOND_MS } from "../../lib/time.ts";
import { isPaidOut, type RewardKind } from "../reward.ts";
import { redemptionColumns, toRedemption, type Redemption, type RedemptionRow } from "./rows.server.ts";
import type { RedemptionState } from "./state.ts";

/**
 * Until then nobody else works on a redemption that a worker has claimed. A code that is asked for twice is one code; money that is asked for twice is twice
 * the money, so that lease is longer than the longest wait for a throttled Shopify and a request that hangs together.
 */
const LEASE_MS = 2 * MINUTE_MS;
const MONEY_LEASE_MS = 15 * MINUTE_MS;
const PAID_OUT = sql`r.terms ->> 'kind' in ('store-credit', 'gift-card')`;
const leaseEnd = (now: Date) => sql`case when ${PAID_OUT}
  then ${plusMs(now, MONEY_LEASE_MS)}::timestamptz else ${plusMs(now, LEASE_MS)}::timestamptz end`;

/** Until when a redemption is its worker's whose step begins now. */
export function leaseUntil(kind: RewardKind, now: Date): Date {
  return plusMs(now, isPaidOut(kind) ? MONEY_LEASE_MS : LEASE_MS);
}

/**
 * When a redemption `r` that is being taken back may be looked at in Shopify: once the step ends that may be under way. Money may still be on its way when
 * the step has failed (an answer that was lost), so that what Shopify has not got yet is looked for when no request can be in the air any more.
 */
export const quietFrom = (now: Date) => sql`case when r.attempts = 0 then ${now}::timestamptz
  else greatest(r.next_attempt_at, case when ${PAID_OUT} then ${plusMs(now, MONEY_LEASE_MS)}::timestamptz else ${now}::timestamptz end) end`;

/** Looked at beyond those that are asked for, since other workers take some of them at this moment. */
const OTHERS = 10;

/**
 * Takes redemptions that are due for a next step: looked for across shops, and each taken in its own. The attempt is counted here, so that a step which kills its process is one too; others pass
 * them over until the lease ends.
 */
export async function claimDue(db: Db, states: readonly RedemptionState[], now: Date, limit: number): Promise<Redemption[]> {
  const { rows: due } = await sql<{ shop_id: number; redemption_id: bigint }>`
    select r.shop_id, r.redemption_id from redemptions r join shops s on s.shop_id = r.shop_id
    where r.next_attempt_at <= ${now} and r.state = any(${[...states]}::text[]) and s.status = 'installed'
    order by r.next_attempt_at limit ${limit + OTHERS}
  `.execute(db);
  const claimed: Redemption[] = [];
  for (const { shop_id: shopId, redemption_id: redemptionId } of due) {
    const one = claimed.length < limit ? await claimOne(db, shopId, redemptionId, states, now) : null;
    if (one !== null) claimed.push(one);
  }
  return claimed;
}

/** Takes one redemption, if it is due in one of the states and nobody else has it. */
export async function claimOne(
  db: Db,
  shopId: number,
  redemptionId: bigint,
  states: readonly RedemptionState[],
  now: Date,
): Promise<Redemption | null> {
  const { rows } = await sql<RedemptionRow>`
    with due as (
      select r.shop_id, r.redemption_id from redemptions r
      where r.shop_id = ${shopId} and r.redemption_id = ${redemptionId} and r.next_attempt_at <= ${now} and r.state = any(${[...states]}::text[])
      for update of r skip locked
    )
    update redemptions r set attempts = r.attempts + 1, next_attempt_at = ${leaseEnd(now)}
    from due where r.shop_id = due.shop_id and r.redemption_id = due.redemption_id
    returning ${redemptionColumns}
  `.execute(db);
  return rows[0] === undefined ? null : toRedemption(rows[0]);
}

/** Takes further codes with one that has been taken: of the same reward and terms, reserved and due, the longest due first. */
export async function claimAlike(
  db: Db,
  { shopId, rewardId, termsHash }: Redemption,
  now: Date,
  limit: number,
): Promise<Redemption[]> {
  const { rows } = await sql<RedemptionRow>`
    with due as (
      select r.shop_id, r.redemption_id from redemptions r
      where r.shop_id = ${shopId} and r.reward_id = ${rewardId} and r.terms_hash = ${termsHash} and r.state = 'reserved' and r.next_attempt_at <= ${now}
      order by r.next_attempt_at limit ${limit} for update of r skip locked
    )
    update redemptions r set attempts = r.attempts + 1, next_attempt_at = ${leaseEnd(now)}
    from due where r.shop_id = due.shop_id and r.redemption_id = due.redemption_id
    returning ${redemptionColumns}
  `.execute(db);
  return rows.map(toRedemption);
}

/** A step failed: it is tried again after 5, 10, 20 … seconds, at most an hour apart. Says nothing of a redemption that has moved on meanwhile. */
export async function noteFailure(db: Db, redemption: Redemption, problem: string, now: Date): Promise<void> {
  await again(db, redemption, problem.slice(0, 500), plusMs(now, backoffMs(redemption.attempts, 5 * SECOND_MS, HOUR_MS)));
}

/** Nobody knows whether Shopify has handed the money out: asked and looked for again when no request can be in the air any more. */
export async function waitForQuiet(db: Db, redemption: Redemption, problem: string, now: Date): Promise<void> {
  await again(db, redemption, problem.slice(0, 500), leaseUntil(redemption.terms.kind, now));
}

/** Shopify needs a moment: looked at again soon, less often the longer it takes. */
export async function lookAgain(db: Db, redemption: Redemption, problem: string, now: Date): Promise<void> {
  await again(db, redemption, problem.slice(0, 500), plusMs(now, backoffMs(redemption.attempts, 2 * SECOND_MS, 5 * MINUTE_MS)));
}

async function again(db: Db, { shopId, redemptionId, state, attempts }: Redemption, problem: string, at: Date): Promise<void> {
  await sql`
    update redemptions set next_attempt_at = ${at}, last_error = ${problem}
    where shop_id = ${shopId} and redemption_id = ${redemptionId} and state = ${state} and attempts = ${attempts}
  `.execute(db);
}
