import { z } from "zod";

import { consentInput } from "../../customers/consent/told-consent.ts";
import { customerFromAdmin } from "../../customers/snapshot/customer-from-admin.ts";
import { CREATE_CUSTOMER, CUSTOMER_BY_EMAIL } from "../../customers/snapshot/customer.graphql.ts";
import { db } from "../../db.server.ts";
import { backoffMs } from "../../lib/backoff.ts";
import { HOUR_MS, MINUTE_MS, plusMs, SECOND_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import * as signUps from "../../messages/sign-ups/sign-ups.server.ts";
import { change, receive } from "../../pipeline/change.server.ts";
import { adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { getShop, pickShop } from "../../shops/shops.server.ts";
import { problemOf } from "../admin-api/problem.server.ts";
import { createResting } from "../resting.ts";

const resting = createResting(2 * SECOND_MS, 10 * MINUTE_MS);

const createdSchema = z.object({
  customerCreate: z.object({ customer: z.unknown(), userErrors: z.array(z.object({ message: z.string() })) }),
});
const foundSchema = z.object({ customerByIdentifier: z.unknown() });

/**
 * Makes a customer in Shopify of somebody who has confirmed a sign-up and is none yet, with the consent; or finds the one that Shopify has meanwhile. What Shopify refuses
 * stays due. @returns how many were dealt with
 */
export async function createSignedUp(now: Date): Promise<number> {
  const shopId = await pickShop(db(), signUps.dueSignUps(now), resting.at(now));
  if (shopId === null) return 0;
  const signUp = await signUps.claimSignUp(db(), shopId, now);
  if (signUp === null) return 0;
  const shop = await getShop(db(), shopId);
  const later = plusMs(now, backoffMs(signUp.attempts + 1, 2 * MINUTE_MS, 4 * HOUR_MS));
  try {
    const customer = (await findInShopify(shop, signUp.email)) ?? (await createInShopify(shop, signUp, now));
    resting.succeeded(shopId);
    if (customer === null) return await refused(shop, signUp.signUpId, later);
    await receive(shop, [{ kind: "customer", customer: customerFromAdmin(customer) }]);
    await change(shop, async (tx, at) => {
      const customerId = await signUps.attachSignUp(tx, shop, signUp.signUpId, signUp.email, at);
      return { result: undefined, touched: customerId === null ? [] : [customerId] };
    });
  } catch (error) {
    log().warn({ error, shopId }, "a sign-up has not become a customer");
    const cause = problemOf(error);
    const problem = cause === "defect" ? "refused" : cause === "access" ? "access" : "unreachable";
    await signUps.retrySignUp(db(), shopId, signUp.signUpId, problem, cause === "defect" ? later : resting.failed(shopId, now));
  }
  return 1;
}

async function refused(shop: Shop, signUpId: bigint, later: Date): Promise<number> {
  await signUps.retrySignUp(db(), shop.shopId, signUpId, "refused", later);
  return 1;
}

async function findInShopify(shop: Shop, email: string): Promise<unknown> {
  return foundSchema.parse(await adminGraphql(shop, CUSTOMER_BY_EMAIL, { email })).customerByIdentifier ?? null;
}

/** Null where Shopify does not take it. */
async function createInShopify(shop: Shop, { email, locale, confirmedAt }: signUps.Unattached, now: Date): Promise<unknown> {
  const consent = { state: "subscribed" as const, optInLevel: "confirmed_opt_in", occurredAt: confirmedAt ?? now };
  const input = { email, locale, emailMarketingConsent: consentInput(consent, now) };
  const { customer, userErrors } = createdSchema.parse(await adminGraphql(shop, CREATE_CUSTOMER, { input })).customerCreate;
  if (userErrors.length > 0) log().warn({ shopId: shop.shopId, count: userErrors.length }, "Shopify did not take a sign-up");
  return customer ?? null;
}
