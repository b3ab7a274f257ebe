import { sql } from "kysely";

import { countedOrder } from "../../customers/orders/counted-orders.server.ts";
import type { OrderSnapshot } from "../../facts/order-snapshot.ts";
import { isExcluded, parseExclusions } from "../../customers/exclusions/exclusion.ts";
import { exclusionsOf } from "../../customers/exclusions/exclusions.server.ts";
import { knownAt, placedAt } from "../../customers/orders/earns.ts";
import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { availableAt, isLeftOut } from "../../points/orders/owed.ts";
import type { Program } from "../../program/rules/rules.ts";
import { versionFor } from "../../program/version-for.ts";
import type { Shop } from "../../shops/shop.ts";
import { bonusKey, type Award, type GivenEntry, type GivenSoFar } from "./awarded.server.ts";
import { differences, type CountedOrder } from "./order-bonuses.ts";

type Order = CountedOrder & {
  customerId: bigint;
  name: string;
  createdAt: Date;
  processedAt: Date;
  fulfilledAt: Date | null;
  dispute: OrderSnapshot["dispute"];
};

/** Orders that count for bonuses, in order of placement: those that are worth something, once the program awards them. @param without orders that do not count yet */
export async function readCountedOrders(
  db: Db,
  shopId: number,
  customerIds: readonly bigint[],
  programs: readonly Program[],
  without: readonly bigint[] = [],
): Promise<Map<bigint, Order[]>> {
  const { rows } = await sql<Omit<Order, "program"> & { firstSeenAt: Date; exclusions: unknown }>`
    select o.customer_id as "customerId", o.order_id as "orderId", o.name, o.created_at as "createdAt", o.processed_at as "processedAt",
      (o.snapshot ->> 'fulfilledAt')::timestamptz as "fulfilledAt", (not o.earns or o.program_version is not null) as past,
      o.first_seen_at as "firstSeenAt", ${exclusionsOf(sql`o.shop_id`, sql`o.customer_id`)} as exclusions,
      o.dispute, (o.snapshot ->> 'b2b')::boolean as b2b
    from orders o
    where o.shop_id = ${shopId} and o.customer_id = any(${ids(customerIds)}) and ${countedOrder}
      and o.order_id <> all(${ids(without)})
    order by o.customer_id, o.created_at, o.order_id
  `.execute(db);
  // Placed while their customer was excluded, they count like past ones, and bring nothing.
  const orders = rows.map(({ firstSeenAt, exclusions, ...row }) => ({
    ...{ ...row, program: versionFor(placedAt(row), programs) },
    past: row.past || isExcluded(parseExclusions(exclusions), knownAt(row, firstSeenAt)),
  }));
  const awarded = orders.filter(
    (order) => !isLeftOut(order, order.program) && (order.program.rules.awardOn === "paid" || order.fulfilledAt !== null),
  );
  return Map.groupBy(awarded, ({ customerId }) => customerId);
}

/** Bonuses that follow orders, of customers and their counted orders. */
export function orderAwards(
  shop: Shop,
  customerIds: readonly bigint[],
  orders: ReadonlyMap<bigint, Order[]>,
  given: GivenSoFar,
  programs: readonly Program[],
  names: ReadonlyMap<bigint, Pick<Order, "name" | "createdAt">>,
  now: Date,
): Award[] {
  return customerIds.flatMap((customerId) => {
    const own = orders.get(customerId) ?? [];
    const entries = (given.byCustomer.get(customerId) ?? []).filter(({ orderId }) => orderId !== null);
    const sums = sumsOf(entries);
    return differences(own, sums, programs, given.merged.has(customerId)).flatMap(({ rule: key, orderId, points }) => {
      const order = own.find((one) => one.orderId === orderId);
      const before = entries.filter((entry) => entry.rule === key && entry.orderId === orderId);
      const details = order ?? names.get(orderId);
      const program = order?.program ?? versionFor(details?.createdAt ?? now, programs);
      const rule = ruleNamed(key, [program, ...programs]);
      if (details === undefined || rule === null) return [];
      const times = before.filter(({ postedTo }) => postedTo === customerId).length + 1;
      return [
        {
          ...{ customerId, points, rule, actor: "system", programVersion: program.version, earnedAt: details.createdAt },
          key: bonusKey(key, customerId, orderId.toString(), times),
          // A reversal takes points when they would have come.
          availableAt: before.at(-1)?.availableAt ?? (order === undefined ? now : availableAt(order, program, shop.timeZone)),
          order: { orderId, name: details.name },
        },
      ];
    });
  });
}

function ruleNamed(key: string, programs: readonly Program[]): Award["rule"] | null {
  for (const { rules } of programs) {
    const rule = rules.bonuses.find((one) => one.key === key && (one.kind === "first-order" || one.kind === "milestone"));
    if (rule !== undefined) return rule;
  }
  return null;
}

function sumsOf(entries: readonly GivenEntry[]): { rule: string; orderId: bigint; points: bigint }[] {
  const sums = new Map<string, { rule: string; orderId: bigint; points: bigint }>();
  for (const { rule, orderId, points } of entries) {
    if (orderId === null) continue;
    const key = `${rule}:${orderId}`;
    sums.set(key, { rule, orderId, points: (sums.get(key)?.points ?? 0n) + points });
  }
  return [...sums.values()];
}

/** Names of orders for which something was given and which no longer count. */
export async function readNames(
  db: Db,
  shopId: number,
  given: GivenSoFar,
): Promise<Map<bigint, Pick<Order, "name" | "createdAt">>> {
  const orderIds = [...given.byCustomer.values()].flat().flatMap(({ orderId }) => orderId ?? []);
  if (orderIds.length === 0) return new Map();
  const { rows } = await sql<{ orderId: bigint; name: string; createdAt: Date }>`
    select order_id as "orderId", name, created_at as "createdAt" from orders where shop_id = ${shopId} and order_id = any(${ids(orderIds)})
  `.execute(db);
  return new Map(rows.map(({ orderId, ...rest }) => [orderId, rest]));
}
