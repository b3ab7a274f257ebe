import { sql } from "kysely";

import { log } from "../../log.server.ts";
import { textIn } from "../../program/rules/texts.ts";
import type { Shop } from "../../shops/shop.ts";
import { getShop } from "../../shops/shops.server.ts";
import { DeniedError, NotYetError, RefusedError, UnclearError, type Means } from "./means.server.ts";
import { isPaidOut } from "../reward.ts";
import {
  deleteCode,
  findCode,
  letCustomersIn,
  MOST_CUSTOMERS,
  placeCodes,
  rememberDiscount,
  type PlacedCode,
  type Placement,
} from "../shopify/discounts.server.ts";
import { findPaidOut, payOut } from "../shopify/paid-out.server.ts";
import { beginRelease } from "./release/begin-release.server.ts";
import { claimAlike, claimDue, claimOne, lookAgain, noteFailure, waitForQuiet } from "./claim.server.ts";
import { giveBack } from "./returns/give-back.server.ts";
import { payOutOf, recordIssued, recordPaidOut } from "./record.server.ts";
import type { Redemption } from "./rows.server.ts";
import { messageOf } from "../../lib/mask.ts";

/** So many attempts span about four hours; then the points go back, and the shopper may try again. */
const MOST_ATTEMPTS = 12;

/**
 * Asks Shopify for what was reserved, and lets the kept customer of a merge use the codes. Codes of equal terms that are due are asked for together.
 * @returns how many were dealt with
 */
export async function issueDue(means: Means, now: Date, limit: number): Promise<number> {
  let done = 0;
  while (done < limit) {
    const [first] = await claimDue(means.db(), ["reserved", "issued"], now, 1);
    if (first === undefined) break;
    const shop = await getShop(means.db(), first.shopId);
    const isCode = first.state === "reserved" && !isPaidOut(first.terms.kind);
    const alike = isCode ? await claimAlike(means.db(), first, now, MOST_CUSTOMERS - 1) : [];
    if (alike.length === 0) await issueClaimed(means, shop, first, now);
    else await issueTogether(means, shop, [first, ...alike], now);
    done += 1 + alike.length;
  }
  return done;
}

/**
 * Takes the step of codes of equal terms together. What Shopify does not take together is tried one by one at once, so that one which it refuses holds up no
 * other. Asking again makes no second code: the code itself says that it is there.
 */
async function issueTogether(means: Means, shop: Shop, group: readonly Redemption[], now: Date): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  let left: readonly Redemption[];
  try {
    left = await placeTogether(means, shop, first, group, now);
  } catch (error) {
    if (error instanceof RefusedError) left = group;
    else {
      for (const redemption of group) await afterFailure(means, shop, redemption, error, now);
      return;
    }
  }
  for (const redemption of left) await issueClaimed(means, shop, redemption, now);
}

/** @returns those that are not placed */
async function placeTogether(
  means: Means,
  shop: Shop,
  first: Redemption,
  group: readonly Redemption[],
  now: Date,
): Promise<Redemption[]> {
  const placed = await placeCodes(means, placementOf(shop, first), group, now);
  const made = group.flatMap((redemption) => {
    const at = placed.get(redemption.code);
    return typeof at === "object" ? [{ redemption, placed: at }] : [];
  });
  await recordIssued(means, shop, made, now);
  const there = new Set(made.map(({ redemption }) => redemption));
  return group.filter((redemption) => !there.has(redemption));
}

function placementOf(shop: Shop, { rewardId, termsHash, terms, valueMinor, reservedAt }: Redemption): Placement {
  const title = textIn(terms.title, shop.primaryLocale, "en");
  return { shop, rewardId, hash: termsHash, terms, valueMinor, currency: shop.currency, title, startsAt: reservedAt };
}

/** Issues one redemption now, unless it is issued or somebody is at it. Never throws what Shopify does: the loop tries again. @see issueClaimed */
export async function issueOne(means: Means, shop: Shop, redemptionId: bigint, now: Date): Promise<Redemption | null> {
  const redemption = await claimOne(means.db(), shop.shopId, redemptionId, ["reserved"], now);
  return redemption === null ? null : issueClaimed(means, shop, redemption, now);
}

/** Takes the next step of a redemption that the caller has claimed. @returns it as it was written down when it is issued; null when it is not, or was before */
export async function issueClaimed(means: Means, shop: Shop, redemption: Redemption, now: Date): Promise<Redemption | null> {
  try {
    if (redemption.state === "issued") return await reopen(means, shop, redemption);
    if (isPaidOut(redemption.terms.kind)) return await issuePaidOut(means, shop, redemption, now);
    return await issueCode(means, shop, redemption, now);
  } catch (error) {
    await afterFailure(means, shop, redemption, error, now);
    return null;
  }
}

async function afterFailure(means: Means, shop: Shop, redemption: Redemption, error: unknown, now: Date): Promise<void> {
  const { shopId, redemptionId, attempts, state } = redemption;
  const problem = messageOf(error);
  if (error instanceof NotYetError && attempts < MOST_ATTEMPTS) {
    await lookAgain(means.db(), redemption, problem, now);
    return;
  }
  log().warn({ error, shopId, redemptionId, attempts }, "a reward was not issued");
  const refused = error instanceof RefusedError || error instanceof DeniedError;
  // Nothing was made in an earlier attempt, nor in this one; whoever may not ask for codes may not look for them either.
  const nothingThere = refused && attempts === 1;
  if (state === "reserved" && (error instanceof RefusedError || nothingThere || attempts >= MOST_ATTEMPTS)) {
    await means.inShop(shop, async (tx, at) => {
      await beginRelease(tx, shop, redemptionId, { reason: "refused", actor: "system", problem }, at);
      return { result: null, customerIds: nothingThere ? await giveBack(tx, shop, redemptionId, at) : [] };
    });
    return;
  }
  // Whom Shopify does not know uses no code; asking again would not change it.
  if (state === "issued" && error instanceof RefusedError) await closeReopening(means, redemption);
  else if (error instanceof UnclearError && redemption.terms.kind === "store-credit")
    await waitForQuiet(means.db(), redemption, problem, now);
  else await noteFailure(means.db(), redemption, problem, now);
}

async function issueCode(means: Means, shop: Shop, redemption: Redemption, now: Date): Promise<Redemption | null> {
  const { rewardId, termsHash: hash, code, attempts } = redemption;
  const record = async (placed: PlacedCode) => (await recordIssued(means, shop, [{ redemption, placed }], now))[0] ?? null;
  // Only a first attempt knows without asking that Shopify has no such code yet.
  const found = attempts > 1 ? await findCode(means, shop, code) : null;
  if (found?.active === true) {
    await rememberDiscount(means.db(), shop.shopId, rewardId, hash, found.discountGid, 1, now);
    return record(found);
  }
  // On a discount that the merchant has switched off meanwhile it would be of no use.
  if (found !== null && !(await deleteCode(means, shop, code, found))) throw new NotYetError("Shopify is deleting the code");
  const placed = (await placeCodes(means, placementOf(shop, redemption), [redemption], now)).get(code);
  if (typeof placed === "object") return record(placed);
  // An attempt that nobody waited for any more may have come through meanwhile.
  const known = await findCode(means, shop, code);
  if (known === null) throw new NotYetError(placed ?? "Shopify has not added the code");
  return record(known);
}

async function issuePaidOut(means: Means, shop: Shop, redemption: Redemption, now: Date): Promise<Redemption | null> {
  const due = payOutOf(shop, redemption);
  // A gift card is not looked for: its code is taken when an earlier attempt has made it.
  const known = due.kind === "store-credit" && redemption.attempts > 1 ? await findPaidOut(means, due) : null;
  return recordPaidOut(means, shop, redemption, known ?? (await payOut(means, due)), now);
}

/** The code of a merged customer must work for the one who was kept. */
async function reopen(means: Means, shop: Shop, redemption: Redemption): Promise<null> {
  const { discountGid, terms, customerId } = redemption;
  if (discountGid !== null) await letCustomersIn(means, { shop, terms }, [customerId], discountGid);
  await closeReopening(means, redemption);
  return null;
}

async function closeReopening(means: Means, { shopId, redemptionId, attempts }: Redemption): Promise<void> {
  await sql`
    update redemptions set next_attempt_at = null, attempts = 0, last_error = null
    where shop_id = ${shopId} and redemption_id = ${redemptionId} and state = 'issued' and attempts = ${attempts}
  `.execute(means.db());
}
