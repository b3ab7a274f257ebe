import { randomBytes } from "node:crypto";

import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { linkSecrets } from "../../env.server.ts";
import { recordset } from "../../lib/rows.server.ts";
import type { Shop } from "../shop.ts";
import { keyring } from "../../secrets/keyring.server.ts";
import { open, seal, resealed, type Keyring } from "../../secrets/sealed.ts";

const placeOf = (domain: string) => `mailbox-key:${domain}`;

/** The key of a new shop's mailboxes, sealed. */
export function newMailboxKey(domain: string): string {
  return seal(randomBytes(32).toString("base64url"), placeOf(domain), keyring());
}

/**
 * What keys the hashes by which the shop's ledger remembers mailboxes. It never changes: a mailbox would be forgotten, and its bonuses given once more.
 * @throws SealError when it cannot be opened
 */
export async function readMailboxKey(db: Db, shop: Pick<Shop, "shopId" | "domain">): Promise<string> {
  const { mailbox_key: sealed } = await db
    .selectFrom("shops")
    .select("mailbox_key")
    .where("shop_id", "=", shop.shopId)
    .executeTakeFirstOrThrow();
  return sealed === null ? keyFromBefore() : open(sealed, placeOf(shop.domain), keyring());
}

/** Shops from before they had keys of their own: what signed links then keyed their mailboxes, too. */
function keyFromBefore(): string {
  return linkSecrets().at(-1) ?? "";
}

/** Keeps the key of shops from before with them, so that links may be signed by another secret; and seals anew what an older key has sealed. */
export async function sealMailboxKeys(db: Db, keys: Keyring): Promise<number> {
  const { rows } = await sql<{ shop_id: number; domain: string; mailbox_key: string | null }>`
    select shop_id, domain, mailbox_key from shops
    where mailbox_key is null or not starts_with(mailbox_key, ${`sealed:${keys[0].id}:`}) order by shop_id
  `.execute(db);
  if (rows.length === 0) return 0;
  const sealed = rows.map(({ shop_id, domain, mailbox_key: before }) => ({
    ...{ shop_id, before, sealed: resealed(before ?? keyFromBefore(), placeOf(domain), keys) },
  }));
  const { rows: changed } = await sql`
    update shops s set mailbox_key = t.sealed from ${recordset(sealed)} as t(shop_id int, before text, sealed text)
    where s.shop_id = t.shop_id and s.mailbox_key is not distinct from t.before returning s.shop_id
  `.execute(db);
  return changed.length;
}
