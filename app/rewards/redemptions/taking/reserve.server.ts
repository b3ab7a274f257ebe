import { sql } from "kysely";

import { append } from "../../../customers/timeline.server.ts";
import type { Db } from "../../../db.server.ts";
import { together } from "../../../db/together.ts";
import { dayIn, instantIn } from "../../../lib/time.ts";
import { appendEntries } from "../../../points/accounts.server.ts";
import { spendable } from "../../../points/expiry/expire.server.ts";
import { parseExclusions, type Exclusion } from "../../../customers/exclusions/exclusion.ts";
import { exclusionsOf } from "../../../customers/exclusions/exclusions.server.ts";
import { takesPart } from "../../../program/state/state.ts";
import { listStates } from "../../../program/versions.server.ts";
import { creditUse, type AccountSettings, type CreditUse } from "../../../shops/accounts/account-settings.ts";
import type { Shop } from "../../../shops/shop.ts";
import type { Means } from "../means.server.ts";
import { offerOf } from "../../offer.ts";
import { isFor } from "../../for-members.server.ts";
import { canBeUsed, costOf, rewardTermsSchema, valueOf, type RewardTerms } from "../../reward.ts";
import { redemptionEvent } from "../events.ts";
import { intentSchema, type Redemption } from "../rows.server.ts";
import { priceOf, write, type Offered } from "./write.server.ts";

export type RedeemRequest = {
  customerId: bigint;
  rewardId: number;
  /** What the shopper chose to spend; null where there is one price. */
  points: bigint | null;
  /** What the shopper was shown (`offerOf`); left out where that is not known. */
  offer?: string;
  /** Names the shopper's click, at most 200 characters: the same one again is the same redemption. */
  intent: string;
  /** `shopper`, `system` or `merchant:<Shopify user id>` */
  actor: string;
};

export type Refusal =
  /** The program does not run, or not for this customer. */
  | "paused"
  | "insufficient-points"
  | "unknown-reward"
  | "not-available"
  /** Store credit, which customers of this shop cannot pay with. */
  | "unspendable-credit"
  | "changed"
  | "tier"
  | "sold-out"
  | "limit"
  | "unknown-customer"
  | "bad-amount";

export type ReserveOutcome =
  | { ok: true; duplicate: false; /** Claimed for its first attempt. */ redemption: Redemption }
  | { ok: true; duplicate: true; redemptionId: bigint }
  | { ok: false; reason: Refusal; /** Whose points were looked at, and may have been found expired. */ customerIds: bigint[] };

/**
 * Takes the points for a reward and writes down the code that the shopper will get, and that the first attempt to get it begins, before Shopify is asked
 * for anything. Runs inside the shop's transaction, so that stock and limits cannot be overdrawn by two at once. An intent of another customer is not
 * available. @throws ZodError for an intent that is none
 */
export async function reserve(
  tx: Db,
  shop: Shop,
  request: RedeemRequest,
  catchUp: Means["catchUp"],
  now: Date,
): Promise<ReserveOutcome> {
  const considered = await consider(tx, shop, request, catchUp, now);
  if (!considered.ok || considered.duplicate) return considered;
  const { locked, at, ...wanted } = considered;
  const redemption = await write(tx, shop, { ...wanted, rewardId: request.rewardId, first: "mine" }, at);
  const { redemptionId, points, customerId } = redemption;
  const { actor } = request;
  const key = `redemption:${redemptionId}:reserve`;
  const entry = { customerId, key, kind: "redemption" as const, points: -points, availableAt: at, actor, redemptionId };
  await appendEntries(tx, shop, locked, [entry], at);
  await append(tx, shop.shopId, [redemptionEvent(shop, redemption, "reward.redeemed", at, { actor })], at);
  return { ok: true, duplicate: false, redemption };
}

type Considered =
  | (Offered & { ok: true; duplicate: false; customerId: bigint; intent: string; locked: Spendable["locked"]; at: Date })
  | Exclude<ReserveOutcome, { duplicate: false }>;
type Spendable = Awaited<ReturnType<typeof spendable>>;

/** Whether a click would get what it asks for, and what that would cost; takes nothing. Runs where `reserve` does. @throws ZodError as `reserve` */
export async function consider(
  tx: Db,
  shop: Shop,
  request: RedeemRequest,
  catchUp: Means["catchUp"],
  now: Date,
): Promise<Considered> {
  const intent = intentSchema.parse(request.intent);
  const [found, states] = await together([readBackground(tx, shop.shopId, request, intent, now), listStates(tx, shop.shopId)]);
  const refuse = (reason: Refusal, ...customerIds: bigint[]) => ({ ok: false as const, reason, customerIds });
  if (found === null) return refuse("unknown-customer");
  const { customerId, known } = found;
  if (known !== null) {
    if (known.customerId !== customerId) return refuse("not-available");
    return { ok: true, duplicate: true, redemptionId: known.redemptionId };
  }
  if (!takesPart(states, now, found)) return refuse("paused");
  const offered = await priceFor(tx, shop, request, found, catchUp, now);
  if (typeof offered === "string") return refuse(offered);

  const { locked, available, at } = await spendable(tx, shop, customerId, now);
  const full = await whatIsFull(tx, shop, request.rewardId, offered.terms, customerId, at);
  if (full !== null) return refuse(full, customerId);
  if (available < offered.points) return refuse("insufficient-points", customerId);
  return { ok: true, duplicate: false, ...offered, customerId, intent, locked, at };
}

/** What the shopper would spend, and on what; or why they cannot. */
async function priceFor(
  tx: Db,
  shop: Shop,
  { points: chosen, offer }: RedeemRequest,
  background: Background,
  catchUp: Means["catchUp"],
  now: Date,
): Promise<Offered | Refusal> {
  const { reward, credit } = background;
  if (reward === null || reward.state === "archived") return "unknown-reward";
  if (reward.state !== "active") return "not-available";
  const { terms } = reward;
  if (!canBeUsed(terms.kind, credit)) return "unspendable-credit";
  if (offer !== undefined && offer !== offerOf(terms, shop.currency)) return "changed";
  const points = costOf(terms, chosen);
  if (points === null) return "bad-amount";
  // A punctual click must not find what a late worker has left.
  const asks = terms.tiers.length > 0 || terms.segmentId !== null;
  if (asks && background.late) await catchUp(tx, shop, background.customerId, now);
  if (terms.tiers.length > 0 && !terms.tiers.includes((await tierOf(tx, shop, background)) ?? "")) return "tier";
  if (!(await isFor(tx, shop.shopId, terms.segmentId, background.customerId))) return "not-available";
  const valueMinor = terms.kind === "product" ? await priceOf(tx, shop.shopId, terms) : valueOf(terms, points);
  return valueMinor === null ? "not-available" : { terms, points, valueMinor };
}

type Background = {
  customerId: bigint;
  tags: string[];
  exclusions: Exclusion[];
  tier: string | null;
  /** Time has changed the customer, their tier or their segments perhaps, and nobody has looked at it yet. */
  late: boolean;
  /** The redemption that the intent names already. */
  known: { redemptionId: bigint; customerId: bigint } | null;
  reward: { state: string; terms: RewardTerms } | null;
  credit: CreditUse;
};

/** Whom an id means by now and what is asked for, read at once; null for nobody, and for who was deleted or erased. */
async function readBackground(
  tx: Db,
  shopId: number,
  { customerId: named, rewardId }: RedeemRequest,
  intent: string,
  now: Date,
): Promise<Background | null> {
  const { rows } = await sql<{
    customerId: bigint;
    tags: string[];
    exclusions: unknown;
    tier: string | null;
    late: boolean;
    knownId: bigint | null;
    knownCustomerId: bigint | null;
    state: string | null;
    terms: unknown;
    accounts: AccountSettings["accounts"];
    storeCredit: AccountSettings["storeCredit"];
  }>`
    select c.customer_id as "customerId", coalesce(c.tags, '{}') as tags,
      ${exclusionsOf(sql`c.shop_id`, sql`c.customer_id`)} as exclusions, m.tier, coalesce(least(m.next_tier_at, m.next_occasion_at, d.next_eval_at) <= ${now}, false) as late, k.redemption_id as "knownId", k.customer_id as "knownCustomerId", r.state, r.terms,
      s.customer_accounts as accounts, s.store_credit as "storeCredit"
    from customers n
    join shops s on s.shop_id = n.shop_id
    join customers c on c.shop_id = n.shop_id and c.customer_id = coalesce(n.merged_into, n.customer_id)
    left join members m on m.shop_id = c.shop_id and m.customer_id = c.customer_id
    left join segment_dues d on d.shop_id = c.shop_id and d.customer_id = c.customer_id
    left join redemptions k on k.shop_id = c.shop_id and k.intent = ${intent}
    left join rewards r on r.shop_id = c.shop_id and r.reward_id = ${rewardId}
    where n.shop_id = ${shopId} and n.customer_id = ${named} and c.deleted_at is null and c.redacted_at is null
  `.execute(tx);
  const row = rows[0];
  if (row === undefined) return null;
  const { customerId, tags, tier, late, knownId, knownCustomerId, state, terms, accounts, storeCredit } = row;
  return {
    ...{ customerId, tags, tier, late, exclusions: parseExclusions(row.exclusions) },
    known: knownId === null || knownCustomerId === null ? null : { redemptionId: knownId, customerId: knownCustomerId },
    reward: state === null ? null : { state, terms: rewardTermsSchema.parse(terms) },
    credit: creditUse({ accounts, storeCredit }),
  };
}

/** The customer's level at this instant. */
async function tierOf(tx: Db, shop: Shop, { customerId, tier, late }: Background): Promise<string | null> {
  if (!late) return tier;
  const { rows } = await sql<{ tier: string | null }>`
    select tier from members where shop_id = ${shop.shopId} and customer_id = ${customerId}
  `.execute(tx);
  return rows[0]?.tier ?? null;
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
function beginningOf(period: "ever" | "year" | "month", { timeZone }: Pick<Shop, "timeZone">, now: Date): Date {
  if (period === "ever") return new Date(0);
  const { year, month } = dayIn(now, timeZone);
  return instantIn({ year, month: period === "year" ? 1 : month, day: 1 }, timeZone);
}
