import { DAY_MS } from "../../lib/time.ts";
import { isSignature, signatureOf } from "../links/signature.ts";

/** How long a link confirms a sign-up. */
export const CONFIRM_MS = 7 * DAY_MS;

/** What a link says; the address is in its signature only, so that no log of addresses holds it. */
export type Confirmation = { shopId: number; signUpId: bigint; askedAt: Date };

const SHAPE = /^o([1-9]\d{0,9})-([1-9]\d{0,18})-([1-9]\d{0,14})-([A-Za-z0-9_-]{43})$/;
const MAX_INT4 = 2_147_483_647;
const MAX_INT8 = 9_223_372_036_854_775_807n;

const payloadOf = ({ shopId, signUpId, askedAt }: Confirmation) => `o${shopId}-${signUpId}-${askedAt.getTime()}`;

/** What the link in the email to an address carries: it confirms this one sign-up of that address, and nothing else. */
export function signConfirmation(confirmation: Confirmation, email: string, secret: string): string {
  const payload = payloadOf(confirmation);
  return `${payload}-${signatureOf("sign-up", `${payload}:${email}`, secret)}`;
}

/** What a token claims, before anything is known of the address; null when it is none. */
export function readConfirmation(token: string): Confirmation | null {
  const [, shop = "", signUp = "", asked = ""] = SHAPE.exec(token) ?? [];
  if (shop === "" || Number(shop) > MAX_INT4 || BigInt(signUp) > MAX_INT8) return null;
  return { shopId: Number(shop), signUpId: BigInt(signUp), askedAt: new Date(Number(asked)) };
}

/** Whether we sent this token to this address. */
export function isConfirmationOf(token: string, email: string, secrets: readonly string[]): boolean {
  const confirmation = readConfirmation(token);
  return confirmation !== null && isSignature(token.slice(-43), "sign-up", `${payloadOf(confirmation)}:${email}`, secrets);
}
