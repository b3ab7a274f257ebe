import { createHmac } from "node:crypto";

import { lowerAddress } from "../../lib/lower-address.ts";

const GMAIL = new Set(["gmail.com", "googlemail.com"]);

/** What a bonus is given once for: the mailbox behind an address, whatever its spelling (case, plus-addressing, dots at Gmail). */
export function normalAddress(email: string): string {
  const address = lowerAddress(email);
  const at = address.lastIndexOf("@");
  const domain = address.slice(at + 1);
  const local = address.slice(0, at).replace(/(?<=.)\+.*$/, "");
  return GMAIL.has(domain) ? `${local.replaceAll(".", "")}@gmail.com` : `${local}@${domain}`;
}

/** The ledger remembers a mailbox by this, and keeps no address: a hash under the key of the shop (shops/settings/mailbox-key.server.ts), which never changes. */
export function addressHash(email: string, shopId: number, key: string): string {
  return createHmac("sha256", key)
    .update(`bonus:${shopId}:${normalAddress(email)}`)
    .digest("hex")
    .slice(0, 32);
}
