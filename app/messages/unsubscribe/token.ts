import { channels, type ChannelName } from "../channels/registry.ts";
import { isSignature, signatureOf, type LinkKind } from "../links/signature.ts";

export type Subscription = { shopId: number; customerId: bigint; channel: ChannelName };

const SHAPE = /^([a-z])([1-9]\d{0,9})-([1-9]\d{0,18})-([A-Za-z0-9_-]{43})$/;
const names = Object.keys(channels) as ChannelName[];
const MAX_INT4 = 2_147_483_647;
const MAX_INT8 = 9_223_372_036_854_775_807n;

/** Links that are about one subscription. */
export type SubscriptionLink = Extract<LinkKind, "unsubscribe" | "preferences">;

/**
 * What an unsubscribe link carries: which subscription, and our signature. It never expires, because the right to object does not, and it
 * allows nothing but to unsubscribe; one for the preferences allows to change those.
 */
export function signToken(subscription: Subscription, secret: string, kind: SubscriptionLink = "unsubscribe"): string {
  const payload = `${channels[subscription.channel].linkLetter}${subscription.shopId}-${subscription.customerId}`;
  return `${payload}-${signatureOf(kind, payload, secret)}`;
}

/** The subscription that a token is for, or null when we did not sign it. */
export function readToken(
  token: string,
  secrets: readonly string[],
  kind: SubscriptionLink = "unsubscribe",
): Subscription | null {
  const match = SHAPE.exec(token);
  if (match === null) return null;
  const [, letter = "", shop = "", customer = "", signed = ""] = match;
  if (!isSignature(signed, kind, `${letter}${shop}-${customer}`, secrets)) return null;
  if (Number(shop) > MAX_INT4 || BigInt(customer) > MAX_INT8) return null;
  const channel = names.find((name) => channels[name].linkLetter === letter);
  return channel === undefined ? null : { shopId: Number(shop), customerId: BigInt(customer), channel };
}

export function unsubscribeUrl(appUrl: string, subscription: Subscription, secret: string): string {
  return `${appUrl}/unsubscribe?t=${signToken(subscription, secret)}`;
}

/** Where a reader chooses what they are written about. */
export function preferencesUrl(appUrl: string, subscription: Subscription, secret: string): string {
  return `${appUrl}/preferences?t=${signToken(subscription, secret, "preferences")}`;
}
