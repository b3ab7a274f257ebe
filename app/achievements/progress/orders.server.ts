import { sql, type RawBuilder } from "kysely";

import { isExcluded, parseExclusions } from "../../customers/exclusions/exclusion.ts";
import { exclusionsOf } from "../../customers/exclusions/exclusions.server.ts";
import { countedOrder } from "../../customers/orders/counted-orders.server.ts";
import { knownAt, placedAt } from "../../customers/orders/earns.ts";
import type { OrderSnapshot } from "../../facts/order-snapshot.ts";
import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { availableAt, isLeftOut } from "../../points/orders/owed.ts";
import type { Program } from "../../program/rules/rules.ts";
import { versionFor } from "../../program/version-for.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Scope } from "../content/terms.ts";
import type { CountedOrder } from "./known.ts";

type Row = {
  customerId: bigint;
  orderId: bigint;
  createdAt: Date;
  processedAt: Date;
  sourceName: string | null;
  fulfilledAt: Date | null;
  past: boolean;
  firstSeenAt: Date;
  exclusions: unknown;
  netMinor: bigint;
  dispute: OrderSnapshot["dispute"] | null;
  b2b: boolean | null;
  /** Digits: the driver reads lists of numbers so. */
  products: string[];
};

/** Products of which something is left of the order: refunds may be told of before the lines say so. Gift cards and tips are none. */
const productsLeft = sql<string[]>`coalesce((
  select array_agg(distinct (l ->> 'productId')::bigint) from jsonb_array_elements(o.snapshot -> 'lines') l
  where l ->> 'productId' is not null and not (l ->> 'giftCard')::boolean and not (l ->> 'tip')::boolean
    and least((l ->> 'currentQuantity')::int, (l ->> 'quantity')::int - coalesce((
      select sum((r ->> 'quantity')::int) from jsonb_array_elements(o.snapshot -> 'refunds') f, jsonb_array_elements(f -> 'lines') r
      where r ->> 'lineId' = l ->> 'lineId'), 0)) > 0
), '{}'::bigint[])`;

/** Orders of customers that count, as those of bonuses do: paid, worth something, and once the program awards them. @param withProducts asks for what is in them, too */
export async function readCounted(
  db: Db,
  { shopId, timeZone }: Shop,
  customerIds: readonly bigint[],
  programs: readonly Program[],
  withProducts: boolean,
): Promise<Map<bigint, CountedOrder[]>> {
  const { rows } = await sql<Row>`
    select o.customer_id as "customerId", o.order_id as "orderId", o.created_at as "createdAt", o.processed_at as "processedAt",
      o.snapshot ->> 'sourceName' as "sourceName", (o.snapshot ->> 'fulfilledAt')::timestamptz as "fulfilledAt",
      (not o.earns or o.program_version is not null) as past, o.first_seen_at as "firstSeenAt",
      ${exclusionsOf(sql`o.shop_id`, sql`o.customer_id`)} as exclusions, o.net_minor as "netMinor", o.dispute,
      (o.snapshot ->> 'b2b')::boolean as b2b, ${withProducts ? productsLeft : sql`'{}'::bigint[]`} as products
    from orders o where o.shop_id = ${shopId} and o.customer_id = any(${ids(customerIds)}) and ${countedOrder}
  `.execute(db);
  const counted = rows.flatMap((row) => {
    const { customerId, sourceName, dispute, b2b, firstSeenAt, fulfilledAt, orderId, netMinor, products } = row;
    const dates = { createdAt: row.createdAt, processedAt: row.processedAt, ...(sourceName === null ? {} : { sourceName }) };
    const placed = placedAt(dates);
    const program = versionFor(placed, programs);
    const kept = { ...(b2b === true ? { b2b } : {}), ...(dispute === null ? {} : { dispute }) } as Pick<
      OrderSnapshot,
      "b2b" | "dispute"
    >;
    if (isLeftOut(kept, program) || (program.rules.awardOn === "fulfilled" && fulfilledAt === null)) return [];
    const earns = !row.past && !isExcluded(parseExclusions(row.exclusions), knownAt(dates, firstSeenAt));
    const available = availableAt({ processedAt: row.processedAt, fulfilledAt }, program, timeZone);
    const order = { orderId, placedAt: placed, availableAt: available, earns, netMinor, products: products.map(BigInt) };
    return [{ customerId, order }];
  });
  return new Map(
    [...Map.groupBy(counted, ({ customerId }) => customerId)].map(([customerId, own]) => [
      customerId,
      own.map(({ order }) => order),
    ]),
  );
}

/** Of these products those of a tag, a type or a collection, as they are now. */
export async function matching(db: Db, shopId: number, productIds: readonly bigint[], scope: Scope): Promise<Set<bigint>> {
  if (productIds.length === 0) return new Set();
  const { rows } = await sql<{ product_id: bigint }>`
    select p.product_id from unnest(${ids(productIds)}) as p(product_id) where ${inScope(shopId, scope)}
  `.execute(db);
  return new Set(rows.map(({ product_id }) => product_id));
}

/** Over a product `p`. */
function inScope(shopId: number, { of, value }: Scope): RawBuilder<boolean> {
  if (of === "collection")
    return sql`exists (select from collection_products k where k.shop_id = ${shopId} and k.product_id = p.product_id
      and k.collection_id = ${BigInt(value)})`;
  const mirrored = sql`m.shop_id = ${shopId} and m.product_id = p.product_id`;
  return of === "type"
    ? sql`exists (select from products m where ${mirrored} and lower(m.product_type) = lower(${value}))`
    : sql`exists (select from products m where ${mirrored} and exists (select from unnest(m.tags) t where lower(t) = lower(${value})))`;
}
