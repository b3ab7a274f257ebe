import { randomBytes } from "node:crypto";

import { sql, type RawBuilder } from "kysely";

import type { Db, Tx } from "../db.server.ts";
import { recordset } from "../lib/rows.server.ts";
import { plusMs } from "../lib/time.ts";
import { keyring } from "../secrets/keyring.server.ts";
import { open, resealed, seal, type Keyring } from "../secrets/sealed.ts";
import type { ToldKind } from "./payload.ts";
import { kindsIn, MOST_RECEIVERS, OVERLAP_MS, type NewReceiver, type ReceiverKind } from "./receiver.ts";
import type { Problem } from "./transport.ts";
import { secretText } from "./webhook/sign.ts";

export type Receiver = {
  receiverId: number;
  kind: ReceiverKind;
  /** Null: Shopify Flow, which has none. */
  url: string | null;
  kinds: ToldKind[];
  /** `paused`: by a merchant, or (where there is a `problem`) because nothing got through. */
  state: "active" | "paused";
  failingSince: Date | null;
  problem: Problem | null;
  formerUntil: Date | null;
  createdAt: Date;
  createdBy: string;
};

type Row = Omit<Receiver, "kinds"> & { kinds: string[] };

/** Bound to the shop: another's opens nothing. */
const placeOf = (shopId: number) => `receiver:${shopId}`;
const newSecret = () => secretText(randomBytes(32));

/** Makes a receiver. @returns its secret, which no page shows again; null where the shop has as many as it may */
export async function makeReceiver(
  db: Db,
  shopId: number,
  { url, kinds }: NewReceiver,
  actor: string,
  now: Date,
): Promise<{ receiverId: number; secret: string } | null> {
  const secret = newSecret();
  return db.transaction().execute(async (tx) => {
    // One at a time: the shop's row stands for its receivers.
    await sql`select 1 from shops where shop_id = ${shopId} for no key update`.execute(tx);
    const { rows: all } = await sql<{ many: number }>`
      select count(*)::int as many from receivers where shop_id = ${shopId} and kind = 'webhook'
    `.execute(tx);
    if ((all[0]?.many ?? 0) >= MOST_RECEIVERS) return null;
    const { rows } = await sql<{ receiver_id: number }>`
      insert into receivers (shop_id, kind, url, kinds, secret, created_at, created_by)
      values (${shopId}, 'webhook', ${url}, ${kinds}::text[], ${seal(secret, placeOf(shopId), keyring())}, ${now}, ${actor})
      returning receiver_id
    `.execute(tx);
    return { receiverId: rows[0]?.receiver_id ?? 0, secret };
  });
}

/** A shop's receivers, as they were made; all, or the one that is asked for. */
export async function listReceivers(db: Db, shopId: number, now: Date, receiverId: number | null = null): Promise<Receiver[]> {
  const { rows } = await sql<Row>`
    select receiver_id as "receiverId", kind, url, coalesce(kinds, '{}') as kinds, state, failing_since as "failingSince", problem,
      case when former_until > ${now} then former_until end as "formerUntil", created_at as "createdAt", created_by as "createdBy"
    from receivers where shop_id = ${shopId} and (${receiverId}::int is null or receiver_id = ${receiverId}) order by receiver_id
  `.execute(db);
  return rows.map((row) => ({ ...row, kinds: kindsIn(row.kinds) }));
}

/** Chooses what a webhook is told of from now on. */
export async function chooseKinds(db: Db, shopId: number, receiverId: number, kinds: readonly ToldKind[]): Promise<void> {
  await sql`
    update receivers set kinds = ${[...kinds]}::text[]
    where shop_id = ${shopId} and receiver_id = ${receiverId} and kind = 'webhook'
  `.execute(db);
}

/** Nothing is sent until it is resumed; what happens meanwhile waits. Nothing stands there of failures: by them one knows a pause that nobody has made. */
export async function pauseReceiver(db: Db, shopId: number, receiverId: number): Promise<void> {
  await sql`
    update receivers set state = 'paused', problem = null, failures = 0, failing_since = null, rest_until = null
    where shop_id = ${shopId} and receiver_id = ${receiverId} and state = 'active'
  `.execute(db);
}

/** What waits is sent at once, as if nothing had failed. */
export async function resumeReceiver(db: Db, shopId: number, receiverId: number, now: Date): Promise<void> {
  await db.transaction().execute((tx) => resumeIn(tx, shopId, receiverId, now));
}

/** As `resumeReceiver`, within a transaction. */
export async function resumeIn(tx: Tx, shopId: number, receiverId: number, now: Date): Promise<void> {
  await sql`
    update receivers set state = 'active', failures = 0, failing_since = null, rest_until = null, problem = null
    where shop_id = ${shopId} and receiver_id = ${receiverId}
  `.execute(tx);
  await sql`
    update deliveries set due_at = least(due_at, ${now}::timestamptz), attempts = 0
    where shop_id = ${shopId} and receiver_id = ${receiverId} and state = 'waiting'
  `.execute(tx);
}

/** Makes another secret; the one before signs beside it for a day. @returns the new one, which no page shows again; null for a webhook that there is not */
export async function replaceSecret(db: Db, shopId: number, receiverId: number, now: Date): Promise<string | null> {
  const secret = newSecret();
  const { rows } = await sql`
    update receivers set former_secret = secret, former_until = ${plusMs(now, OVERLAP_MS)}, secret = ${seal(secret, placeOf(shopId), keyring())}
    where shop_id = ${shopId} and receiver_id = ${receiverId} and kind = 'webhook' returning 1
  `.execute(db);
  return rows.length > 0 ? secret : null;
}

/** With all that waits for it, and its log. Shopify Flow stays: whether it is told is decided there. */
export async function removeReceiver(db: Db, shopId: number, receiverId: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql`
      delete from receivers where shop_id = ${shopId} and receiver_id = ${receiverId} and kind = 'webhook' returning 1
    `.execute(tx);
    if (rows.length === 0) return;
    await sql`delete from deliveries where shop_id = ${shopId} and receiver_id = ${receiverId}`.execute(tx);
  });
}

/** The secrets that sign for a receiver now, the current one first. @throws SealError when they cannot be opened */
export function openSecrets(
  shopId: number,
  { secret, formerSecret, formerUntil }: { secret: string | null; formerSecret: string | null; formerUntil: Date | null },
  now: Date,
): string[] {
  if (secret === null) return [];
  const sealed = formerSecret !== null && formerUntil !== null && formerUntil > now ? [secret, formerSecret] : [secret];
  return sealed.map((one) => open(one, placeOf(shopId), keyring()));
}

/** Seals anew what an older key has sealed. @returns of how many receivers */
export async function sealReceiverSecrets(db: Db, keys: Keyring): Promise<number> {
  const current = `sealed:${keys[0].id}:`;
  const { rows } = await sql<{ shop_id: number; receiver_id: number; secret: string; former_secret: string | null }>`
    select shop_id, receiver_id, secret, former_secret from receivers
    where not starts_with(secret, ${current}) or not starts_with(coalesce(former_secret, ${current}), ${current})
  `.execute(db);
  let changed = 0;
  for (const [shopId, own] of Map.groupBy(rows, ({ shop_id }) => shop_id)) {
    const sealed = own.map(({ receiver_id, secret, former_secret }) => ({
      ...{ receiver_id, before: secret, secret: resealed(secret, placeOf(shopId), keys) },
      former_secret: former_secret && resealed(former_secret, placeOf(shopId), keys),
    }));
    const { rows: done } = await sql`
      update receivers r set secret = t.secret, former_secret = t.former_secret
      from ${recordset(sealed)} as t(receiver_id int, before text, secret text, former_secret text)
      where r.shop_id = ${shopId} and r.receiver_id = t.receiver_id and r.secret = t.before returning 1
    `.execute(db);
    changed += done.length;
  }
  return changed;
}

/**
 * Whether any receiver of the shop's is told of a kind, as SQL. For what happens often and is written down for receivers alone: where none has chosen it, it costs
 * nothing.
 */
export function isTold(shopId: number, kind: ToldKind): RawBuilder<boolean> {
  return sql`exists (select from receivers r where r.shop_id = ${shopId} and ${kind}::text = any(r.kinds))`;
}

/** As `isTold`, asked by itself. */
export async function hearsOf(db: Db, shopId: number, kind: ToldKind): Promise<boolean> {
  const { rows } = await sql<{ told: boolean }>`select ${isTold(shopId, kind)} as told`.execute(db);
  return rows[0]?.told ?? false;
}
