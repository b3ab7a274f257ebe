import { createHmac } from "node:crypto";

import { normalAddress } from "../../lib/mailbox.ts";

/** The ledger remembers a mailbox by this, and keeps no address: a hash under the key of the shop (shops/settings/mailbox-key.server.ts), which never changes. */
export function addressHash(email: string, shopId: number, key: string): string {
  return createHmac("sha256", key)
    .update(`bonus:${shopId}:${normalAddress(email)}`)
    .digest("hex")
    .slice(0, 32);
}
