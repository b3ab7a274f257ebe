import { sql } from "kysely";

import type { FactOf } from "../../facts/fact.ts";
import { ORDERS_CHANGED } from "../../customers/orders/snapshot/order.graphql.ts";
import { orderSnapshotSchema } from "../../facts/order-snapshot.ts";
import { db, type Db, type Tx } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { change } from "../../pipeline/change.server.ts";
import { admissionAt } from "../../program/state/state.ts";
import { listStates } from "../../program/versions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { fetchOrders } from "../history/fetch-orders.server.ts";
import { forgetUnread, listUnread, noteUnread } from "../history/unread-orders.server.ts";
import { earlier, fetchCustomers } from "./customers.server.ts";
import { endsSecond, isAhead, versionOf, versionOfNode, type OrderVersion } from "./order-version.ts";
import { changedBetween, pagesOf } from "../admin-api/pages.server.ts";
import { listPaidSince } from "./payments.server.ts";
import type { Span } from "./spans.ts";
import { advance, type Comparison } from "./state.server.ts";

/** Orders that are read and applied together: few enough that webhooks hardly wait for them. */
const PART = 50;

type Known = OrderVersion & { earns: boolean };

/** Reads anew every order whose state in Shopify is ahead of ours, oldest change first; applied part by part, so that webhooks come in between. */
export async function compareOrders(shop: Shop, { span, ordersFrom, until }: Comparison, clock: () => Date): Promise<void> {
  await catchUp(shop, span, await listUnread(db(), shop.shopId), new Set(), clock);
  for await (const page of pagesOf(shop, ORDERS_CHANGED, "orders", changedBetween(ordersFrom, until))) {
    const versions = page.nodes.map(versionOfNode);
    const { behind, paid } = await listBehind(shop, versions);
    await catchUp(shop, span, behind, paid, clock);
    const upto = page.last ? until : earlier(versions.at(-1)?.updatedAt, until);
    await advance(db(), shop.shopId, span, {
      ...{ kind: "orders", seen: page.nodes.length },
      ...(upto === undefined ? {} : { upto }),
    });
  }
}

/** Which orders are to be read, and those among them that earn although they are older than the installation, because they were paid since. */
async function listBehind(shop: Shop, versions: readonly OrderVersion[]): Promise<{ behind: bigint[]; paid: Set<bigint> }> {
  const orderIds = versions.map(({ orderId }) => orderId);
  const known = await readKnown(db(), shop.shopId, orderIds);
  const states = await listStates(db(), shop.shopId);
  const older = versions.filter(({ orderId, createdAt }) => {
    if (createdAt >= shop.installedAt || known.get(orderId)?.earns === true) return false;
    // Where the program did not run when it was placed, it does not earn either way; in a test that was decided when it was first seen.
    const placed = createdAt < shop.firstInstalledAt ? shop.firstInstalledAt : createdAt;
    const admission = admissionAt(states, placed);
    return admission === "everybody" || (admission !== "nobody" && !known.has(orderId));
  });
  const paid = await listPaidSince(shop, older);
  const behind = versions.filter((theirs) => paid.has(theirs.orderId) || isAhead(theirs, known.get(theirs.orderId)));
  return { behind: behind.map(({ orderId }) => orderId), paid };
}

async function catchUp(
  shop: Shop,
  span: Span,
  orderIds: readonly bigint[],
  paid: ReadonlySet<bigint>,
  clock: () => Date,
): Promise<void> {
  const { shopId } = shop;
  for (let start = 0; start < orderIds.length; start += PART) {
    const part = orderIds.slice(start, start + PART);
    const { facts: read, besides, unread } = await fetchOrders(shop, part, clock());
    const facts = read.map((fact) => ({ ...fact, announced: paid.has(fact.order.orderId) }));
    const people = await fetchCustomers(shop, await listUntold(db(), shopId, facts));
    const write = async (tx: Tx, at: Date) => {
      // Others may have told meanwhile.
      const known = await readKnown(tx, shopId, part);
      const late = facts.filter(({ order, announced }) => {
        const ours = known.get(order.orderId);
        return (announced && ours?.earns !== true) || isAhead(versionOf(order), ours);
      });
      // What only says how its second ended changes nothing, but is not read again.
      const ended = facts.filter(
        (fact) => !late.includes(fact) && endsSecond(versionOf(fact.order), known.get(fact.order.orderId)),
      );
      await forgetUnread(tx, shopId, part);
      await noteUnread(tx, shopId, unread, at);
      await advance(tx, shopId, span, { kind: "orders", caught: late.length });
      return { result: null, facts: [...people, ...late, ...ended, ...besides] };
    };
    await change(shop, write, clock);
  }
}

/** Customers of these orders of whom nobody has told: their webhooks may be lost too, and what an order earns can depend on them. */
async function listUntold(db: Db, shopId: number, facts: readonly FactOf<"order">[]): Promise<bigint[]> {
  const owners = [...new Set(facts.flatMap(({ order }) => order.customerId ?? []))];
  if (owners.length === 0) return [];
  const { rows } = await sql<{ customerId: bigint }>`
    select t.customer_id as "customerId" from unnest(${ids(owners)}) as t(customer_id)
    left join customers c on c.shop_id = ${shopId} and c.customer_id = t.customer_id
    where c.customer_id is null or (c.source_updated_at is null and c.deleted_at is null and c.redacted_at is null)
  `.execute(db);
  return rows.map(({ customerId }) => customerId);
}

async function readKnown(db: Db, shopId: number, orderIds: readonly bigint[]): Promise<Map<bigint, Known>> {
  if (orderIds.length === 0) return new Map();
  const { rows } = await sql<{ earns: boolean; snapshot: unknown }>`
    select earns, snapshot from orders where shop_id = ${shopId} and order_id = any(${ids(orderIds)})
  `.execute(db);
  return new Map(
    rows.map(({ earns, snapshot }) => {
      const version = versionOf(orderSnapshotSchema.parse(snapshot));
      return [version.orderId, { ...version, earns }];
    }),
  );
}
