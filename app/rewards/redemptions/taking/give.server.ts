import { sql } from "kysely";

import type { Db } from "../../../db.server.ts";
import { liveCustomer } from "../../../points/ledger.server.ts";
import type { Shop } from "../../../shops/shop.ts";
import { findReward } from "../../rewards.server.ts";
import { valueOf, type RewardTerms } from "../../reward.ts";
import { intentSchema } from "../rows.server.ts";
import { priceOf, write } from "./write.server.ts";

export type Gift = {
  customerId: bigint;
  rewardId: number;
  /** Names the gift, at most 200 characters: the same one again is the same gift. */
  intent: string;
  /** It was promised while it could be had. */
  promised?: true;
  /** What it was when it was promised; else what it is. */
  terms?: RewardTerms;
};

export type GiveOutcome =
  { ok: true; redemptionId: bigint } | { ok: false; reason: "unknown-customer" | "unknown-reward" | "not-available" };

/**
 * Gives a reward for nothing: it costs no points and asks for no tier, and takes its way from there like one that was redeemed. A paused reward is only not
 * offered to shoppers, and can be given; an archived one only where it was promised before. Runs inside a change of the shop.
 */
export async function give(
  tx: Db,
  shop: Shop,
  { customerId: named, rewardId, intent, promised, terms: promisedTerms }: Gift,
  now: Date,
): Promise<GiveOutcome> {
  const customerId = await liveCustomer(tx, shop.shopId, named);
  if (customerId === null) return { ok: false, reason: "unknown-customer" };
  const { rows } = await sql<{ redemption_id: bigint }>`
    select redemption_id from redemptions where shop_id = ${shop.shopId} and intent = ${intentSchema.parse(intent)}
  `.execute(tx);
  if (rows[0] !== undefined) return { ok: true, redemptionId: rows[0].redemption_id };
  const reward = await findReward(tx, shop.shopId, rewardId);
  if (reward === null || (reward.state === "archived" && promised !== true)) return { ok: false, reason: "unknown-reward" };
  const terms = promisedTerms ?? reward.terms;
  // Where the value follows from the points spent, there is none.
  const valueMinor = terms.kind === "product" ? await priceOf(tx, shop.shopId, terms) : valueOf(terms, 0n);
  if (valueMinor === null || (valueMinor === 0n && (terms.kind === "amount" || terms.kind === "slider")))
    return { ok: false, reason: "not-available" };
  const redemption = await write(
    tx,
    shop,
    { terms, points: 0n, valueMinor, customerId, rewardId, intent, first: "a-worker" },
    now,
  );
  return { ok: true, redemptionId: redemption.redemptionId };
}
