import { createHmac, timingSafeEqual } from "node:crypto";

import { linkSecrets } from "../env.server.ts";
import { HOUR_MS } from "../lib/time.ts";

/** Whole hours for which a page that Shopify has rendered says who looks at it. */
export const TOKEN_HOURS = 24;
const SHAPE = /^([1-9]\d{0,18})\.(\d{6,7})\.([0-9a-f]{64})$/;
const MAX_ID = 2n ** 63n - 1n;

type Account = { shopId: number; account: string };

/**
 * What Shopify's Liquid signs tokens with (extensions/reprise-theme, blocks/visits.liquid). It lies in the metafield of the app's own installation, which only our blocks
 * can read, and is another for each account of a shop.
 */
export function signingKey({ shopId, account }: Account, [secret = ""] = linkSecrets()): string {
  return createHmac("sha256", secret).update(`visits:${shopId}:${account}`).digest("hex");
}

/** Whose a token is; null for one that we cannot have made, whose hours are over, or that is good for longer than any of ours. */
export function customerIn(token: string, of: Account, now: Date, secrets = linkSecrets()): bigint | null {
  const [, customer = "", until = "", signature = ""] = SHAPE.exec(token) ?? [];
  if (customer === "" || BigInt(customer) > MAX_ID) return null;
  const said = Buffer.from(signature, "hex");
  const holds = secrets.some((secret) => {
    const own = createHmac("sha256", signingKey(of, [secret]))
      .update(`${customer}.${until}`)
      .digest();
    return timingSafeEqual(own, said);
  });
  const hour = Math.floor(now.getTime() / HOUR_MS);
  // Shopify's clock may be ahead of ours.
  return holds && Number(until) >= hour && Number(until) <= hour + TOKEN_HOURS + 1 ? BigInt(customer) : null;
}

/** As Liquid makes it. */
export function tokenOf(customerId: bigint, of: Account, now: Date): string {
  const said = `${customerId}.${Math.floor(now.getTime() / HOUR_MS) + TOKEN_HOURS}`;
  return `${said}.${createHmac("sha256", signingKey(of)).update(said).digest("hex")}`;
}
