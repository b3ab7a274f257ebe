import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { DAY_MS, plusMs } from "../lib/time.ts";

const PREFIX = "reprise_";
/** How long the secret that was replaced is still good, so that the shop's system can be changed without a gap. */
const OVERLAP_MS = DAY_MS;

export type SecretState = { createdAt: Date; createdBy: string; formerUntil: Date | null };

/** Makes a secret; the one before is good for another day, and those before that no more. @returns the secret, which is shown once and kept nowhere */
export async function makeSecret(db: Db, shopId: number, actor: string, now: Date): Promise<string> {
  const secret = `${PREFIX}${randomBytes(32).toString("base64url")}`;
  await db.transaction().execute(async (tx) => {
    // One at a time: the shop's row stands for its secrets.
    await sql`select 1 from shops where shop_id = ${shopId} for no key update`.execute(tx);
    await sql`delete from event_secrets where shop_id = ${shopId} and expires_at is not null`.execute(tx);
    await sql`update event_secrets set expires_at = ${plusMs(now, OVERLAP_MS)} where shop_id = ${shopId}`.execute(tx);
    await sql`
      insert into event_secrets (shop_id, secret_hash, created_at, created_by) values (${shopId}, ${hashOf(secret)}, ${now}, ${actor})
    `.execute(tx);
  });
  return secret;
}

/** Lets nobody tell of events any more. */
export async function dropSecrets(db: Db, shopId: number): Promise<void> {
  await sql`delete from event_secrets where shop_id = ${shopId}`.execute(db);
}

/** Null: nobody can tell of events. */
export async function findSecret(db: Db, shopId: number, now: Date): Promise<SecretState | null> {
  const { rows } = await sql<{ createdAt: Date; createdBy: string; expiresAt: Date | null }>`
    select created_at as "createdAt", created_by as "createdBy", expires_at as "expiresAt" from event_secrets
    where shop_id = ${shopId} and (expires_at is null or expires_at > ${now}) order by created_at desc
  `.execute(db);
  const current = rows.find(({ expiresAt }) => expiresAt === null);
  const former = rows.find(({ expiresAt }) => expiresAt !== null);
  if (current === undefined) return null;
  return { createdAt: current.createdAt, createdBy: current.createdBy, formerUntil: former?.expiresAt ?? null };
}

/** Whether a secret is one of the shop's that are good. */
export async function isSecret(db: Db, shopId: number, secret: string, now: Date): Promise<boolean> {
  const { rows } = await sql<{ hash: string }>`
    select secret_hash as hash from event_secrets where shop_id = ${shopId} and (expires_at is null or expires_at > ${now})
  `.execute(db);
  const given = Buffer.from(hashOf(secret));
  return rows.some(({ hash }) => timingSafeEqual(Buffer.from(hash), given));
}

/** Secrets are random and long: a plain hash of one says nothing of it. */
function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
