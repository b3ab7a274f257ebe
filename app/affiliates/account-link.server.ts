import { linkSecrets } from "../env.server.ts";
import { DAY_MS, plusMs } from "../lib/time.ts";
import { isSignature, signatureOf } from "../messages/links/signature.ts";

/** For so long the link works by which somebody who applied as a guest binds their partnership to the account that they log in to. */
export const ACCOUNT_LINK_DAYS = 30;

const contentOf = (shopId: number, affiliateId: string, until: string) => `${shopId}-${affiliateId}-${until}`;

/** What such a link carries: who, until when, and that it is ours. It binds once, for a bound partnership has no other. */
export function accountToken(shopId: number, affiliateId: bigint, now: Date): string {
  const [secret = ""] = linkSecrets();
  const until = Math.floor(plusMs(now, ACCOUNT_LINK_DAYS * DAY_MS).getTime() / 1_000).toString(36);
  return `${affiliateId}.${until}.${signatureOf("partner-account", contentOf(shopId, affiliateId.toString(), until), secret)}`;
}

/** Whose link it is; null where it is none of this shop's, or no longer one. */
export function readAccountToken(token: string, shopId: number, now: Date): bigint | null {
  const [, affiliateId, until, signature] = /^([1-9]\d{0,17})\.([0-9a-z]{1,9})\.([\w-]{43})$/.exec(token) ?? [];
  if (affiliateId === undefined || until === undefined || signature === undefined) return null;
  if (!isSignature(signature, "partner-account", contentOf(shopId, affiliateId, until), linkSecrets())) return null;
  return Number.parseInt(until, 36) * 1_000 < now.getTime() ? null : BigInt(affiliateId);
}
