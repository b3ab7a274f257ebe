import { now as clock } from "../clock.server.ts";
import { MOST_BYTES, readEvent, type ReadEvent } from "../events/event.ts";
import { isSecret } from "../events/secrets.server.ts";
import { tellEvent } from "../events/tell.server.ts";
import { db } from "../db.server.ts";
import { MINUTE_MS } from "../lib/time.ts";
import { change } from "../pipeline/change.server.ts";
import { createRateGuard } from "../shops/proxy/rate-guard.ts";
import { findShopByDomain } from "../shops/shops.server.ts";

/** Of one shop, in a minute. */
export const MOST_A_MINUTE = 300;
const withinRate = createRateGuard(MOST_A_MINUTE, MINUTE_MS);

export type EventOutcome =
  | { result: "stored" | "known" | "unknown-customer" | "unauthorized" | "too-many" | "too-large" }
  | { result: "refused"; read: Extract<ReadEvent, { ok: false }> };

/** What a shop's own system tells of a customer. @param domain of whom it says that it is */
export async function tellOfEvent(
  domain: string,
  secret: string | null,
  body: Uint8Array,
  now: () => Date = clock,
): Promise<EventOutcome> {
  const shop = await findShopByDomain(db(), domain.toLowerCase());
  if (shop?.status !== "installed" || secret === null || !(await isSecret(db(), shop.shopId, secret, now())))
    return { result: "unauthorized" };
  if (!withinRate(String(shop.shopId), now())) return { result: "too-many" };
  if (body.length > MOST_BYTES) return { result: "too-large" };
  const read = readEvent(body, now());
  if (!read.ok) return { result: "refused", read };
  return change(
    shop,
    async (tx, at) => {
      const told = await tellEvent(tx, shop, read.event, at);
      return { result: { result: told.result }, touched: told.result === "stored" ? [told.customerId] : [] };
    },
    now,
  );
}
