import { sql } from "kysely";

import { orderSnapshotSchema } from "../customers/orders/order-snapshot.ts";
import { append, type TimelineEvent } from "../customers/timeline.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import type { Shop } from "../shops/shop.ts";
import { appendEntries, lockAccounts, type NewEntry } from "./accounts.server.ts";
import { versionFor } from "../program/version-for.ts";
import { availableAt, owed } from "./owed.ts";
import type { Program } from "../program/rules.ts";
import { listPrograms } from "../program/versions.server.ts";

export type OrderRow = { order_id: bigint; customer_id: bigint | null; earns: boolean; snapshot: unknown };

/** What the ledger should hold for one order: nothing for orders from before the install. */
export function targetOf(row: OrderRow, programs: readonly Program[]) {
  const order = orderSnapshotSchema.parse(row.snapshot);
  const program = versionFor(order.createdAt, programs);
  const earns = row.customer_id !== null && row.earns;
  return { order, program, points: earns ? owed(order, program) : 0n };
}

type Target = ReturnType<typeof targetOf>;
type Difference = { customerId: bigint; points: bigint; times: number; target: Target };

/** What is still to be posted for an order: to its owner, and back from whoever owned it before. */
function differencesOf(row: OrderRow, target: Target, posted: readonly Posted[]): Difference[] {
  const owners = new Set([
    ...(row.customer_id === null ? [] : [row.customer_id]),
    ...posted.map(({ customer_id }) => customer_id),
  ]);
  return [...owners].flatMap((customerId) => {
    const before = posted.find(({ customer_id }) => customer_id === customerId);
    const points = (customerId === row.customer_id ? target.points : 0n) - (before?.points ?? 0n);
    return points === 0n ? [] : [{ customerId, points, times: before?.times ?? 0, target }];
  });
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
  // Final, because nobody posts for an order without holding its row.
  const posted = Map.groupBy(await readPosted(db, shop.shopId, orderIds), ({ order_id }) => order_id);
  const differences = orders.rows.flatMap((row) => differencesOf(row, targetOf(row, programs), posted.get(row.order_id) ?? []));
  if (differences.length === 0) return [];

  const accounts = await lockAccounts(db, shop.shopId, [...new Set(differences.map(({ customerId }) => customerId))], now);
  const entries: NewEntry[] = [];
  const events: TimelineEvent[] = [];
  for (const { customerId, points, times, target } of differences) {
    const { order, program } = target;
    const key = `order:${order.orderId}:${customerId}:${times + 1}`;
    const at = availableAt(order, program, shop.timeZone);
    const source = { orderId: order.orderId, programVersion: program.version, actor: "system", reason: null };
    entries.push({ customerId, key, kind: "order", points, availableAt: at, ...source });
    // The points moved when the order did; that we heard of it later is no event of the customer's.
    const occurredAt = order.updatedAt < now ? order.updatedAt : now;
    const data = { points, orderId: order.orderId, orderName: order.name, availableAt: at.toISOString() };
    events.push({ customerId, key, kind: "points.changed", occurredAt, data });
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
