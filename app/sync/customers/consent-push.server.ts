import { z } from "zod";

import * as pushes from "../../customers/consent/pushes.server.ts";
import { consentInput, refusalOf } from "../../customers/consent/told-consent.ts";
import { UPDATE_EMAIL_CONSENT } from "../../customers/snapshot/customer.graphql.ts";
import { db } from "../../db.server.ts";
import { backoffMs } from "../../lib/backoff.ts";
import { gid } from "../../lib/gid.ts";
import { messageOf, withoutAddresses } from "../../lib/mask.ts";
import { HOUR_MS, MINUTE_MS, plusMs, SECOND_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import { AdminApiError, adminGraphql } from "../../shopify.server.ts";
import { getShop, pickShop } from "../../shops/shops.server.ts";
import { problemOf } from "../admin-api/problem.server.ts";
import { createResting } from "../resting.ts";

const resting = createResting(2 * SECOND_MS, 10 * MINUTE_MS);

const errorSchema = z.object({ field: z.array(z.string()).nullable(), message: z.string(), code: z.string().nullable() });
const answerSchema = z.object({ customerEmailMarketingConsentUpdate: z.object({ userErrors: z.array(errorSchema) }) });

/**
 * Tells Shopify of one consent by email that was given or withdrawn with us and still holds. What Shopify refuses stays due. One at a time, so that no
 * customer waits behind a slow call while a lease runs. @returns how many were dealt with
 */
export async function pushConsent(now: Date): Promise<number> {
  const shopId = await pickShop(db(), pushes.duePushes(now), resting.at(now));
  if (shopId === null) return 0;
  const push = await pushes.claimPush(db(), shopId, now);
  if (push === null) return 0;
  if (push.moot) await pushes.dropPush(db(), push, now);
  else await tell(push, now);
  return 1;
}

async function tell(push: pushes.PendingPush, now: Date): Promise<void> {
  const shop = await getShop(db(), push.shopId);
  const input = { customerId: gid("Customer", push.customerId), emailMarketingConsent: consentInput(push, now) };
  const told = await adminGraphql(shop, UPDATE_EMAIL_CONSENT, { input }).then(
    (answer) => answerSchema.safeParse(answer),
    (error: unknown) => ({ success: false as const, error }),
  );
  if (!told.success) return setAside(push, told.error, now);
  resting.succeeded(push.shopId);
  const errors = told.data.customerEmailMarketingConsentUpdate.userErrors;
  if (errors.length === 0) return pushes.settlePush(db(), push, now);
  const problem = refusalOf(errors, push.hasAddress);
  log().warn({ shopId: push.shopId, problem, codes: errors.map(({ code }) => code) }, "Shopify did not take a consent");
  const answer = withoutAddresses(errors.map(({ message }) => message).join(" "));
  await pushes.retryPush(db(), push, { problem, answer, at: nextTry(push, now) }, now);
}

/** What Shopify answers to this consent alone must not hold up the shop's others; where it cannot be asked at all, the shop rests. */
async function setAside(push: pushes.PendingPush, error: unknown, now: Date): Promise<void> {
  log().warn({ error, shopId: push.shopId }, "consent not pushed");
  const cause = problemOf(error);
  const answer = error instanceof AdminApiError ? messageOf(error) : null;
  if (cause === "defect") return pushes.retryPush(db(), push, { problem: "refused", answer, at: nextTry(push, now) }, now);
  const problem = cause === "access" ? "access" : "unreachable";
  await pushes.retryPush(db(), push, { problem, answer: null, at: resting.failed(push.shopId, now) }, now);
}

/** After 2, 4, 8 … minutes, at most 4 hours apart, as emails are tried again. */
function nextTry({ attempts }: pushes.PendingPush, now: Date): Date {
  return plusMs(now, backoffMs(attempts + 1, 2 * MINUTE_MS, 4 * HOUR_MS));
}
