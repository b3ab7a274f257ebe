import { sql } from "kysely";

import { isExcluded, parseExclusions } from "../../customers/exclusions/exclusion.ts";
import { exclusionsOf } from "../../customers/exclusions/exclusions.server.ts";
import { knownAt, placedAt } from "../../customers/orders/earns.ts";
import { orderSnapshotSchema } from "../../facts/order-snapshot.ts";
import { append, type TimelineEvent } from "../../customers/timeline.server.ts";
import type { Db } from "../../db.server.ts";
import { together } from "../../db/together.ts";
import { ids } from "../../lib/rows.server.ts";
import type { Program } from "../../program/rules/rules.ts";
import { versionFor } from "../../program/version-for.ts";
import { listPrograms } from "../../program/versions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { appendEntries, holdAccounts, lockAccounts, type Held, type NewEntry } from "../accounts.server.ts";
import { earningSchema, type Earning } from "./earning.ts";
import { availableAt, owed } from "./owed.ts";
import { noteEarnings } from "./earnings.server.ts";

export type OrderRow = {
  order_id: bigint;
  customer_id: bigint | null;
  earns: boolean;
  program_version: number | null;
  points_from: Date | null;
  earning: unknown;
  first_seen_at: Date;
  snapshot: unknown;
  /** Of its customer (`parseExclusions`). */
  exclusions: unknown;
};

/** The columns of an `OrderRow`. */
export const orderColumns = sql`order_id, customer_id, earns, program_version, points_from, earning, first_seen_at, snapshot,
  ${exclusionsOf(sql`orders.shop_id`, sql`orders.customer_id`)} as exclusions`;

/** Why an order brings nothing, whatever is in it: the program did not run for its customer when it was placed, or its customer was kept out of it. */
export type Left = "not-earning" | "excluded";

/**
 * An order with what decides its points: the version pinned to it, else the one in force when it was placed; how often its lines count; and why it is left
 * out, if it is.
 */
export function readRow(row: OrderRow, programs: readonly Program[]) {
  const order = orderSnapshotSchema.parse(row.snapshot);
  const pinned = programs.find(({ version }) => version === row.program_version);
  const program = pinned ?? versionFor(placedAt(order), programs);
  const earning = row.earning === null ? null : earningSchema.parse(row.earning);
  const excluded = isExcluded(parseExclusions(row.exclusions), knownAt(order, row.first_seen_at));
  const left: Left | null = excluded ? "excluded" : row.earns ? null : "not-earning";
  return { row, order, program, earning, left };
}

export type ReadRow = ReturnType<typeof readRow>;

/** What the ledger should hold for one order: nothing for guests, for orders of customers who were excluded, and for orders from before the install that were not awarded since. */
export function targetOf({ row, order, program, left }: ReadRow, earning: Earning | null): bigint {
  return row.customer_id !== null && left === null ? owed(order, program, earning ?? undefined) : 0n;
}

type Difference = {
  customerId: bigint;
  points: bigint;
  times: number;
  /** When what was posted before can be spent. */
  postedFor: Date | null;
  item: ReadRow;
};

/** What is still to be posted for an order: to its owner, and back from whoever owned it before. */
function differencesOf(item: ReadRow, target: bigint, posted: readonly Posted[]): Difference[] {
  const { row } = item;
  const owners = new Set([
    ...(row.customer_id === null ? [] : [row.customer_id]),
    ...posted.map(({ customer_id }) => customer_id),
  ]);
  return [...owners].flatMap((customerId) => {
    const before = posted.find(({ customer_id }) => customer_id === customerId);
    const points = (customerId === row.customer_id ? target : 0n) - (before?.points ?? 0n);
    // What moves to a new owner keeps the age that it has.
    const postedFor = before?.available_at ?? posted[0]?.available_at ?? null;
    return points === 0n ? [] : [{ customerId, points, times: before?.times ?? 0, postedFor, item }];
  });
}

/** A reversal takes points when they would have come. Past orders that are awarded later bring points whose age begins with the award. */
function availabilityOf({ points, postedFor, item: { row, order, program } }: Difference, shop: Shop, now: Date): Date {
  const regular = availableAt(order, program, shop.timeZone);
  if (postedFor !== null && (points < 0n || row.program_version !== null)) return postedFor;
  if (row.points_from !== null) return row.points_from;
  return row.program_version !== null && regular < now ? now : regular;
}

type Posted = { order_id: bigint; customer_id: bigint; points: bigint; times: number; available_at: Date };

/** What `settleOrders` starts from. Final until something changes the orders, because nobody posts for one without holding its row. */
export type Settling = { rows: OrderRow[]; posted: Posted[]; held: Held };

/** @param customerIds who is likely to be given points, and whose accounts are held with the orders */
export async function readSettling(
  db: Db,
  shopId: number,
  orderIds: readonly bigint[],
  customerIds: readonly bigint[],
): Promise<Settling> {
  const [rows, posted, held] = await together([
    holdOrders(db, shopId, orderIds),
    readPosted(db, shopId, orderIds),
    holdAccounts(db, shopId, customerIds),
  ]);
  return { rows, posted, held };
}

/**
 * Posts, for each order, the difference between what it is worth now and what has been posted for it, to whoever owns it now. Calling it again,
 * or for orders that have not changed, posts nothing. @param settling what was read of them already @returns the customers whose balance changed
 */
export async function settleOrders(
  db: Db,
  shop: Shop,
  orderIds: readonly bigint[],
  now: Date,
  settling?: Settling,
): Promise<bigint[]> {
  if (orderIds.length === 0) return [];
  const programs = await listPrograms(db, shop.shopId);
  const { rows, posted: allPosted, held } = settling ?? (await readSettling(db, shop.shopId, orderIds, []));
  const read = rows.map((row) => readRow(row, programs));
  const noted = await noteEarnings(
    db,
    shop.shopId,
    read.flatMap((item) =>
      item.row.customer_id === null || !item.row.earns ? [] : [{ ...item, customerId: item.row.customer_id }],
    ),
  );
  const posted = Map.groupBy(allPosted, ({ order_id }) => order_id);
  const differences = read.flatMap((item) => {
    const target = targetOf(item, noted.get(item.row.order_id) ?? item.earning);
    return differencesOf(item, target, posted.get(item.row.order_id) ?? []);
  });
  if (differences.length === 0) return [];

  const accounts = await lockAccounts(db, shop.shopId, [...new Set(differences.map(({ customerId }) => customerId))], now, held);
  const posts = differences.map((difference): Post => {
    const { customerId, points, times, item } = difference;
    const { order, program } = item;
    const key = `order:${order.orderId}:${customerId}:${times + 1}`;
    const availableAt = availabilityOf(difference, shop, now);
    const entry: NewEntry = {
      ...{ customerId, key, kind: "order", points, tierPoints: points, availableAt, earnedAt: placedAt(order) },
      ...{ orderId: order.orderId, programVersion: program.version, actor: "system" },
    };
    return { entry, item };
  });
  await appendEntries(
    db,
    shop,
    accounts,
    posts.map(({ entry }) => entry),
    now,
  );
  await append(db, shop.shopId, eventsOf(posts, await readKept(db, shop.shopId, posts), now), now);
  return [...new Set(posts.map(({ entry }) => entry.customerId))];
}

type Post = { entry: NewEntry; item: ReadRow };

/** What customers' timelines tell. That a merge moves an order's points between accounts of one person is nothing that happened: what is left of both is told of whom is kept. */
function eventsOf(posts: readonly Post[], kept: ReadonlyMap<bigint, bigint>, now: Date): TimelineEvent[] {
  const person = ({ customerId }: NewEntry) => kept.get(customerId) ?? customerId;
  const groups = Map.groupBy(posts, ({ entry, item }) => `${item.order.orderId} ${person(entry)}`);
  return [...groups.values()].flatMap(([first, ...others]): TimelineEvent[] => {
    if (first === undefined) return [];
    const { entry, item } = first;
    const { orderId, name: orderName, updatedAt } = item.order;
    const points = others.reduce((sum, other) => sum + other.entry.points, entry.points);
    if (points === 0n) return [];
    // The points moved when the order did; that we heard of it later is no event of the customer's.
    const occurredAt = updatedAt < now ? updatedAt : now;
    const data = { points, orderId, orderName, availableAt: entry.availableAt.toISOString() };
    return [{ customerId: person(entry), key: entry.key, kind: "points.changed", occurredAt, data }];
  });
}

/** Who owned one of these orders before and has become another customer since: whom. */
async function readKept(db: Db, shopId: number, posts: readonly Post[]): Promise<Map<bigint, bigint>> {
  const former = posts.flatMap(({ entry, item }) => (entry.customerId === item.row.customer_id ? [] : [entry.customerId]));
  if (former.length === 0) return new Map();
  const { rows } = await sql<{ gone: bigint; kept: bigint }>`
    select customer_id as gone, merged_into as kept from customers
    where shop_id = ${shopId} and customer_id = any(${ids(former)}) and merged_into is not null
  `.execute(db);
  return new Map(rows.map(({ gone, kept }) => [gone, kept]));
}

async function holdOrders(db: Db, shopId: number, orderIds: readonly bigint[]): Promise<OrderRow[]> {
  const { rows } = await sql<OrderRow>`
    select ${orderColumns} from orders where shop_id = ${shopId} and order_id = any(${ids(orderIds)}) order by order_id for update
  `.execute(db);
  return rows;
}

/** What orders themselves have brought; bonuses and redemptions that name an order are not its points. */
async function readPosted(db: Db, shopId: number, orderIds: readonly bigint[]): Promise<Posted[]> {
  const { rows } = await sql<Posted>`
    select order_id, customer_id, sum(points)::bigint as points, count(*)::int as times, max(available_at) as available_at
    from ledger_entries where shop_id = ${shopId} and order_id = any(${ids(orderIds)}) and kind = 'order'
    group by order_id, customer_id order by order_id, customer_id
  `.execute(db);
  return rows;
}
