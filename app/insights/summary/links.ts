import { isSignature, signatureOf } from "../../messages/links/signature.ts";

const SHAPE = /^m([1-9]\d{0,9})-([A-Za-z0-9_-]{43})$/;
const MAX_INT4 = 2_147_483_647;

/** What the link in a summary carries: it ends the summaries of that shop, at any time, and allows nothing else. */
export function signSwitchOff(shopId: number, secret: string): string {
  return `m${shopId}-${signatureOf("summary", String(shopId), secret)}`;
}

/** The shop whose summaries a token ends, or null when we did not sign it. */
export function readSwitchOff(token: string, secrets: readonly string[]): number | null {
  const [, shop = "", signed = ""] = SHAPE.exec(token) ?? [];
  if (shop === "" || Number(shop) > MAX_INT4 || !isSignature(signed, "summary", shop, secrets)) return null;
  return Number(shop);
}

/**
 * A page of ours inside Shopify's admin.
 * @param origin Shopify's admin @param path as `to` makes it
 */
export function adminUrl(origin: string, { domain, apiKey }: { domain: string; apiKey: string }, path: string): string {
  return `${origin}/store/${domain.replace(/\.myshopify\.com$/, "")}/apps/${apiKey}${path}`;
}
