import { linkSecrets } from "../env.server.ts";
import { isSignature, signatureOf } from "../messages/links/signature.ts";

type OfGuest = { shopId: number; gatheringId: number; customerId: bigint };

const contentOf = ({ shopId, gatheringId, customerId }: OfGuest) => `${shopId}-${gatheringId}-${customerId}`;

/** What an address or a form is known by that is one customer's, for one event: "77.<signature>". */
export function guestToken(guest: OfGuest): string {
  const [secret = ""] = linkSecrets();
  return `${guest.customerId}.${signatureOf("gathering", contentOf(guest), secret)}`;
}

/** Whose token it is; null for one that is none, or of another event. */
export function guestOf(token: string | null, about: Omit<OfGuest, "customerId">): bigint | null {
  const [, id, signature = ""] = /^([1-9]\d{0,18})\.([\w-]{43})$/.exec(token ?? "") ?? [];
  if (id === undefined) return null;
  const customerId = BigInt(id);
  return isSignature(signature, "gathering", contentOf({ ...about, customerId }), linkSecrets()) ? customerId : null;
}
