import { DAY_MS } from "../../lib/time.ts";
import { isSignature, signatureOf } from "../links/signature.ts";

/** How long a link proves a sender address. */
export const PROOF_VALID_MS = 3 * DAY_MS;

/** What a link says; the address is in its signature only, so that no log of addresses holds it. */
export type Proof = { shopId: number; sentAt: Date };

const SHAPE = /^s([1-9]\d{0,9})-([1-9]\d{0,14})-([A-Za-z0-9_-]{43})$/;
const MAX_INT4 = 2_147_483_647;

const contentOf = ({ shopId, sentAt }: Proof, address: string) => `s${shopId}-${sentAt.getTime()}:${address}`;

/** What the link in the email to a sender address carries: it proves that address for that shop, and nothing else. */
export function signProof(proof: Proof, address: string, secret: string): string {
  return `s${proof.shopId}-${proof.sentAt.getTime()}-${signatureOf("sender", contentOf(proof, address), secret)}`;
}

/** What a token claims, before anything is known of the address; null when it is none. */
export function readProof(token: string): Proof | null {
  const match = SHAPE.exec(token);
  const shopId = Number(match?.[1]);
  const sentAt = new Date(Number(match?.[2]));
  return match === null || shopId > MAX_INT4 || Number.isNaN(sentAt.getTime()) ? null : { shopId, sentAt };
}

/** Whether we sent this token to this address for the shop that it names. */
export function isProofOf(token: string, address: string, secrets: readonly string[]): boolean {
  const proof = readProof(token);
  return proof !== null && isSignature(token.slice(-43), "sender", contentOf(proof, address), secrets);
}
