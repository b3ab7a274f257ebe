import { sql } from "kysely";

import type { Db } from "../../../db.server.ts";
import { markForSync } from "../../../points/accounts.server.ts";
import type { Shop } from "../../../shops/shop.ts";
import { isPaidOut } from "../../reward.ts";
import { quietFrom } from "../claim.server.ts";
import { lockRedemption } from "../rows.server.ts";
import { step, type ReleaseReason } from "../state.ts";

export type Release = { reason: ReleaseReason; actor: string; problem?: string };

/**
 * Decides that a redemption's points go back; they do when its code is gone from Shopify. A step that is under way ends first, unless it is the one that
 * decides (`refused`).
 * @returns false when it is too late or has been decided before
 */
export async function beginRelease(
  tx: Db,
  shop: Shop,
  redemptionId: bigint,
  { reason, actor, problem }: Release,
  now: Date,
): Promise<boolean> {
  const redemption = await lockRedemption(tx, shop.shopId, redemptionId);
  if (redemption === null) return false;
  const next = step(redemption.state, { kind: "release", reason });
  if (next === null) return false;
  const mine = reason === "refused" && !isPaidOut(redemption.terms.kind);
  await sql`
    update redemptions r set state = ${next.to}, release_reason = ${reason}, released_by = ${actor}, last_error = ${problem ?? null}, attempts = 0,
      next_attempt_at = ${mine ? sql`${now}::timestamptz` : quietFrom(now)}
    where shop_id = ${shop.shopId} and redemption_id = ${redemptionId}
  `.execute(tx);
  await markForSync(tx, shop.shopId, [redemption.customerId], now);
  return true;
}
