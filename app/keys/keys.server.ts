import { createHash, randomBytes } from "node:crypto";

import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { MINUTE_MS, plusMs } from "../lib/time.ts";
import type { Shop } from "../shops/shop.ts";
import { findShop } from "../shops/shops.server.ts";
import { keyText, MOST_KEYS, scopes, shopOf, type NewKey, type Scope } from "./key.ts";

export type ApiKey = {
  keyId: number;
  name: string;
  /** How it ends. */
  hint: string;
  scopes: Scope[];
  createdAt: Date;
  createdBy: string;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

const HINT = 4;
/** That a key is used is written down so often at most. */
const USED_MS = 5 * MINUTE_MS;

/** Makes a key. @returns the key, which is shown once and kept nowhere; null where the shop has as many as it may */
export async function makeKey(db: Db, shopId: number, wanted: NewKey, actor: string, now: Date): Promise<string | null> {
  const key = keyText(shopId, randomBytes(32).toString("base64url"));
  return db.transaction().execute(async (tx) => {
    // One at a time: the shop's row stands for its keys.
    await sql`select 1 from shops where shop_id = ${shopId} for no key update`.execute(tx);
    const { rows } = await sql<{ working: number }>`
      select count(*)::int as working from api_keys
      where shop_id = ${shopId} and revoked_at is null and (expires_at is null or expires_at > ${now})
    `.execute(tx);
    if ((rows[0]?.working ?? 0) >= MOST_KEYS) return null;
    await sql`
      insert into api_keys (shop_id, name, key_hash, hint, scopes, created_at, created_by, expires_at)
      values (${shopId}, ${wanted.name}, ${hashOf(key)}, ${key.slice(-HINT)}, ${wanted.scopes}::text[], ${now}, ${actor}, ${wanted.expiresAt})
    `.execute(tx);
    return key;
  });
}

/** Those that work first, then those that do no longer, the newest first. */
export async function listKeys(db: Db, shopId: number, now: Date): Promise<ApiKey[]> {
  const { rows } = await sql<ApiKey>`
    select key_id as "keyId", name, hint, scopes, created_at as "createdAt", created_by as "createdBy", expires_at as "expiresAt",
      last_used_at as "lastUsedAt", revoked_at as "revokedAt"
    from api_keys where shop_id = ${shopId}
    order by revoked_at is null and coalesce(expires_at > ${now}, true) desc, key_id desc
  `.execute(db);
  return rows;
}

/** From now on nobody gets in with it. Revoking it again changes nothing. */
export async function revokeKey(db: Db, shopId: number, keyId: number, now: Date): Promise<void> {
  await sql`
    update api_keys set revoked_at = ${now} where shop_id = ${shopId} and key_id = ${keyId} and revoked_at is null
  `.execute(db);
}

/** Who calls: one of a shop's own systems. */
export type KeyHolder = { shop: Shop; keyId: number; scopes: readonly Scope[] };

/** Whose key it is; null for one that opens nothing (any more), whatever the reason. */
export async function findHolder(db: Db, key: string, now: Date): Promise<KeyHolder | null> {
  const named = shopOf(key);
  if (named === null) return null;
  const [row, shop] = await Promise.all([findKey(db, named, key, now), findShop(db, named)]);
  if (row === undefined || shop?.status !== "installed") return null;
  if (row.lastUsedAt === null || row.lastUsedAt <= plusMs(now, -USED_MS)) await noteUse(db, named, row.keyId, now);
  return { shop, keyId: row.keyId, scopes: scopes.filter((scope) => row.scopes.includes(scope)) };
}

type Found = { keyId: number; scopes: string[]; lastUsedAt: Date | null };

async function findKey(db: Db, shopId: number, key: string, now: Date): Promise<Found | undefined> {
  const { rows } = await sql<Found>`
    select key_id as "keyId", coalesce(scopes, '{}') as scopes, last_used_at as "lastUsedAt" from api_keys
    where shop_id = ${shopId} and key_hash = ${hashOf(key)} and revoked_at is null and (expires_at is null or expires_at > ${now})
  `.execute(db);
  return rows[0];
}

async function noteUse(db: Db, shopId: number, keyId: number, now: Date): Promise<void> {
  await sql`
    update api_keys set last_used_at = ${now} where shop_id = ${shopId} and key_id = ${keyId}
      and (last_used_at is null or last_used_at <= ${plusMs(now, -USED_MS)})
  `.execute(db);
}

/** Keys are random and long: a plain hash of one says nothing of it. */
function hashOf(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}
