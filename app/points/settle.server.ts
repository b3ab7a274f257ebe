import { sql } from "kysely";

import { orderSnapshotSchema } from "../customers/orders/order-snapshot.ts";
import { append, type TimelineEvent } from "../customers/timeline.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import type { Shop } from "../shops/shop.ts";
import { appendEntries, lockAccounts, type NewEntry } from "./accounts.server.ts";
import { availableAt, owed, programFor } from "./owed.ts";
import type { Program } from "./program.ts";
import { listPrograms } from "./programs.server.ts";

export type OrderRow = { order_id: bigint; customer_id: bigint | null; earns: boolean; snapshot: unknown };

/** What the ledger should hold for one order: nothing for orders from before the install. */
export function targetOf(row: OrderRow, programs: readonly Program[]) {
  const order = orderSnapshotSchema.parse(row.snapshot);
  const program = programFor(order.createdAt, programs);
  const earns = row.customer_id !== null && row.earns;
  return { order, program, points: earns ? owed(order, program) : 0n };
}

type Posted = { order_id: bigint; customer_id: bigint; points: bigint; times: number };

/**
 * Posts, for each order, the difference between what it is worth now and what has been posted for it, to whoever owns it now. Calling it again,
 * or for orders that have not changed, posts nothing. @returns the customers whose balance changed
 */
export async function settleOrders(db: Db, shop: Shop, orderIds: readonly bigint[], now: Date): Promise<bigint[]> {
  if (orderIds.length === 0) return [];
  const programs = await listPrograms(db, shop.shopId);
  const orders = await sql<OrderRow>`
    select order_id, customer_id, earns, snapshot from orders
    where shop_id = ${shop.shopId} and order_id = any(${ids(orderIds)}) order by order_id for update
  `.execute(db);
  const posted = await readPosted(db, shop.shopId, orderIds);
  const concerned = [...orders.rows.flatMap((row) => row.customer_id ?? []), ...posted.map((row) => row.customer_id)];
  const customerIds = [...new Set(concerned)];
  if (customerIds.length === 0) return [];

  // Only now that no other transaction can post to these accounts is what has been posted final.
  const accounts = await lockAccounts(db, shop.shopId, customerIds, now);
  const final = await readPosted(db, shop.shopId, orderIds);
  const entries: NewEntry[] = [];
  const events: TimelineEvent[] = [];
  for (const row of orders.rows) {
    const target = targetOf(row, programs);
    const forOrder = final.filter(({ order_id }) => order_id === row.order_id);
    const owners = new Set([
      ...(row.customer_id === null ? [] : [row.customer_id]),
      ...forOrder.map(({ customer_id }) => customer_id),
    ]);
    for (const customerId of owners) {
      const before = forOrder.find(({ customer_id }) => customer_id === customerId);
      const points = (customerId === row.customer_id ? target.points : 0n) - (before?.points ?? 0n);
      if (points === 0n) continue;
      const key = `order:${row.order_id}:${customerId}:${(before?.times ?? 0) + 1}`;
      const programVersion = target.program.version;
      const at = availableAt(target.order, target.program, shop.timeZone);
      const shared = { customerId, key, points };
      entries.push({
        ...shared,
        kind: "order",
        availableAt: at,
        orderId: row.order_id,
        programVersion,
        actor: "system",
        reason: null,
      });
      const data = { points, orderId: row.order_id, orderName: target.order.name, availableAt: at.toISOString() };
      // The points moved when the order did; that we heard of it later is no event of the customer's.
      const occurredAt = target.order.updatedAt < now ? target.order.updatedAt : now;
      events.push({ customerId, key, kind: "points.changed", occurredAt, data });
    }
  }
  await appendEntries(db, shop.shopId, accounts, entries, now);
  await append(db, shop.shopId, events, now);
  return [...new Set(entries.map(({ customerId }) => customerId))];
}

async function readPosted(db: Db, shopId: number, orderIds: readonly bigint[]): Promise<Posted[]> {
  const { rows } = await sql<Posted>`
    select order_id, customer_id, sum(points)::bigint as points, count(*)::int as times
    from ledger_entries where shop_id = ${shopId} and order_id = any(${ids(orderIds)})
    group by order_id, customer_id order by order_id, customer_id
  `.execute(db);
  return rows;
}
