import { isSignature, signatureOf } from "../links/signature.ts";
import { decodeTarget, encodeTarget, type TrackedTarget } from "../links/target.ts";

/** What a tracked link says: which link of which message, and where it leads. */
export type ClickLink = { shopId: number; messageId: bigint; index: number; target: TrackedTarget };

const SHAPE = /^k([1-9]\d{0,9})-([1-9]\d{0,18})-(\d{1,3})-([ucasrv][A-Za-z0-9_-]{1,4000})-([A-Za-z0-9_-]{43})$/;
const MAX_INT4 = 2_147_483_647;
const MAX_INT8 = 9_223_372_036_854_775_807n;

/**
 * What a link in an email carries, with our signature over all of it. It never expires: emails are opened years later.
 * @throws Error for a target that no email may have
 */
export function signClick({ shopId, messageId, index, target }: ClickLink, secret: string): string {
  const encoded = encodeTarget(target);
  if (decodeTarget(encoded) === null) throw new Error("An email may not lead there");
  const payload = `k${shopId}-${messageId}-${index}-${encoded}`;
  return `${payload}-${signatureOf("click", payload, secret)}`;
}

/** Null for what we did not sign. */
export function readClick(token: string, secrets: readonly string[]): ClickLink | null {
  const [, shop = "", message = "", index = "", encoded = "", signed = ""] = SHAPE.exec(token) ?? [];
  if (shop === "" || !isSignature(signed, "click", token.slice(0, -signed.length - 1), secrets)) return null;
  const target = decodeTarget(encoded);
  if (target === null || Number(shop) > MAX_INT4 || BigInt(message) > MAX_INT8) return null;
  return { shopId: Number(shop), messageId: BigInt(message), index: Number(index), target };
}
