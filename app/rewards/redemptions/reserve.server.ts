import { randomInt } from "node:crypto";

import { sql } from "kysely";

import { append } from "../../customers/timeline.server.ts";
import type { Db } from "../../db.server.ts";
import { stringifyJson } from "../../lib/json.ts";
import { dayIn, instantIn } from "../../lib/time.ts";
import { appendEntries } from "../../points/accounts.server.ts";
import { spendable } from "../../points/expiry/expire.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { costOf, rewardTermsSchema, valueOf, type RewardTerms } from "../reward.ts";
import { termsHash } from "../shopify/discount-input.ts";
import { redemptionEvent } from "./events.ts";
import { intentSchema } from "./rows.server.ts";

export type RedeemRequest = {
  customerId: bigint;
  rewardId: number;
  /** What the shopper chose to spend; null where there is one price. */
  points: bigint | null;
  /** Names the shopper's click, at most 200 characters: the same one again is the same redemption. */
  intent: string;
  /** `shopper`, `system` or `merchant:<Shopify user id>` */
  actor: string;
};

export type Refusal =
  "insufficient-points" | "unknown-reward" | "not-available" | "tier" | "sold-out" | "limit" | "unknown-customer" | "bad-amount";

export type ReserveOutcome =
  { ok: true; redemptionId: bigint; customerId: bigint; duplicate: boolean } | { ok: false; reason: Refusal };

/**
 * Takes the points for a reward and writes down the code that the shopper will get, before Shopify is asked for anything. Runs inside the shop's
 * transaction, so that stock and limits cannot be overdrawn by two at once. An intent of another customer is not available.
 * @throws ZodError for an intent that is none
 */
export async function reserve(tx: Db, shop: Shop, request: RedeemRequest, now: Date): Promise<ReserveOutcome> {
  const intent = intentSchema.parse(request.intent);
  const found = await readBackground(tx, shop.shopId, request.customerId, request.rewardId, intent);
  if (found === null) return { ok: false, reason: "unknown-customer" };
  const { customerId, tier, known, reward } = found;
  if (known !== null) {
    if (known.customerId !== customerId) return { ok: false, reason: "not-available" };
    return { ok: true, redemptionId: known.redemptionId, customerId, duplicate: true };
  }
  if (reward === null || reward.state === "archived") return { ok: false, reason: "unknown-reward" };
  if (reward.state !== "active") return { ok: false, reason: "not-available" };
  const { terms } = reward;
  const { rewardId } = request;
  const points = costOf(terms, request.points);
  if (points === null) return { ok: false, reason: "bad-amount" };
  if (terms.tiers.length > 0 && (tier === null || !terms.tiers.includes(tier))) return { ok: false, reason: "tier" };
  const valueMinor = terms.kind === "product" ? await priceOf(tx, shop.shopId, terms) : valueOf(terms, points);
  if (valueMinor === null) return { ok: false, reason: "not-available" };

  const { locked, available } = await spendable(tx, shop, customerId, now);
  const full = await whatIsFull(tx, shop, rewardId, terms, customerId, now);
  if (full !== null) return { ok: false, reason: full };
  if (available < points) return { ok: false, reason: "insufficient-points" };

  const code = newCode(terms.kind);
  const hash = termsHash({ terms, valueMinor, currency: shop.currency });
  const { rows } = await sql<{ redemption_id: bigint }>`
    insert into redemptions (shop_id, customer_id, reward_id, intent, points, value_minor, terms, terms_hash, code, state, reserved_at, next_attempt_at)
    values (${shop.shopId}, ${customerId}, ${rewardId}, ${intent}, ${points}, ${valueMinor}, ${stringifyJson(terms)}::jsonb, ${hash},
      ${code}, 'reserved', ${now}, ${now})
    returning redemption_id
  `.execute(tx);
  const redemptionId = rows[0]?.redemption_id;
  if (redemptionId === undefined) throw new Error("A redemption was not written");
  const key = `redemption:${redemptionId}:reserve`;
  const entry = {
    customerId,
    key,
    kind: "redemption" as const,
    points: -points,
    availableAt: now,
    actor: request.actor,
    redemptionId,
  };
  await appendEntries(tx, shop, locked, [entry], now);
  const event = redemptionEvent(shop, { customerId, redemptionId, points, terms, code }, "reward.redeemed", now, {
    actor: request.actor,
  });
  await append(tx, shop.shopId, [event], now);
  return { ok: true, redemptionId, customerId, duplicate: false };
}

type Background = {
  customerId: bigint;
  tier: string | null;
  /** The redemption that the intent names already. */
  known: { redemptionId: bigint; customerId: bigint } | null;
  reward: { state: string; terms: RewardTerms } | null;
};

/** Whom an id means by now and what is asked for, read at once; null for nobody, and for who was deleted or erased. */
async function readBackground(
  tx: Db,
  shopId: number,
  named: bigint,
  rewardId: number,
  intent: string,
): Promise<Background | null> {
  const { rows } = await sql<{
    customerId: bigint;
    tier: string | null;
    knownId: bigint | null;
    knownCustomerId: bigint | null;
    state: string | null;
    terms: unknown;
  }>`
    select c.customer_id as "customerId", m.tier, k.redemption_id as "knownId", k.customer_id as "knownCustomerId", r.state, r.terms
    from customers n
    join customers c on c.shop_id = n.shop_id and c.customer_id = coalesce(n.merged_into, n.customer_id)
    left join members m on m.shop_id = c.shop_id and m.customer_id = c.customer_id
    left join redemptions k on k.shop_id = c.shop_id and k.intent = ${intent}
    left join rewards r on r.shop_id = c.shop_id and r.reward_id = ${rewardId}
    where n.shop_id = ${shopId} and n.customer_id = ${named} and c.deleted_at is null and c.redacted_at is null
  `.execute(tx);
  const row = rows[0];
  if (row === undefined) return null;
  const { customerId, tier, knownId, knownCustomerId, state, terms } = row;
  return {
    ...{ customerId, tier },
    known: knownId === null || knownCustomerId === null ? null : { redemptionId: knownId, customerId: knownCustomerId },
    reward: state === null ? null : { state, terms: rewardTermsSchema.parse(terms) },
  };
}

/** What a free product costs in the shop now; null when it is not sold (any more). */
async function priceOf(tx: Db, shopId: number, { product }: RewardTerms): Promise<bigint | null> {
  if (product === null) return null;
  const { rows } = await sql<{ price: bigint }>`
    select (v ->> 'priceMinor')::bigint as price from products p cross join jsonb_array_elements(p.variants) v
    where p.shop_id = ${shopId} and p.product_id = ${product.productId}::bigint and p.deleted_at is null and p.status = 'active'
      and v ->> 'variantId' = ${product.variantId}
  `.execute(tx);
  const price = rows[0]?.price ?? 0n;
  return price > 0n ? price : null;
}

async function whatIsFull(
  tx: Db,
  shop: Shop,
  rewardId: number,
  { stock, perCustomer }: RewardTerms,
  customerId: bigint,
  now: Date,
): Promise<"sold-out" | "limit" | null> {
  if (stock === null && perCustomer === null) return null;
  const since = perCustomer === null ? now : beginningOf(perCustomer.period, shop, now);
  const { rows } = await sql<{ total: number; own: number }>`
    select count(*)::int as total, (count(*) filter (where customer_id = ${customerId} and reserved_at >= ${since}))::int as own
    from redemptions where shop_id = ${shop.shopId} and reward_id = ${rewardId} and state <> 'released'
      and (${stock !== null} or customer_id = ${customerId})
  `.execute(tx);
  const { total, own } = rows[0] ?? { total: 0, own: 0 };
  if (stock !== null && total >= stock) return "sold-out";
  return perCustomer !== null && own >= perCustomer.times ? "limit" : null;
}

/** When the calendar year or month of the shop began that an instant lies in. */
export function beginningOf(period: "ever" | "year" | "month", { timeZone }: Pick<Shop, "timeZone">, now: Date): Date {
  if (period === "ever") return new Date(0);
  const { year, month } = dayIn(now, timeZone);
  return instantIn({ year, month: period === "year" ? 1 : month, day: 1 }, timeZone);
}

/** Letters and digits that nobody mistakes for one another. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** A code that nobody guesses: about 50 bits; gift cards, which are money, get 79. Those take letters and digits only. */
function newCode(kind: RewardTerms["kind"]): string {
  const letters = (count: number) => Array.from({ length: count }, () => ALPHABET[randomInt(ALPHABET.length)] ?? "").join("");
  return kind === "gift-card" ? letters(16) : `PT-${letters(10)}`;
}
