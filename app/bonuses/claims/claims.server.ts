import { sql } from "kysely";

import { placedWhileExcluded, readParticipant } from "../../customers/exclusions/exclusions.server.ts";
import { countedOrder } from "../../customers/orders/counted-orders.server.ts";
import type { Db } from "../../db.server.ts";
import { markForSync } from "../../points/accounts.server.ts";
import { liveCustomer } from "../../points/ledger.server.ts";
import type { Bonus } from "../../program/rules/bonus-rules.ts";
import { versionFor } from "../../program/version-for.ts";
import { takesPart } from "../../program/state/state.ts";
import { listPrograms, listStates } from "../../program/versions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { periodStart, type Period } from "../awards/calendar.ts";
import { type Award, type GivenEntry, bonusKey, occasionOf, post, readGiven } from "../awards/awarded.server.ts";
import { occasionIn, sameWord } from "./occasion.ts";
import { enabled } from "../rules-in-force.ts";

/** So many claims and so many wrong words may one customer make on a day of the shop. */
export const CLAIMS_A_DAY = 10;
export const WORDS_A_DAY = 5;
const NOTE_LIMIT = 500;
/** Rules that shoppers claim by themselves. */
type Claimable = Extract<Bonus, { kind: "review" | "social" | "survey" }>;

export type Claim = {
  customerId: bigint;
  /** Key of the rule. */
  rule: string;
  /** A review: the product's id. Of no meaning for others. */
  occasion: string;
  /** A survey: the word on its last page. */
  word?: string;
  /** The shop's act, not the shopper's: their day's limit is none for it. */
  byShop?: true;
  /** A review: what the shopper wants the merchant to know, a link for instance. */
  note?: string;
};

export type ClaimOutcome =
  | { ok: true; state: "approved" | "waiting"; claimId: bigint; /** Whose it is by now. */ customerId: bigint; points: bigint }
  | {
      ok: false;
      reason:
        | "unknown-customer"
        /** The program does not run, or not for this customer. */
        | "paused"
        | "unknown-rule"
        /** This has been claimed before. */
        | "already-claimed"
        /** The rule's cap for the period is reached. */
        | "limit"
        /** Too much was claimed today. */
        | "too-many"
        | "wrong-word"
        /** Nothing with this product has been bought that earns points. */
        | "not-bought";
    };

/**
 * A shopper says that they did what a rule rewards. A declared follow or share and a survey's right word are rewarded at once, a review waits for the
 * merchant. Runs inside `change`, as something that touches the customer.
 */
export async function claim(tx: Db, shop: Shop, claimed: Claim, now: Date): Promise<ClaimOutcome> {
  const customerId = await liveCustomer(tx, shop.shopId, claimed.customerId);
  const who = customerId === null ? null : await readParticipant(tx, shop.shopId, customerId);
  if (customerId === null || who === null) return { ok: false, reason: "unknown-customer" };
  if (!takesPart(await listStates(tx, shop.shopId), now, who)) return { ok: false, reason: "paused" };
  const program = versionFor(now, await listPrograms(tx, shop.shopId));
  const rule = (["review", "social", "survey"] as const)
    .flatMap((kind): Claimable[] => enabled(program, kind))
    .find(({ key }) => key === claimed.rule);
  if (rule === undefined) return { ok: false, reason: "unknown-rule" };
  const today = await countSince(tx, shop, customerId, null, periodStart("day", now, shop.timeZone));
  const tooMany = today.all >= CLAIMS_A_DAY || today.wrong >= WORDS_A_DAY;
  if (tooMany && claimed.byShop !== true) return { ok: false, reason: "too-many" };

  const within = await countSince(tx, shop, customerId, rule.key, periodStart(periodOf(rule), now, shop.timeZone));
  const occasion = occasionIn(rule, claimed.occasion, within.open, now, shop.timeZone);
  if (occasion === null) return { ok: false, reason: "not-bought" };
  if (await isClaimed(tx, shop.shopId, customerId, rule.key, occasion)) return { ok: false, reason: "already-claimed" };
  if (within.open >= timesOf(rule)) return { ok: false, reason: rule.kind === "review" ? "limit" : "already-claimed" };
  if (rule.kind === "review" && !(await hasBought(tx, shop.shopId, customerId, occasion)))
    return { ok: false, reason: "not-bought" };
  if (rule.kind === "survey" && !sameWord(claimed.word ?? "", rule.word)) {
    const attempt = `wrong ${now.toISOString()} ${today.all}`;
    await insert(tx, shop.shopId, customerId, rule.key, attempt, "declined", null, now);
    return { ok: false, reason: "wrong-word" };
  }

  const state = rule.kind === "review" ? "waiting" : "approved";
  const note = rule.kind === "review" ? (claimed.note ?? "").trim().slice(0, NOTE_LIMIT) : "";
  const claimId = await insert(tx, shop.shopId, customerId, rule.key, occasion, state, note === "" ? null : note, now);
  const points = BigInt(rule.points);
  if (state === "approved") {
    const award = awardOf(rule, program.version, customerId, occasion, 1, "shopper", now);
    await post(tx, shop, [award], now);
  }
  await markForSync(tx, shop.shopId, [customerId], now);
  return { ok: true, state, claimId, customerId, points };
}

/** A follow can be declared once; everything else as often as the rule says. */
function timesOf(rule: Claimable): number {
  return rule.kind === "social" ? 1 : rule.cap.times;
}

function periodOf(rule: Claimable): Period {
  return rule.kind === "social" ? "ever" : rule.cap.period;
}

/** @param times how often the occasion has moved points, this time included */
function awardOf(
  rule: Claimable,
  version: number,
  customerId: bigint,
  occasion: string,
  times: number,
  actor: string,
  now: Date,
): Award {
  return {
    ...{ customerId, key: bonusKey(rule.key, customerId, occasion, times), rule, points: BigInt(rule.points), actor },
    ...{ availableAt: now, earnedAt: now, programVersion: version },
  };
}

export type Decision = "approved" | "declined";
export type DecideOutcome =
  | { ok: true; decision: Decision; customerId: bigint; points: bigint }
  /** `repeated`: it was decided so before. */
  | { ok: false; reason: "unknown-claim" | "already-decided" | "repeated" | "unknown-customer" };

/**
 * The merchant's word on a claim that waits. An approved one brings what the rule promised when it was made, whatever has become of the rule. The caller
 * runs it inside `change`, as something that touches the customers.
 */
export async function decide(
  tx: Db,
  shop: Shop,
  claimId: bigint,
  decision: Decision,
  actor: string,
  now: Date,
): Promise<DecideOutcome> {
  const { rows } = await sql<{ customer_id: bigint; rule: string; occasion: string; state: string; submitted_at: Date }>`
    select customer_id, rule, occasion, state, submitted_at from bonus_claims
    where shop_id = ${shop.shopId} and claim_id = ${claimId} for update
  `.execute(tx);
  const found = rows[0];
  if (found === undefined) return { ok: false, reason: "unknown-claim" };
  if (found.state !== "waiting") return { ok: false, reason: found.state === decision ? "repeated" : "already-decided" };
  const customerId = await liveCustomer(tx, shop.shopId, found.customer_id);
  const living = customerId !== null && (await readParticipant(tx, shop.shopId, customerId)) !== null;
  if (!living) return { ok: false, reason: "unknown-customer" };
  await sql`
    update bonus_claims set state = ${decision}, decided_at = ${now}, decided_by = ${actor}
    where shop_id = ${shop.shopId} and claim_id = ${claimId}
  `.execute(tx);
  await markForSync(tx, shop.shopId, [customerId], now);
  if (decision === "declined") return { ok: true, decision, customerId, points: 0n };
  const program = versionFor(found.submitted_at, await listPrograms(tx, shop.shopId));
  const rule = enabled(program, "review").find(({ key }) => key === found.rule);
  if (rule === undefined) return { ok: true, decision, customerId, points: 0n };
  const before = await postedFor(tx, shop.shopId, customerId, found.rule, found.occasion);
  await post(tx, shop, [awardOf(rule, program.version, customerId, found.occasion, before.length + 1, actor, now)], now);
  return { ok: true, decision, customerId, points: BigInt(rule.points) };
}

/** The claim by which a customer, or whoever was merged into them, claimed an occasion before. */
export async function findClaim(
  db: Db,
  shopId: number,
  { customerId, rule, occasion }: Claim,
): Promise<{ claimId: bigint; state: Decision | "waiting" } | null> {
  const { rows } = await sql<{ claimId: bigint; state: Decision | "waiting" }>`
    select claim_id as "claimId", state from bonus_claims
    where shop_id = ${shopId} and rule = ${rule} and occasion = ${occasion}
      and (customer_id = ${customerId} or customer_id in (select customer_id from customers where shop_id = ${shopId} and merged_into = ${customerId}))
    order by state <> 'approved', claim_id limit 1
  `.execute(db);
  return rows[0] ?? null;
}

/** Whether a claim that was declined would still be within what the rule promised: its customer takes part, and others have not reached the cap since its period began. */
export async function isWithinCap(tx: Db, shop: Shop, claimId: bigint, now: Date): Promise<boolean> {
  const { rows } = await sql<{ customer_id: bigint; rule: string; submitted_at: Date }>`
    select customer_id, rule, submitted_at from bonus_claims where shop_id = ${shop.shopId} and claim_id = ${claimId}
  `.execute(tx);
  const [found] = rows;
  const customerId = found === undefined ? null : await liveCustomer(tx, shop.shopId, found.customer_id);
  const who = customerId === null ? null : await readParticipant(tx, shop.shopId, customerId);
  if (found === undefined || customerId === null || who === null) return false;
  if (!takesPart(await listStates(tx, shop.shopId), now, who)) return false;
  const rule = enabled(versionFor(found.submitted_at, await listPrograms(tx, shop.shopId)), "review").find(
    ({ key }) => key === found.rule,
  );
  if (rule === undefined) return false;
  const within = await countSince(tx, shop, customerId, rule.key, periodStart(periodOf(rule), found.submitted_at, shop.timeZone));
  return within.open < timesOf(rule);
}

/**
 * Takes back what a merchant has decided of a claim: it waits again, and what it brought goes back, also where it was spent meanwhile. The caller runs it inside
 * `change`. @returns whose claim it is; null where no merchant has decided it, or its customer is gone
 * @param by "anybody": also what was decided without a merchant
 */
export async function reopen(
  tx: Db,
  shop: Shop,
  claimId: bigint,
  actor: string,
  now: Date,
  by: "merchant" | "anybody" = "merchant",
): Promise<bigint | null> {
  const { rows } = await sql<{ customer_id: bigint; rule: string; occasion: string }>`
    select customer_id, rule, occasion from bonus_claims
    where shop_id = ${shop.shopId} and claim_id = ${claimId} and state <> 'waiting' and (${by === "anybody"} or decided_by like 'merchant:%') for update
  `.execute(tx);
  const [found] = rows;
  const customerId = found === undefined ? null : await liveCustomer(tx, shop.shopId, found.customer_id);
  if (found === undefined || customerId === null || (await readParticipant(tx, shop.shopId, customerId)) === null) return null;
  await sql`
    update bonus_claims set state = 'waiting', decided_at = null, decided_by = null where shop_id = ${shop.shopId} and claim_id = ${claimId}
  `.execute(tx);
  await markForSync(tx, shop.shopId, [customerId], now);
  const posted = await postedFor(tx, shop.shopId, customerId, found.rule, found.occasion);
  const points = posted.reduce((sum, entry) => sum + entry.points, 0n);
  const programs = await listPrograms(tx, shop.shopId);
  const rule = programs.flatMap(({ rules }) => rules.bonuses).findLast(({ key }) => key === found.rule);
  if (points === 0n || rule === undefined) return customerId;
  const key = bonusKey(rule.key, customerId, found.occasion, posted.length + 1);
  const { version: programVersion } = versionFor(now, programs);
  await post(tx, shop, [{ customerId, key, rule, points: -points, actor, availableAt: now, earnedAt: now, programVersion }], now);
  return customerId;
}

/** Entries of a rule and an occasion, also of who has been merged into the customer since. */
async function postedFor(db: Db, shopId: number, customerId: bigint, rule: string, occasion: string): Promise<GivenEntry[]> {
  const given = (await readGiven(db, shopId, [customerId])).byCustomer.get(customerId) ?? [];
  return given.filter((entry) => entry.rule === rule && occasionOf(entry) === occasion);
}

type Counts = { all: number; open: number; wrong: number };

/** How much a customer, and whoever was merged into them, claimed since an instant: in all, not declined, and with a wrong word. @param rule null: under any */
async function countSince(db: Db, shop: Shop, customerId: bigint, rule: string | null, since: Date | null): Promise<Counts> {
  const { rows } = await sql<Counts>`
    select count(*)::int as all, count(*) filter (where state <> 'declined')::int as open,
      count(*) filter (where occasion like 'wrong %')::int as wrong
    from bonus_claims
    where shop_id = ${shop.shopId} and (${rule}::text is null or rule = ${rule})
      and (customer_id = ${customerId} or customer_id in (
        select customer_id from customers where shop_id = ${shop.shopId} and merged_into = ${customerId}))
      and (${since}::timestamptz is null or submitted_at >= ${since})
  `.execute(db);
  return rows[0] ?? { all: 0, open: 0, wrong: 0 };
}

/** Claimed before, also as somebody who has since been merged into this customer. */
async function isClaimed(db: Db, shopId: number, customerId: bigint, rule: string, occasion: string): Promise<boolean> {
  const { rows } = await sql`
    select from bonus_claims where shop_id = ${shopId} and customer_id = ${customerId} and rule = ${rule} and occasion = ${occasion}
  `.execute(db);
  if (rows.length > 0) return true;
  const given = (await readGiven(db, shopId, [customerId])).byCustomer.get(customerId) ?? [];
  return given.some((entry) => entry.rule === rule && entry.key.split(":")[3] === occasion);
}

/** Products of which a customer may write a review, those bought last first. */
export type Reviewable = { productId: string; title: string };

const REVIEWABLE = 50;

/** What a customer has bought that earns points, each product once. */
export async function listReviewable(db: Db, shopId: number, customerId: bigint): Promise<Reviewable[]> {
  const { rows } = await sql<Reviewable>`
    select l ->> 'productId' as "productId", (array_agg(l ->> 'title' order by o.processed_at desc))[1] as title
    from orders o cross join lateral jsonb_array_elements(o.snapshot -> 'lines') l
    where o.shop_id = ${shopId} and o.customer_id = ${customerId} and ${boughtLine}
    group by 1 order by max(o.processed_at) desc limit ${REVIEWABLE}
  `.execute(db);
  return rows;
}

/** Whether an order of theirs that earns has a line with the product that is not excluded from earning. */
async function hasBought(db: Db, shopId: number, customerId: bigint, productId: string): Promise<boolean> {
  const { rows } = await sql`
    select from orders o cross join lateral jsonb_array_elements(o.snapshot -> 'lines') l
    where o.shop_id = ${shopId} and o.customer_id = ${customerId} and ${boughtLine} and l ->> 'productId' = ${productId}
    limit 1
  `.execute(db);
  return rows.length > 0;
}

/** A line `l` of an order `o` that counts and earns points. */
const boughtLine = sql`o.earns and ${countedOrder} and not ${placedWhileExcluded} and l ->> 'productId' is not null
  and not (l ->> 'giftCard')::boolean and not (l ->> 'tip')::boolean
  and coalesce(o.earning -> 'lines' ->> (l ->> 'lineId'), '1') <> '0'`;

async function insert(
  tx: Db,
  shopId: number,
  customerId: bigint,
  rule: string,
  occasion: string,
  state: string,
  note: string | null,
  now: Date,
): Promise<bigint> {
  const { rows } = await sql<{ claim_id: bigint }>`
    insert into bonus_claims (shop_id, customer_id, rule, occasion, state, note, submitted_at, decided_at, decided_by)
    values (${shopId}, ${customerId}, ${rule}, ${occasion}, ${state}, ${note}, ${now}, ${state === "waiting" ? null : now},
      ${state === "waiting" ? null : "system"})
    returning claim_id
  `.execute(tx);
  const claimId = rows[0]?.claim_id;
  if (claimId === undefined) throw new Error("A claim was not written");
  return claimId;
}
