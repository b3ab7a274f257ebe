import { sql } from "kysely";

import type { Db } from "../../../db.server.ts";
import { liveCustomer } from "../../../points/ledger.server.ts";
import type { Texts } from "../../../program/rules/texts.ts";
import type { Shop } from "../../../shops/shop.ts";
import { findReward } from "../../rewards.server.ts";
import { rewardTermsSchema, valueOf, type RewardTerms } from "../../reward.ts";
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

/** Of redemptions that are of no reward: store credit that is owed to somebody for something else. */
const NO_REWARD = 0;

/**
 * Pays money that is owed to somebody as store credit. It has no price and is of no reward, but takes its way like one that was redeemed, and what Shopify refuses ends as `released`. Runs inside a change of the shop.
 * @param valueMinor shop money, up to a million units @returns null: nobody is known by that id
 */
export async function giveCredit(
  tx: Db,
  shop: Shop,
  { customerId: named, valueMinor, title, intent }: { customerId: bigint; valueMinor: bigint; title: Texts; intent: string },
  now: Date,
): Promise<bigint | null> {
  const customerId = await liveCustomer(tx, shop.shopId, named);
  if (customerId === null) return null;
  const known = await findGiven(tx, shop.shopId, intent);
  if (known !== null) return known;
  const terms = rewardTermsSchema.parse({ kind: "store-credit", title, points: 1, valueMinor: Number(valueMinor) });
  const written = { terms, points: 0n, valueMinor, customerId, rewardId: NO_REWARD, intent, first: "a-worker" as const };
  return (await write(tx, shop, written, now)).redemptionId;
}

async function findGiven(tx: Db, shopId: number, intent: string): Promise<bigint | null> {
  const { rows } = await sql<{ redemption_id: bigint }>`
    select redemption_id from redemptions where shop_id = ${shopId} and intent = ${intentSchema.parse(intent)}
  `.execute(tx);
  return rows[0]?.redemption_id ?? null;
}

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
  const known = await findGiven(tx, shop.shopId, intent);
  if (known !== null) return { ok: true, redemptionId: known };
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
