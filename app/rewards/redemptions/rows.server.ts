import { sql } from "kysely";
import { z } from "zod";

import { plannedByValues } from "../../db/statement-names.ts";
import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { rewardTermsSchema, type RewardTerms } from "../reward.ts";
import type { ReleaseReason, RedemptionState } from "./state.ts";

/** A redemption as the saga works on it. */
export type Redemption = {
  shopId: number;
  redemptionId: bigint;
  customerId: bigint;
  rewardId: number;
  points: bigint;
  valueMinor: bigint;
  /** The reward as it was when it was redeemed. */
  terms: RewardTerms;
  termsHash: string;
  code: string;
  state: RedemptionState;
  externalGid: string | null;
  discountGid: string | null;
  reservedAt: Date;
  issuedAt: Date | null;
  expiresAt: Date | null;
  usedAt: Date | null;
  usedOrderId: bigint | null;
  /** How many of the points refunds of the order have given back. */
  returnedPoints: bigint;
  releaseReason: ReleaseReason | null;
  releasedAt: Date | null;
  releasedBy: string | null;
  attempts: number;
  lastError: string | null;
};

export type RedemptionRow = Omit<Redemption, "terms"> & { terms: unknown };

/** The columns of a `RedemptionRow`, from `redemptions r`. */
export const redemptionColumns = sql`
  r.shop_id as "shopId", r.redemption_id as "redemptionId", r.customer_id as "customerId", r.reward_id as "rewardId", r.points,
  r.value_minor as "valueMinor", r.terms, r.terms_hash as "termsHash", r.code, r.state, r.external_gid as "externalGid",
  r.discount_gid as "discountGid", r.reserved_at as "reservedAt", r.issued_at as "issuedAt", r.expires_at as "expiresAt",
  r.used_at as "usedAt", r.used_order_id as "usedOrderId", r.returned_points as "returnedPoints", r.release_reason as "releaseReason",
  r.released_at as "releasedAt", r.released_by as "releasedBy", r.attempts, r.last_error as "lastError"`;

export function toRedemption(row: RedemptionRow): Redemption {
  return { ...row, terms: rewardTermsSchema.parse(row.terms) };
}

/** The redemption, held until the transaction ends. */
export async function lockRedemption(tx: Db, shopId: number, redemptionId: bigint): Promise<Redemption | null> {
  const { rows } = await sql<RedemptionRow>`
    select ${redemptionColumns} from redemptions r where r.shop_id = ${shopId} and r.redemption_id = ${redemptionId} for update
  `.execute(tx);
  return rows[0] === undefined ? null : toRedemption(rows[0]);
}

export async function findRedemption(db: Db, shopId: number, redemptionId: bigint): Promise<Redemption | null> {
  const { rows } = await sql<RedemptionRow>`
    select ${redemptionColumns} from redemptions r where r.shop_id = ${shopId} and r.redemption_id = ${redemptionId}
  `.execute(db);
  return rows[0] === undefined ? null : toRedemption(rows[0]);
}

/** The newest first; of one customer or in one state where that is asked for, and before the one at which the last page ended. */
export async function listRedemptions(
  db: Db,
  shopId: number,
  { customerId, state, before }: { customerId: bigint | null; state: RedemptionState | null; before: bigint | null },
  limit: number,
): Promise<Redemption[]> {
  const { rows } = await sql<RedemptionRow>`
    select ${redemptionColumns} from redemptions r ${plannedByValues}
    where r.shop_id = ${shopId} and (${customerId}::bigint is null or r.customer_id = ${customerId})
      and (${state}::text is null or r.state = ${state}) and (${before}::bigint is null or r.redemption_id < ${before})
    order by r.redemption_id desc limit ${limit}
  `.execute(db);
  return rows.map(toRedemption);
}

/** How often entries of a kind were posted for each redemption: keys of what may be posted more than once count on from there. */
export async function countEntries(
  db: Db,
  shopId: number,
  redemptionIds: readonly bigint[],
  kind: string,
): Promise<Map<bigint, number>> {
  const { rows } = await sql<{ redemption_id: bigint; times: number }>`
    select redemption_id, count(*)::int as times from ledger_entries
    where shop_id = ${shopId} and redemption_id = any(${ids(redemptionIds)}) and kind = ${kind} group by redemption_id
  `.execute(db);
  return new Map(rows.map((row) => [row.redemption_id, row.times]));
}

export const intentSchema = z.string().min(1).max(200);
