import { z } from "zod";

import * as consent from "../customers/consent.server.ts";
import { UPDATE_EMAIL_CONSENT } from "../customers/customer.graphql.ts";
import { db } from "../db.server.ts";
import { gid } from "../lib/gid.ts";
import { MINUTE_MS, plusMs } from "../lib/time.ts";
import { log } from "../log.server.ts";
import { adminGraphql } from "../shopify.server.ts";
import { getShop } from "../shops/shops.server.ts";

const LIMIT = 50;
const PAUSE_MS = 2 * MINUTE_MS;

/** Shops whose last push failed rest here for a while, so that they do not hold up the others. Losing this on a restart costs one try. */
const resting = new Map<number, Date>();

const LEVELS: readonly string[] = ["single_opt_in", "confirmed_opt_in", "unknown"];

const answerSchema = z.object({
  customerEmailMarketingConsentUpdate: z
    .object({ userErrors: z.array(z.object({ message: z.string(), code: z.string().nullable() })) })
    .nullable(),
});

/** Tells Shopify of consent that was given or withdrawn with us and still holds, oldest first. @returns how many statements are settled */
export async function pushConsent(now: Date): Promise<number> {
  let settled = 0;
  for (const [shopId, until] of resting) if (until <= now) resting.delete(shopId);
  for (const statement of await consent.listUnpushedConsent(db(), LIMIT, [...resting.keys()])) {
    const { shopId, eventId } = statement;
    if (resting.has(shopId)) continue;
    try {
      if (!statement.outdated) await push(statement, now);
      await consent.markConsentPushed(db(), shopId, [eventId], now);
      settled += 1;
    } catch (error) {
      log().warn({ error, shopId }, "consent not pushed");
      resting.set(shopId, plusMs(now, PAUSE_MS));
    }
  }
  return settled;
}

async function push(statement: consent.UnpushedConsent, now: Date): Promise<void> {
  // SMS is not sent by us and not asked for; its consent only ever comes from Shopify.
  if (statement.channel !== "email") return;
  const shop = await getShop(db(), statement.shopId);
  const level = LEVELS.find((known) => known === statement.optInLevel);
  const emailMarketingConsent = {
    marketingState: statement.state.toUpperCase(),
    ...(level === undefined ? {} : { marketingOptInLevel: level.toUpperCase() }),
    // Shopify refuses dates to come.
    consentUpdatedAt: (statement.occurredAt > now ? now : statement.occurredAt).toISOString(),
  };
  const input = { customerId: gid("Customer", statement.customerId), emailMarketingConsent };
  const answer = answerSchema.parse(await adminGraphql(shop, UPDATE_EMAIL_CONSENT, { input }));
  const refused = answer.customerEmailMarketingConsentUpdate?.userErrors ?? [];
  // A customer whom Shopify has no longer, or without an address, cannot be told of: our own record stands.
  if (refused.length > 0)
    log().warn({ shopId: statement.shopId, codes: refused.map(({ code }) => code) }, "Shopify did not take a consent");
}
