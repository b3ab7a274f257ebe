import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { sending, together } from "../../db/together.ts";
import { stringifyJson } from "../../lib/json.ts";
import { ids, recordset } from "../../lib/rows.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { FactOf } from "../../facts/fact.ts";
import { admittedAt, earnsByItself, placedAt, type Admission } from "./earns.ts";
import { noteFates, type FateFact } from "./fates.server.ts";
import { isWithdrawn, NO_FATE, withFate, withoutFate, type Fate } from "./order-fate.ts";
import { arrivalKey, milestonesOf, orderEvents } from "./order-events.ts";
import { fulfilledAtOf, paidAtOf } from "./order-reached.ts";
import { hasArrived, type Arrival } from "./parcels/arrival.ts";
import { arrivalColumns, findArrivals } from "./parcels/arrivals.server.ts";
import { noteParcels } from "./parcels/parcels.server.ts";
import { isUndecided, mergeOrders, mergeRefunds } from "./snapshot/order-merge.ts";
import { netOf } from "./worth/order-net.ts";
import { isReceivedKnown } from "./snapshot/order-received.ts";
import {
  orderSnapshotSchema,
  refundSnapshotSchema,
  type OrderSnapshot,
  type RefundSnapshot,
} from "../../facts/order-snapshot.ts";
import { takeBack, tell } from "../timeline.server.ts";

export type AppliedOrders = {
  /** Orders whose row was written. */
  orderIds: bigint[];
  /** Those that from now on bring their customers points and did not before, with when they were placed. */
  fresh: { orderId: bigint; customerId: bigint; at: Date }[];
  /** Their owners, before and after. */
  customerIds: bigint[];
  /** Orders that a refund mentions and nobody has seen, or of whose payment their latest body leaves something untold: to be read from Shopify. */
  unknownOrderIds: bigint[];
  /** Orders of which two states of one second are known, and nothing says which came later: to be read when that second is over. */
  undecidedOrderIds: bigint[];
};

type Known = {
  order_id: bigint;
  customer_id: bigint | null;
  claimed_by: bigint | null;
  earns: boolean;
  awaits_tag: string | null;
  first_seen_at: Date;
  /** Its arrival has been told of. */
  arrival_told: boolean;
  snapshot: unknown;
};
type Merged = {
  order: OrderSnapshot;
  earns: boolean;
  /** It earns if its customer carries this tag. */
  awaitsTag: string | null;
  claimedBy: bigint | null;
  owner: bigint | null;
  ownerBefore: bigint | null;
  earnedBefore: boolean;
  fate: Fate;
};

export type OrderFact = FactOf<"order" | "refund" | "parcel" | "parcel-event"> | FateFact;

const NOTHING: AppliedOrders = { orderIds: [], fresh: [], customerIds: [], unknownOrderIds: [], undecidedOrderIds: [] };

/** What is known of the orders that facts tell of, before these are applied. */
export type KnownOrders = {
  orderIds: readonly bigint[];
  rows: ReadonlyMap<bigint, Known>;
  parked: ReadonlyMap<bigint, RefundSnapshot[]>;
  fates: ReadonlyMap<bigint, Fate>;
  people: Owners;
};

/** Reads and locks what `applyOrders` starts from. Customers who become one have done so before. */
export async function readOrders(db: Db, shop: Shop, facts: readonly OrderFact[]): Promise<KnownOrders> {
  const orderIds = [...new Set(facts.map((fact) => (fact.kind === "order" ? fact.order.orderId : fact.orderId)))];
  if (orderIds.length === 0) return { orderIds, rows: new Map(), parked: new Map(), fates: new Map(), people: new Map() };
  const named = facts.flatMap((fact) => (fact.kind === "order" ? (fact.order.customerId ?? []) : []));
  const [rows, parked, fates, people] = await together([
    readKnown(db, shop.shopId, orderIds),
    readParked(db, shop.shopId, orderIds),
    noteFates(
      db,
      shop.shopId,
      orderIds,
      facts.filter((fact) => fact.kind === "order-deleted" || fact.kind === "dispute"),
    ),
    readOwners(db, shop.shopId, named),
    noteParcels(
      db,
      shop.shopId,
      facts.filter((fact) => fact.kind === "parcel" || fact.kind === "parcel-event"),
    ),
  ]);
  return { orderIds, rows, parked, fates, people };
}

/**
 * Keeps orders as their latest snapshots, for whoever their customers are by now.
 * @param admissionAt whose orders earn that were placed at an instant. In a test those first seen by now await their customers' tags (`admitAwaiting`)
 * @param known what `readOrders` has read of them in this transaction; null: nothing yet
 */
export async function applyOrders(
  db: Db,
  shop: Shop,
  facts: readonly OrderFact[],
  admissionAt: (placed: Date) => Admission,
  now: Date,
  known: KnownOrders | null = null,
): Promise<AppliedOrders> {
  const { orderIds, rows, parked, fates, people } = known ?? (await readOrders(db, shop, facts));
  if (orderIds.length === 0) return NOTHING;
  const merged = new Map<bigint, Merged>();
  const unknown = new Map<bigint, RefundSnapshot[]>();
  const undecided: bigint[] = [];
  for (const orderId of orderIds) {
    const row = rows.get(orderId);
    const before = row === undefined ? [] : [withoutFate(orderSnapshotSchema.parse(row.snapshot))];
    const snapshots = [...before, ...ordersIn(facts, orderId)];
    const fate = fates.get(orderId) ?? NO_FATE;
    const refunds = mergeRefunds(parked.get(orderId) ?? [], refundsIn(facts, orderId));
    const [first, ...rest] = snapshots;
    if (first === undefined) {
      unknown.set(orderId, refunds);
      continue;
    }
    const latest = rest.reduce(mergeOrders, first);
    if (snapshots.some((other) => isUndecided(other, latest))) undecided.push(orderId);
    const order = withFate({ ...latest, refunds: mergeRefunds(latest.refunds, refunds) }, fate);
    const announced = facts.some((fact) => fact.kind === "order" && fact.order.orderId === orderId && fact.announced);
    const admission = earnsByItself(order, announced, shop.installedAt)
      ? admissionAt(admittedAt(order, row?.first_seen_at ?? now, shop.firstInstalledAt))
      : "nobody";
    // Kept once true: an order that earned goes on earning after the app was removed and installed again.
    const earns = (row?.earns ?? false) || admission === "everybody";
    const awaitsTag = row === undefined && typeof admission !== "string" ? admission.tag : (row?.awaits_tag ?? null);
    const claimedBy = row?.claimed_by ?? null;
    const ownerBefore = row?.customer_id ?? null;
    const earnedBefore = (row?.earns ?? false) && ownerBefore !== null;
    const owner = order.customerId ?? claimedBy;
    merged.set(orderId, { order, earns, awaitsTag, claimedBy, owner, ownerBefore, earnedBefore, fate });
  }

  const owned = await followOwners(db, shop.shopId, merged, people);
  await claimByAddress(db, shop.shopId, merged);
  await addCustomers(db, shop.shopId, merged, owned);
  const arrivals = await findArrivals(db, shop, [...merged.values()]);
  await writeOrders(db, shop.shopId, merged, arrivals, now);
  await unpark(
    db,
    shop.shopId,
    [...parked.keys()].filter((orderId) => merged.has(orderId)),
  );
  await park(db, shop.shopId, unknown, now);
  await tell(
    db,
    shop.shopId,
    [...merged.values()].flatMap(({ order, owner }) =>
      owner === null ? [] : milestonesOf(order, owner, arrivals.get(order.orderId) ?? null, now),
    ),
    now,
    [...merged.values()].flatMap(({ order, owner, fate }) => (owner === null ? [] : orderEvents(order, owner, fate))),
  );
  const early = [...merged.values()].filter(
    ({ order: { orderId } }) => rows.get(orderId)?.arrival_told === true && !hasArrived(arrivals.get(orderId), now),
  );
  await takeBack(
    db,
    shop.shopId,
    early.map(({ order }) => arrivalKey(order)),
  );
  const owners = [...merged.values()].flatMap(({ owner, ownerBefore }) => [owner, ownerBefore]).filter((id) => id !== null);
  const fresh = [...merged.values()].flatMap(({ order, owner, earns, earnedBefore }) =>
    owner !== null && earns && !earnedBefore ? [{ orderId: order.orderId, customerId: owner, at: placedAt(order) }] : [],
  );
  const untold = [...merged.values()].filter(({ order }) => !isWithdrawn(order) && !isReceivedKnown(order));
  const gone = new Set(facts.flatMap((fact) => (fact.kind === "order-deleted" ? fact.orderId : [])));
  return {
    ...{ orderIds: [...merged.keys()], fresh, customerIds: [...new Set(owners)] },
    unknownOrderIds: [...unknown.keys(), ...untold.map(({ order }) => order.orderId)].filter((orderId) => !gone.has(orderId)),
    undecidedOrderIds: undecided,
  };
}

/**
 * Gives guest orders placed with these addresses to the customers who now have them. @param except orders that `applyOrders` gives to their owners itself
 * @returns what changed hands
 */
export async function claimGuestOrders(
  db: Db,
  shop: Shop,
  emails: readonly string[],
  except: readonly bigint[],
  now: Date,
): Promise<AppliedOrders> {
  if (emails.length === 0) return NOTHING;
  const { rows } = await sql<{ order_id: bigint; customer_id: bigint; created_at: Date; earns: boolean; snapshot: unknown }>`
    update orders o set claimed_by = c.customer_id, customer_id = c.customer_id
    from (
      select distinct on (email) email, customer_id from customers
      where shop_id = ${shop.shopId} and email = any(${[...emails]}::text[]) and email_verified
        and deleted_at is null and redacted_at is null and merged_into is null
      order by email, customer_id
    ) c
    where o.shop_id = ${shop.shopId} and o.customer_id is null and o.email = c.email and o.order_id <> all(${ids(except)})
    returning o.order_id, o.customer_id, o.created_at, o.earns, o.snapshot
  `.execute(db);
  if (rows.length === 0) return NOTHING;
  const orderIds = rows.map((row) => row.order_id);
  const fates = await noteFates(db, shop.shopId, orderIds, []);
  const events = rows.flatMap((row) => {
    const order = orderSnapshotSchema.parse(row.snapshot);
    const data = { orderId: row.order_id, orderName: order.name };
    const claimed = {
      customerId: row.customer_id,
      kind: "order.claimed" as const,
      key: `order:${row.order_id}:claimed`,
      occurredAt: now,
      data,
    };
    return [...orderEvents(order, row.customer_id, fates.get(row.order_id)), claimed];
  });
  const owned = rows.map(({ customer_id, snapshot }) => ({ owner: customer_id, order: orderSnapshotSchema.parse(snapshot) }));
  const arrivals = await findArrivals(db, shop, owned);
  const reached = owned.flatMap(({ order, owner }) => milestonesOf(order, owner, arrivals.get(order.orderId) ?? null, now));
  await tell(db, shop.shopId, reached, now, events);
  return {
    orderIds,
    fresh: rows.flatMap((row) => (row.earns ? [{ orderId: row.order_id, customerId: row.customer_id, at: row.created_at }] : [])),
    customerIds: [...new Set(rows.map((row) => row.customer_id))],
    unknownOrderIds: [],
    undecidedOrderIds: [],
  };
}

function ordersIn(facts: readonly OrderFact[], orderId: bigint): OrderSnapshot[] {
  return facts.flatMap((fact) => (fact.kind === "order" && fact.order.orderId === orderId ? [fact.order] : []));
}

function refundsIn(facts: readonly OrderFact[], orderId: bigint): RefundSnapshot[] {
  return facts.flatMap((fact) => (fact.kind === "refund" && fact.orderId === orderId ? [fact.refund] : []));
}

async function readKnown(db: Db, shopId: number, orderIds: readonly bigint[]): Promise<Map<bigint, Known>> {
  const { rows } = await sql<Known>`
    select order_id, customer_id, claimed_by, earns, awaits_tag, first_seen_at,
      arrives_at is not null and arrival_due_at is null as arrival_told, snapshot
    from orders
    where shop_id = ${shopId} and order_id = any(${ids(orderIds)}) order by order_id for update
  `.execute(db);
  return new Map(rows.map((row) => [row.order_id, row]));
}

/** Refunds that came before their orders. */
async function readParked(db: Db, shopId: number, orderIds: readonly bigint[]): Promise<Map<bigint, RefundSnapshot[]>> {
  const { rows } = await sql<{ order_id: bigint; refund: unknown }>`
    select order_id, refund from order_refunds where shop_id = ${shopId} and order_id = any(${ids(orderIds)})
  `.execute(db);
  const parked = new Map<bigint, RefundSnapshot[]>();
  for (const { order_id, refund } of rows)
    parked.set(order_id, [...(parked.get(order_id) ?? []), refundSnapshotSchema.parse(refund)]);
  return parked;
}

async function unpark(db: Db, shopId: number, arrived: readonly bigint[]): Promise<void> {
  if (arrived.length === 0) return;
  await sql`delete from order_refunds where shop_id = ${shopId} and order_id = any(${ids(arrived)})`.execute(sending(db));
}

async function park(db: Db, shopId: number, unknown: ReadonlyMap<bigint, RefundSnapshot[]>, now: Date): Promise<void> {
  const rows = [...unknown].flatMap(([orderId, refunds]) =>
    refunds.map((refund) => ({ order_id: orderId, refund_id: refund.refundId, refund })),
  );
  if (rows.length === 0) return;
  await sql`
    insert into order_refunds (shop_id, order_id, refund_id, refund, recorded_at)
    select ${shopId}, order_id, refund_id, refund, ${now} from ${recordset(rows)} as t(order_id bigint, refund_id bigint, refund jsonb)
    on conflict (shop_id, order_id, refund_id) do update set refund = excluded.refund
  `.execute(sending(db));
}

/**
 * Snapshots name customers as they were: the one that is kept may be older than a merge, and who has been erased stays erased, so that a later snapshot
 * of their order does not bring their address back. @returns the owners that are known
 */
async function followOwners(
  db: Db,
  shopId: number,
  merged: ReadonlyMap<bigint, Merged>,
  people: Owners,
): Promise<ReadonlySet<bigint>> {
  const others = [...merged.values()].flatMap(({ owner }) => (owner === null || people.has(owner) ? [] : [owner]));
  const known = others.length === 0 ? people : new Map([...people, ...(await readOwners(db, shopId, others))]);
  for (const entry of merged.values()) {
    const found = entry.owner === null ? null : (known.get(entry.owner) ?? null);
    if (found === null) continue;
    entry.owner = found.mergedInto ?? entry.owner;
    if (found.redacted) entry.order = { ...entry.order, email: null };
  }
  return new Set(
    [...known].flatMap(([id, found]) => (found === null ? [] : [id, ...(found.mergedInto === null ? [] : [found.mergedInto])])),
  );
}

type Owners = ReadonlyMap<bigint, { mergedInto: bigint | null; redacted: boolean } | null>;

/** Who customers are by now; null: nobody has heard of them. */
async function readOwners(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<Owners> {
  if (customerIds.length === 0) return new Map();
  const { rows } = await sql<{ customer_id: bigint; merged_into: bigint | null; redacted: boolean }>`
    select c.customer_id, c.merged_into, (case when c.merged_into is null then c.redacted_at else kept.redacted_at end) is not null as redacted
    from customers c left join customers kept on kept.shop_id = c.shop_id and kept.customer_id = c.merged_into
    where c.shop_id = ${shopId} and c.customer_id = any(${ids(customerIds)})
  `.execute(db);
  const found = new Map(
    rows.map(({ customer_id, merged_into, redacted }) => [customer_id, { mergedInto: merged_into, redacted }]),
  );
  return new Map(customerIds.map((customerId) => [customerId, found.get(customerId) ?? null]));
}

/** A guest order whose address a verified customer has belongs to that customer. */
async function claimByAddress(db: Db, shopId: number, merged: Map<bigint, Merged>): Promise<void> {
  const guests = [...merged.values()].filter(({ owner, order }) => owner === null && order.email !== null);
  if (guests.length === 0) return;
  const emails = guests.map(({ order }) => order.email);
  const { rows } = await sql<{ email: string; customer_id: bigint }>`
    select distinct on (email) email, customer_id from customers
    where shop_id = ${shopId} and email = any(${emails}::text[]) and email_verified
      and deleted_at is null and redacted_at is null and merged_into is null
    order by email, customer_id
  `.execute(db);
  const byEmail = new Map(rows.map((row) => [row.email, row.customer_id]));
  for (const guest of guests) {
    const customerId = byEmail.get(guest.order.email ?? "");
    if (customerId !== undefined) Object.assign(guest, { claimedBy: customerId, owner: customerId });
  }
}

/** An order may be the first we hear of its customer; the customer's own message completes the row. */
async function addCustomers(
  db: Db,
  shopId: number,
  merged: ReadonlyMap<bigint, Merged>,
  known: ReadonlySet<bigint>,
): Promise<void> {
  // Whom an address has named is known, too.
  const rows = [...merged.values()].flatMap(({ owner, claimedBy, order }) =>
    owner === null || owner === claimedBy || known.has(owner) ? [] : [{ customer_id: owner, created_at: order.createdAt }],
  );
  if (rows.length === 0) return;
  await sql`
    insert into customers (shop_id, customer_id, created_at)
    select ${shopId}, customer_id, min(created_at) from ${recordset(rows)} as t(customer_id bigint, created_at timestamptz)
    group by customer_id order by customer_id
    on conflict (shop_id, customer_id) do nothing
  `.execute(sending(db));
}

async function writeOrders(
  db: Db,
  shopId: number,
  merged: ReadonlyMap<bigint, Merged>,
  arrivals: ReadonlyMap<bigint, Arrival>,
  now: Date,
): Promise<void> {
  const rows = [...merged.values()].map(({ order, earns, awaitsTag, claimedBy, owner }) => ({
    ...{ order_id: order.orderId, name: order.name, customer_id: owner, claimed_by: claimedBy, email: order.email },
    ...{
      created_at: order.createdAt,
      processed_at: order.processedAt,
      source_updated_at: order.updatedAt,
      cancelled_at: order.cancelledAt,
      deleted_at: order.deletedAt ?? null,
      dispute: order.dispute ?? null,
    },
    ...{ test: order.test, financial_status: order.financialStatus, currency: order.currency, net_minor: netOf(order), earns },
    ...{
      paid_at: paidAtOf(order),
      fulfilled_at: fulfilledAtOf(order),
      ...arrivalColumns(arrivals.get(order.orderId) ?? null, now),
    },
    // Guests carry no tags.
    awaits_tag: owner === null || earns ? null : awaitsTag,
    snapshot: stringifyJson(order),
  }));
  if (rows.length === 0) return;
  await sql`
    insert into orders (shop_id, order_id, name, customer_id, claimed_by, email, created_at, processed_at, source_updated_at, cancelled_at,
      deleted_at, dispute, paid_at, fulfilled_at, delivered_at, arrives_at, arrives_by, arrival_due_at,
      test, financial_status, currency, net_minor, earns, awaits_tag, snapshot, first_seen_at)
    select ${shopId}, order_id, name, customer_id, claimed_by, email, created_at, processed_at, source_updated_at, cancelled_at,
      deleted_at, dispute, paid_at, fulfilled_at, delivered_at, arrives_at, arrives_by, arrival_due_at,
      test, financial_status, currency, net_minor, earns, awaits_tag, snapshot::jsonb, ${now}
    from ${recordset(rows)} as t(order_id bigint, name text, customer_id bigint, claimed_by bigint, email text, created_at timestamptz,
      processed_at timestamptz, source_updated_at timestamptz, cancelled_at timestamptz, deleted_at timestamptz, dispute text, paid_at timestamptz,
      fulfilled_at timestamptz, delivered_at timestamptz, arrives_at timestamptz, arrives_by text, arrival_due_at timestamptz, test boolean, financial_status text, currency text,
      net_minor bigint, earns boolean, awaits_tag text, snapshot text)
    order by order_id
    on conflict (shop_id, order_id) do update set
      name = excluded.name, customer_id = excluded.customer_id, claimed_by = excluded.claimed_by, email = excluded.email,
      created_at = excluded.created_at, processed_at = excluded.processed_at, source_updated_at = excluded.source_updated_at,
      cancelled_at = excluded.cancelled_at, deleted_at = excluded.deleted_at, dispute = excluded.dispute, paid_at = excluded.paid_at,
      fulfilled_at = excluded.fulfilled_at, delivered_at = excluded.delivered_at, arrives_at = excluded.arrives_at,
      arrives_by = excluded.arrives_by, arrival_due_at = excluded.arrival_due_at, test = excluded.test, financial_status = excluded.financial_status,
      currency = excluded.currency, net_minor = excluded.net_minor, earns = excluded.earns, awaits_tag = excluded.awaits_tag, snapshot = excluded.snapshot
  `.execute(sending(db));
}
