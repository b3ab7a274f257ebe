import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import { plusMs } from "../lib/time.ts";
import { isToldKind, type ToldKind } from "./payload.ts";
import { KEPT_MS } from "./receiver.ts";
import type { Problem } from "./transport.ts";

export type DeliveryState = "waiting" | "delivered" | "failed";
export type Delivery = {
  deliveryId: bigint;
  eventId: bigint;
  customerId: bigint;
  kind: ToldKind;
  occurredAt: Date;
  state: DeliveryState;
  attempts: number;
  /** When one that waits is tried (again). */
  dueAt: Date;
  status: number | null;
  problem: Problem | null;
  settledAt: Date | null;
};

/** What is or was to be sent to a receiver, the newest event first. `beforeEvent` continues a page. */
export async function listDeliveries(
  db: Db,
  shopId: number,
  receiverId: number,
  { state = null, beforeEvent = null, limit }: { state?: DeliveryState | null; beforeEvent?: bigint | null; limit: number },
): Promise<Delivery[]> {
  const { rows } = await sql<Omit<Delivery, "kind"> & { kind: string }>`
    select d.delivery_id as "deliveryId", d.event_id as "eventId", d.customer_id as "customerId", e.kind, e.occurred_at as "occurredAt",
      d.state, d.attempts, d.due_at as "dueAt", d.status, d.problem, d.settled_at as "settledAt"
    from deliveries d join timeline_events e on e.shop_id = d.shop_id and e.event_id = d.event_id
    where d.shop_id = ${shopId} and d.receiver_id = ${receiverId} and (${state}::text is null or d.state = ${state})
      and (${beforeEvent}::bigint is null or d.event_id < ${beforeEvent})
    order by d.event_id desc limit ${limit}
  `.execute(db);
  return rows.flatMap((row) => (isToldKind(row.kind) ? [{ ...row, kind: row.kind }] : []));
}

/** More than this nobody counts. */
export const COUNTED = 1_000;

/** How many wait and how many were given up, of each receiver; at most `COUNTED`. Who has neither is left out. */
export async function countUnsent(db: Db, shopId: number): Promise<Map<number, { waiting: number; failed: number }>> {
  const { rows } = await sql<{ receiverId: number; waiting: number; failed: number }>`
    select r.receiver_id as "receiverId",
      (select count(*)::int from (select from deliveries d where d.shop_id = r.shop_id and d.receiver_id = r.receiver_id and d.state = 'waiting' limit ${COUNTED}) w) as waiting,
      (select count(*)::int from (select from deliveries d where d.shop_id = r.shop_id and d.receiver_id = r.receiver_id and d.state = 'failed' limit ${COUNTED}) f) as failed
    from receivers r where r.shop_id = ${shopId}
  `.execute(db);
  return new Map(rows.map(({ receiverId, waiting, failed }) => [receiverId, { waiting, failed }]));
}

/** Sends again what has been dealt with, as if it had just happened: one delivery, or all that were given up. */
export async function sendAgain(
  db: Db,
  shopId: number,
  receiverId: number,
  which: bigint | "failed",
  now: Date,
): Promise<number> {
  const meant = which === "failed" ? sql`state = 'failed'` : sql`delivery_id = any(${ids([which])})`;
  const { rows } = await sql`
    update deliveries set state = 'waiting', attempts = 0, due_at = ${now}, settled_at = null, status = null, problem = null
    where shop_id = ${shopId} and receiver_id = ${receiverId} and state <> 'waiting' and ${meant} returning 1
  `.execute(db);
  return rows.length;
}

/** What is older than thirty days ends, in all shops, whether it arrived or not. @returns how many */
export async function dropOldDeliveries(db: Db, now: Date, limit = 50_000): Promise<number> {
  const { rows } = await sql`
    delete from deliveries where (shop_id, delivery_id) in (
      select shop_id, delivery_id from deliveries where created_at < ${plusMs(now, -KEPT_MS)} limit ${limit})
    returning 1
  `.execute(db);
  return rows.length;
}
