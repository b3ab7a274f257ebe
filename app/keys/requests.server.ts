import { createHash } from "node:crypto";

import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { stringifyJson } from "../lib/json.ts";
import { ids } from "../lib/rows.server.ts";
import { DAY_MS, MINUTE_MS, plusMs } from "../lib/time.ts";

/** What a write is known by: the key that it came with, and the name that its sender gave it. */
export type RequestName = { shopId: number; keyId: number; name: string };
export type Answered = { status: number; body: unknown };

/** `begun`: it is the caller's to carry out. */
export type Begun = { state: "begun" } | { state: "answered"; answer: Answered } | { state: "under-way" | "another-body" };

/** Whoever carries one out is done by then, or has died. */
const PATIENCE_MS = MINUTE_MS;
const KEPT_MS = 7 * DAY_MS;

/** Begins a write that names itself, or finds what has become of it. @param said where it goes and what it says */
export async function begin(db: Db, id: RequestName, said: string, customerId: bigint, now: Date): Promise<Begun> {
  const digest = createHash("sha256").update(said).digest("base64url");
  const { shopId, keyId, name } = id;
  // Of several at once one writes the row, or takes over what was left behind.
  const { rows: mine } = await sql`
    insert into api_requests as r (shop_id, key_id, idempotency_key, digest, customer_id, begun_at)
    values (${shopId}, ${keyId}, ${name}, ${digest}, ${customerId}, ${now})
    on conflict (shop_id, key_id, idempotency_key) do update set begun_at = excluded.begun_at
      where r.digest = excluded.digest and r.status is null and r.begun_at <= ${plusMs(now, -PATIENCE_MS)}
    returning 1
  `.execute(db);
  if (mine.length > 0) return { state: "begun" };
  const { rows } = await sql<{ digest: string; status: number | null; answer: unknown }>`
    select digest, status, answer from api_requests where shop_id = ${shopId} and key_id = ${keyId} and idempotency_key = ${name}
  `.execute(db);
  const known = rows[0];
  if (known === undefined) return { state: "under-way" };
  if (known.digest !== digest) return { state: "another-body" };
  return known.status === null
    ? { state: "under-way" }
    : { state: "answered", answer: { status: known.status, body: known.answer } };
}

/** Keeps what was answered. */
export async function keepAnswer(db: Db, { shopId, keyId, name }: RequestName, { status, body }: Answered): Promise<void> {
  await sql`
    update api_requests set status = ${status}, answer = ${stringifyJson(body)}::jsonb
    where shop_id = ${shopId} and key_id = ${keyId} and idempotency_key = ${name} and status is null
  `.execute(db);
}

/** It could not be carried out just now: the same may be sent again at once. @param begunAt by whom: what somebody else has taken over since is theirs */
export async function giveUp(db: Db, { shopId, keyId, name }: RequestName, begunAt: Date): Promise<void> {
  await sql`
    delete from api_requests
    where shop_id = ${shopId} and key_id = ${keyId} and idempotency_key = ${name} and status is null and begun_at = ${begunAt}
  `.execute(db);
}

/** Forgets names that nobody sends any more, in all shops. @returns how many */
export async function dropOldRequests(db: Db, now: Date, limit = 10_000): Promise<number> {
  const { rows } = await sql`
    delete from api_requests where (shop_id, key_id, idempotency_key) in (
      select shop_id, key_id, idempotency_key from api_requests where begun_at < ${plusMs(now, -KEPT_MS)} limit ${limit})
    returning 1
  `.execute(db);
  return rows.length;
}

export async function forgetRequests(tx: Db, shopId: number, customerIds: readonly bigint[]): Promise<void> {
  await sql`delete from api_requests where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(tx);
}

export async function mergeRequests(
  tx: Db,
  shopId: number,
  { goneId, keptId }: { goneId: bigint; keptId: bigint },
): Promise<void> {
  await sql`update api_requests set customer_id = ${keptId} where shop_id = ${shopId} and customer_id = ${goneId}`.execute(tx);
}
