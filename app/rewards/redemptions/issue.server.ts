import { sql } from "kysely";

import { log } from "../../log.server.ts";
import { textIn } from "../../program/rules/texts.ts";
import type { Shop } from "../../shops/shop.ts";
import { getShop } from "../../shops/shops.server.ts";
import { DeniedError, NotYetError, RefusedError, UnclearError, type Means } from "./means.server.ts";
import { isPaidOut } from "../reward.ts";
import { deleteCode, findCode, letCustomerIn, placeCode, rememberDiscount } from "../shopify/discounts.server.ts";
import { findPaidOut, payOut } from "../shopify/paid-out.server.ts";
import { beginRelease } from "./release/begin-release.server.ts";
import { claimDue, claimOne, lookAgain, noteFailure, waitForQuiet } from "./claim.server.ts";
import { giveBack } from "./returns/give-back.server.ts";
import { payOutOf, recordIssued, recordPaidOut } from "./record.server.ts";
import type { Redemption } from "./rows.server.ts";
import { messageOf } from "../../lib/mask.ts";

/** So many attempts span about four hours; then the points go back, and the shopper may try again. */
const MOST_ATTEMPTS = 12;

/** Asks Shopify for what was reserved, and lets the kept customer of a merge use the codes. @returns how many were dealt with */
export async function issueDue(means: Means, now: Date, limit: number): Promise<number> {
  const due = await claimDue(means.db(), ["reserved", "issued"], now, limit);
  for (const redemption of due) await issueClaimed(means, await getShop(means.db(), redemption.shopId), redemption, now);
  return due.length;
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
  const { rewardId, termsHash: hash, code, terms, valueMinor, customerId, attempts, reservedAt } = redemption;
  // Only a first attempt knows without asking that Shopify has no such code yet.
  const found = attempts > 1 ? await findCode(means, shop, code) : null;
  if (found?.active === true) {
    await rememberDiscount(means.db(), shop.shopId, rewardId, hash, found.discountGid, now);
    return recordIssued(means, shop, redemption, found, now);
  }
  // On a discount that the merchant has switched off meanwhile it would be of no use.
  if (found !== null && !(await deleteCode(means, shop, code, found))) throw new NotYetError("Shopify is deleting the code");
  const title = textIn(terms.title, shop.primaryLocale, "en");
  const discount = { terms, valueMinor, currency: shop.currency, title, code, customerId, startsAt: reservedAt };
  const placed = await placeCode(means, { ...discount, shop, rewardId, hash }, now);
  return recordIssued(means, shop, redemption, placed, now);
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
  if (discountGid !== null) await letCustomerIn(means, { shop, terms, customerId }, discountGid);
  await closeReopening(means, redemption);
  return null;
}

async function closeReopening(means: Means, { shopId, redemptionId, attempts }: Redemption): Promise<void> {
  await sql`
    update redemptions set next_attempt_at = null, attempts = 0, last_error = null
    where shop_id = ${shopId} and redemption_id = ${redemptionId} and state = 'issued' and attempts = ${attempts}
  `.execute(means.db());
}
