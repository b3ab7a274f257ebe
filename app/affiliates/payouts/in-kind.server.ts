import { sql, type RawBuilder } from "kysely";

import { bonusKey, post } from "../../bonuses/awards/awarded.server.ts";
import { parseExclusions, type Exclusion } from "../../customers/exclusions/exclusion.ts";
import { exclusionsOf } from "../../customers/exclusions/exclusions.server.ts";
import type { Db } from "../../db.server.ts";
import { floorDiv } from "../../lib/arithmetic.ts";
import { currencyDigits } from "../../lib/money.ts";
import { liveCustomer } from "../../points/ledger.server.ts";
import { COMMISSION_RULE } from "../../points/entry.ts";
import { ratioOf, type Program, type ProgramRules } from "../../program/rules/rules.ts";
import { takesPart, type States } from "../../program/state/state.ts";
import { versionFor } from "../../program/version-for.ts";
import { listPrograms, listStates } from "../../program/versions.server.ts";
import { giveCredit } from "../../rewards/redemptions/taking/give.server.ts";
import { canBeUsed } from "../../rewards/reward.ts";
import { findAccountSettings } from "../../shops/accounts/account-settings.server.ts";
import { creditUse } from "../../shops/accounts/account-settings.ts";
import type { Shop } from "../../shops/shop.ts";
import type { InKind, Method } from "../people/payee.ts";
import type { AffiliateSettings } from "../setup/settings.ts";
import { COMMISSION } from "./method.ts";

/** As much as the program gives anybody at once, as a bonus or a prize. */
const MOST_POINTS = 1_000_000n;
/** As much as a reward of store credit may be worth, in minor units. */
const MOST_CREDIT_MINOR = 100_000_000n;

/** Why somebody who wants store credit or points cannot have them now. */
export type Obstacle = "account" | "credit" | "points" | "cap";

/** The customer account that is paid: bound to the partnership, or of the address that Shopify has verified. */
export type Account = { customerId: bigint; tags: string[]; exclusions: Exclusion[] };

/** What decides whether payouts in kind are possible in a shop, at an instant. */
export type Terms = {
  /** Affiliates can choose it, and it can be spent. */
  credit: boolean;
  spendable: boolean;
  points: boolean;
  program: Program;
  states: States;
};

export async function readTerms(db: Db, { shopId }: Shop, { inKind }: AffiliateSettings, now: Date): Promise<Terms> {
  const spendable = canBeUsed("store-credit", creditUse(await findAccountSettings(db, shopId)));
  return {
    ...{ spendable, credit: inKind.credit && spendable },
    points: inKind.points,
    program: versionFor(now, await listPrograms(db, shopId)),
    states: await listStates(db, shopId),
  };
}

/** How affiliates can choose to be paid now. */
export function offered({ credit, points, program }: Terms, { currency }: Shop): Method[] {
  const money: Method[] = ["bank", "paypal"];
  const hasWorth = pointsFor(1n, program.rules, currency) !== null;
  return [...money, ...(credit ? (["credit"] as const) : []), ...(points && hasWorth ? (["points"] as const) : [])];
}

/** Of affiliates `f`: the account as JSON, null where there is none. */
export const accountOf: RawBuilder<unknown> = sql`(
  select jsonb_build_object('customerId', c.customer_id::text, 'tags', coalesce(c.tags, '{}'), 'exclusions', ${exclusionsOf(sql`c.shop_id`, sql`c.customer_id`)})
  from customers c where c.shop_id = f.shop_id and c.redacted_at is null and c.deleted_at is null and c.merged_into is null
    and (c.customer_id = f.customer_id or f.customer_id is null and c.email = f.email and c.email_verified)
  order by c.customer_id limit 1)`;

export function parseAccount(found: unknown): Account | null {
  if (found === null) return null;
  const { customerId, tags, exclusions } = found as { customerId: string; tags: string[]; exclusions: unknown };
  return { customerId: BigInt(customerId), tags, exclusions: parseExclusions(exclusions) };
}

/** So many points are worth so much money, by the program's own worth of points; rounded up, so that nobody gets less than is due. Null: points have no worth. */
export function pointsFor(minor: bigint, { reward }: Pick<ProgramRules, "reward">, currency: string): bigint | null {
  const { numerator, denominator } = ratioOf(reward.units);
  if (numerator === 0n) return null;
  return -floorDiv(-minor * BigInt(reward.points) * denominator, numerator * 10n ** BigInt(currencyDigits(currency)));
}

/** @param grossMinor with tax */
export function whyNot(
  { currency }: Shop,
  { credit, points, program, states }: Terms,
  { method, account, grossMinor }: { method: InKind; account: Account | null; grossMinor: bigint },
  now: Date,
): Obstacle | null {
  if (account === null) return "account";
  if (method === "credit") return !credit ? "credit" : grossMinor > MOST_CREDIT_MINOR ? "cap" : null;
  const worth = pointsFor(grossMinor, program.rules, currency);
  if (!points || worth === null || !takesPart(states, now, account)) return "points";
  return worth > MOST_POINTS ? "cap" : null;
}

export type InKindPayout = { payoutId: bigint; affiliateId: bigint; number: string; customerId: bigint; grossMinor: bigint };
export type Given = { redemptionId: bigint | null; points: bigint | null };

/** Pays by points or store credit what a payout says: each once, under its name. Points can be spent at once; store credit is asked of Shopify by the loop of rewards. */
export async function payInKind(
  tx: Db,
  shop: Shop,
  method: InKind,
  payout: InKindPayout,
  { program }: Terms,
  now: Date,
): Promise<Given> {
  if (method === "credit") return { redemptionId: await credit(tx, shop, payout, null, now), points: null };
  const points = pointsFor(payout.grossMinor, program.rules, shop.currency) ?? 0n;
  await postPoints(tx, shop, { ...payout, points, version: program.version }, now);
  return { redemptionId: null, points };
}

/** Store credit that Shopify refused is asked for anew, under another name. @param refused by which it was asked for before */
export function creditAgain(tx: Db, shop: Shop, payout: InKindPayout, refused: bigint, now: Date): Promise<bigint | null> {
  return credit(tx, shop, payout, refused, now);
}

async function credit(
  tx: Db,
  shop: Shop,
  { payoutId, number, customerId, grossMinor }: InKindPayout,
  refused: bigint | null,
  now: Date,
): Promise<bigint | null> {
  const title = { en: `Commission ${number}`, de: `Provision ${number}` };
  const intent = `payout:${payoutId}${refused === null ? "" : `:${refused}`}`;
  return giveCredit(tx, shop, { customerId, valueMinor: grossMinor, title, intent }, now);
}

/** What a payout has brought in points goes back, into debt where it was spent. @returns whose points changed */
export async function takePointsBack(
  tx: Db,
  shop: Shop,
  { payoutId, affiliateId, points }: { payoutId: bigint; affiliateId: bigint; points: bigint },
  now: Date,
): Promise<bigint[]> {
  const { rows } = await sql<{ customer_id: bigint; program_version: number }>`
    select customer_id, program_version from ledger_entries
    where shop_id = ${shop.shopId} and key = ${keyOf(affiliateId, payoutId, 1)} and program_version is not null
  `.execute(tx);
  const [given] = rows;
  const customerId = given === undefined ? null : await liveCustomer(tx, shop.shopId, given.customer_id);
  if (given === undefined || customerId === null) return [];
  return postPoints(tx, shop, { payoutId, affiliateId, customerId, points: -points, version: given.program_version }, now);
}

/** Known without the account, which may be merged into another. */
function keyOf(affiliateId: bigint, payoutId: bigint, times: number): string {
  return bonusKey(COMMISSION_RULE, affiliateId, String(payoutId), times);
}

type Posted = { payoutId: bigint; affiliateId: bigint; customerId: bigint; points: bigint; version: number };

function postPoints(
  tx: Db,
  shop: Shop,
  { payoutId, affiliateId, customerId, points, version }: Posted,
  now: Date,
): Promise<bigint[]> {
  const award = {
    ...{ customerId, points, availableAt: now, earnedAt: now, programVersion: version, actor: "system", forTier: false as const },
    ...{ key: keyOf(affiliateId, payoutId, points < 0n ? 2 : 1), rule: COMMISSION },
  };
  return post(tx, shop, [award], now);
}
