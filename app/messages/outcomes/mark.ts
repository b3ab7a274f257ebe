import { isSignature, signatureOf } from "../links/signature.ts";

/** A message of a shop. */
export type Marked = { shopId: number; messageId: bigint };

const SHAPE = /^([1-9]\d{0,9})-([1-9]\d{0,18})-([A-Za-z0-9_-]{43})$/;
const MAX_INT4 = 2_147_483_647;
const MAX_INT8 = 9_223_372_036_854_775_807n;

/**
 * Names a message to the outside and back: in a header of the email, in what providers let one add, and in the Message-ID. Signed, because what comes back may have been
 * written by whoever reports an email; letters, digits, `-` and `_` only, because that is what all providers take.
 */
export function markOf({ shopId, messageId }: Marked, secret: string): string {
  const named = `${shopId}-${messageId}`;
  return `${named}-${signatureOf("message", named, secret)}`;
}

/** The message that a mark names, or null when we did not sign it. */
export function readMark(mark: string | null, secrets: readonly string[]): Marked | null {
  const [, shop = "", message = "", signed = ""] = SHAPE.exec(mark ?? "") ?? [];
  if (shop === "" || !isSignature(signed, "message", `${shop}-${message}`, secrets)) return null;
  if (Number(shop) > MAX_INT4 || BigInt(message) > MAX_INT8) return null;
  return { shopId: Number(shop), messageId: BigInt(message) };
}

/** The mark in one of our Message-IDs (`<mark@domain>`), which providers that keep it give back; null: it is none of ours. */
export function markInMessageId(messageId: string | null): string | null {
  const mark = /^<?([\w-]{1,90})@/.exec(messageId ?? "")?.[1];
  return mark !== undefined && SHAPE.test(mark) ? mark : null;
}
