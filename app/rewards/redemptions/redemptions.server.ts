import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import type { Texts } from "../../program/rules/texts.ts";
import type { Shop } from "../../shops/shop.ts";
import { issueClaimed, issueOne } from "./issue.server.ts";
import { beginRelease } from "./release/begin-release.server.ts";
import { releaseOne } from "./release/release.server.ts";
import { consider, reserve, type RedeemRequest, type Refusal, type ReserveOutcome } from "./taking/reserve.server.ts";
import { findRedemption, redemptionColumns, toRedemption, type Redemption, type RedemptionRow } from "./rows.server.ts";
import type { RedemptionState } from "./state.ts";
import { isPaidOut, type RewardKind, type RewardTerms } from "../reward.ts";
import type { Means } from "./means.server.ts";

export type { RedeemRequest, Refusal, ReserveOutcome } from "./taking/reserve.server.ts";

export type Redeemed =
  /** `state` is still `reserved` when Shopify is slow; the loop goes on, and asking again with the same intent tells how far it is. */
  { ok: true; duplicate: boolean; redemption: Redemption } | { ok: false; reason: Refusal };

/** A shopper's click: takes the points and asks Shopify for the reward at once. Never throws what Shopify does. */
export async function redeem(means: Means, shop: Shop, request: RedeemRequest): Promise<Redeemed> {
  const { outcome: reserved, at } = await means.inShop(shop, async (tx, at) => {
    const outcome = await reserve(tx, shop, request, means.catchUp, at);
    return { result: { outcome, at }, customerIds: whosePoints(outcome) };
  });
  if (!reserved.ok) return { ok: false, reason: reserved.reason };
  const { duplicate } = reserved;
  const redemptionId = duplicate ? reserved.redemptionId : reserved.redemption.redemptionId;
  const issued = await means.patiently(
    duplicate ? issueOne(means, shop, redemptionId, at) : issueClaimed(means, shop, reserved.redemption, at),
  );
  const redemption = issued ?? (await findRedemption(means.db(), shop.shopId, redemptionId));
  if (redemption === null) throw new Error("A redemption has disappeared");
  return { ok: true, duplicate, redemption };
}

export type Asked = { ok: true; duplicate: boolean; terms: RewardTerms; points: bigint } | { ok: false; reason: Refusal };

/** What a click would cost, and on what; nothing is taken. `duplicate`: it has been redeemed already. */
export async function ask(means: Means, shop: Shop, request: RedeemRequest): Promise<Asked> {
  return means.inShop<Asked>(shop, async (tx, at) => {
    const considered = await consider(tx, shop, request, means.catchUp, at);
    if (!considered.ok) return { result: { ok: false, reason: considered.reason }, customerIds: considered.customerIds };
    const { terms, points } = considered.duplicate ? await knownTerms(tx, shop, considered.redemptionId) : considered;
    return { result: { ok: true, duplicate: considered.duplicate, terms, points }, customerIds: [] };
  });
}

async function knownTerms(tx: Db, shop: Shop, redemptionId: bigint): Promise<{ terms: RewardTerms; points: bigint }> {
  const known = await findRedemption(tx, shop.shopId, redemptionId);
  if (known === null) throw new Error("A redemption has disappeared");
  return known;
}

function whosePoints(outcome: ReserveOutcome): readonly bigint[] {
  if (!outcome.ok) return outcome.customerIds;
  return outcome.duplicate ? [] : [outcome.redemption.customerId];
}

export type Withdrawal = { reason: "withdrawn" | "undone"; /** `merchant:<Shopify user id>` */ actor: string };
export type Withdrawn =
  { ok: true; state: RedemptionState } | { ok: false; reason: "unknown-redemption" | "used" | "paid-out" | "released" };

/**
 * Takes a redemption back for a merchant: its code goes, the points return. Store credit and gift cards that Shopify has handed out are taken
 * back there. `state` is `releasing` while Shopify is slow.
 */
export async function withdraw(means: Means, shop: Shop, redemptionId: bigint, withdrawal: Withdrawal): Promise<Withdrawn> {
  const before = await findRedemption(means.db(), shop.shopId, redemptionId);
  if (before === null) return { ok: false, reason: "unknown-redemption" };
  const begun = await means.inShop(shop, async (tx, at) => {
    await beginRelease(tx, shop, redemptionId, withdrawal, at);
    return { result: at, customerIds: [] };
  });
  await releaseOne(means, shop, redemptionId, begun);
  const after = await findRedemption(means.db(), shop.shopId, redemptionId);
  if (after?.state === "used") return { ok: false, reason: isPaidOut(after.terms.kind) ? "paid-out" : "used" };
  if (before.state === "released") return { ok: false, reason: "released" };
  return { ok: true, state: after?.state ?? before.state };
}

/** Hands a merged customer's redemptions to the kept one; codes that wait are then opened to them in Shopify. Inside the shop's transaction. */
export async function merge(tx: Db, shop: Shop, goneId: bigint, keptId: bigint, now: Date): Promise<void> {
  await sql`
    update redemptions set customer_id = ${keptId},
      next_attempt_at = case when state = 'issued' then coalesce(next_attempt_at, ${now}) else next_attempt_at end
    where shop_id = ${shop.shopId} and customer_id = ${goneId}
  `.execute(tx);
}

/** A code that can be used at checkout; gift cards are shown for a while. */
export type OpenCode = {
  redemptionId: bigint;
  code: string;
  title: Texts;
  kind: RewardKind;
  points: bigint;
  valueMinor: bigint;
  minSpendMinor: number;
  issuedAt: Date | null;
  expiresAt: Date | null;
};

/** How long a gift card's code is shown: what is left on it only Shopify knows. */
const GIFT_CARD_MS = 30 * DAY_MS;

/** Codes that customers have and have not used, those that expire soonest first. Customers without any are left out. */
export async function listOpenCodes(
  db: Db,
  shopId: number,
  customerIds: readonly bigint[],
  now: Date,
): Promise<Map<bigint, OpenCode[]>> {
  if (customerIds.length === 0) return new Map();
  const { rows } = await sql<RedemptionRow>`
    select ${redemptionColumns} from redemptions r
    where r.shop_id = ${shopId} and r.customer_id = any(${ids(customerIds)}) and (r.state = 'issued' or
      r.state = 'used' and r.terms ->> 'kind' = 'gift-card' and r.issued_at > ${plusMs(now, -GIFT_CARD_MS)}
        and (r.expires_at is null or r.expires_at > ${now}))
    order by r.customer_id, r.expires_at nulls last, r.redemption_id
  `.execute(db);
  return Map.groupBy(
    rows.map((row) => {
      const { redemptionId, customerId, code, terms, points, valueMinor, issuedAt, expiresAt } = toRedemption(row);
      const { title, kind, minSpendMinor } = terms;
      return { redemptionId, customerId, code, title, kind, points, valueMinor, minSpendMinor, issuedAt, expiresAt };
    }),
    ({ customerId }) => customerId,
  );
}
