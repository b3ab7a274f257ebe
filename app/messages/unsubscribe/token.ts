import { createHmac, timingSafeEqual } from "node:crypto";

export type Subscription = { shopId: number; customerId: bigint; channel: "email" };

const SHAPE = /^e([1-9]\d{0,9})-([1-9]\d{0,18})-([A-Za-z0-9_-]{43})$/;
const MAX_INT4 = 2_147_483_647;
const MAX_INT8 = 9_223_372_036_854_775_807n;

/**
 * What an unsubscribe link carries: which subscription, and our signature. It never expires, because the right to object does not, and it
 * allows nothing but to unsubscribe.
 */
export function signToken(subscription: Subscription, secret: string): string {
  const payload = `e${subscription.shopId}-${subscription.customerId}`;
  return `${payload}-${signature(payload, secret)}`;
}

/** The subscription that a token is for, or null when we did not sign it. */
export function readToken(token: string, secret: string): Subscription | null {
  const match = SHAPE.exec(token);
  if (match === null) return null;
  const [, shop = "", customer = "", signed = ""] = match;
  const expected = Buffer.from(signature(`e${shop}-${customer}`, secret));
  const given = Buffer.from(signed);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  if (Number(shop) > MAX_INT4 || BigInt(customer) > MAX_INT8) return null;
  return { shopId: Number(shop), customerId: BigInt(customer), channel: "email" };
}

function signature(payload: string, secret: string): string {
  return createHmac("sha256", secret).update(`unsubscribe:1:${payload}`).digest("base64url");
}

export function unsubscribeUrl(appUrl: string, subscription: Subscription, secret: string): string {
  return `${appUrl}/unsubscribe?t=${signToken(subscription, secret)}`;
}
