import { isWebAddress } from "../../../lib/web-address.ts";
import { inAscii } from "../../links/target.ts";

/** Places of the shop that links name, so that they lead to the reader's language and bring the email's code along. */
export const placeNames = [
  ...(["shop", "shop-with-code", "product", "rewards", "account", "preferences", "unsubscribe"] as const),
  /** What is due: to be reminded of it later, or not any more. */
  ...(["remind-later", "remind-stop"] as const),
] as const;
export type PlaceName = (typeof placeNames)[number];

export type Link =
  | { kind: "place"; place: PlaceName }
  | { kind: "url"; url: string }
  /** Opens another program, and is left as it is: mailto:, tel:. */
  | { kind: "direct"; url: string };

const DIRECT = /^(?:mailto:[^\s@"'<>]+@[^\s@"'<>]+|tel:\+?[\d\s()/.-]+)$/i;

/** What a merchant typed as a link; null for what leads nowhere safe. Kept byte by byte: what is opened later is what was typed. */
export function readLink(typed: string): Link | null {
  const text = typed.trim();
  const place = placeNames.find((name) => name === text);
  if (place !== undefined) return { kind: "place", place };
  if (DIRECT.test(text)) return { kind: "direct", url: text };
  return isWebAddress(inAscii(text)) ? { kind: "url", url: text } : null;
}
