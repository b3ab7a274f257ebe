import { createHmac, randomInt } from "node:crypto";

import { normalAddress } from "../../lib/mailbox.ts";

/** Nothing that is read or said for something else: no 0 and O, no 1, I and L. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const LINK_LENGTH = 8;
/** One of ours, or one that an advocate had in another program and keeps. */
const LINK = /^[A-Z0-9][A-Z0-9_-]{2,39}$/;
const CODE_LENGTH = 10;

/** What an advocate's link is made of: 40 bits of chance, nothing of who it is. */
export function newLinkCode(): string {
  return letters(LINK_LENGTH);
}

/** A friend's own code. It can be used once, so that one in 10^14 has to be guessed. */
export function newFriendCode(): string {
  return `HI-${letters(CODE_LENGTH)}`;
}

/** A link's code as it may have been typed; null for what is none. */
export function readLinkCode(text: string): string | null {
  const code = text.trim().toUpperCase();
  return LINK.test(code) ? code : null;
}

function letters(count: number): string {
  return Array.from({ length: count }, () => ALPHABET[randomInt(ALPHABET.length)] ?? "").join("");
}

/** By this a mailbox is known again; no address is kept. @param key of the shop (shops/settings/mailbox-key.server.ts) */
export function mailboxHash(email: string, shopId: number, key: string): string {
  return createHmac("sha256", key)
    .update(`referral:${shopId}:${normalAddress(email)}`)
    .digest("hex")
    .slice(0, 32);
}
