import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { plannedByValues } from "../../db/statement-names.ts";
import { together } from "../../db/together.ts";
import { countOf } from "../../lib/counts.server.ts";
import { ids } from "../../lib/rows.server.ts";
import type { CustomerQuery, Cursor, Sort } from "./list-query.ts";
import {
  conditions,
  countOfSegment,
  every,
  isAmongKnown,
  isAmongOne,
  membersOf,
  readFew,
  readNamed,
  themselves,
  type Few,
  type Members,
  type Named,
} from "./narrowing.server.ts";

export const PAGE_SIZE = 50;
/** So far a narrowed list is counted. Whoever has narrowed it to more than that will narrow it further. */
export const COUNTED = 1_000;

export type CustomerRow = {
  customerId: bigint;
  email: string | null;
  firstName: string | null;
  lastName: string | null;
  ordersCount: number;
  netSpendMinor: bigint;
  lastOrderAt: Date | null;
  createdAt: Date;
  available: bigint;
  pending: bigint;
  /** Key of the tier that the customer is in; null: none. */
  tier: string | null;
  /** What expires next, null when nothing does. */
  expiring: { points: bigint; at: Date } | null;
  /** Keys, in the order of the segments. */
  segments: string[];
};

export type CustomerPage = {
  rows: CustomerRow[];
  /** Customers that the search, the segment and the tier leave, on all pages; counted up to `COUNTED`, and `more` says that there are more. */
  total: number;
  more: boolean;
  /** Customers of the shop: zero means that there is nothing to search yet. */
  shopTotal: number;
  next: Cursor | null;
  previous: Cursor | null;
  segments: { key: string; name: string }[];
};

const millis = {
  write: (value: RawBuilder<unknown>) => sql`(extract(epoch from ${value}) * 1000)::bigint`,
  read: (ms: bigint) => sql`to_timestamp(greatest(${ms}::bigint, 0) / 1000.0)`,
};
const integer = {
  write: (value: RawBuilder<unknown>) => sql`(${value})::bigint`,
  read: (number: bigint) => sql`${number}::bigint`,
};

/**
 * `few`: so many members are looked at one by one, whatever they are sorted by. `near`: so far an index is looked through, asking of each customer; most lists
 * fill a page from there. `meant`: of whom is known to be meant so many are looked at, for some of them may be gone.
 */
const LIMITS = { few: 5_000, near: 2_000, meant: 200 };
type Limits = typeof LIMITS;
/** With whom a search has found already. */
type Query = CustomerQuery & { named: Named };

/** What each order sorts by, and how that value travels in a cursor. Customers without an order count as ordered in 1970. */
const orders: Record<Sort, { value: RawBuilder<unknown>; as: typeof integer }> = {
  "last-order": { value: sql`coalesce(c.last_order_at, 'epoch'::timestamptz)`, as: millis },
  created: { value: sql`c.created_at`, as: millis },
  spend: { value: sql`c.net_spend_minor`, as: integer },
  orders: { value: sql`c.orders_count`, as: integer },
  points: { value: sql`a.available`, as: integer },
};

type Row = CustomerRow & { sortValue: bigint };
type Read = Omit<Row, "expiring"> & { expiresAt: Date | null; expiresPoints: bigint | null };

/**
 * One page by keyset: the cursor holds the sort value and id at the page's edge, so that rows neither repeat nor go missing while customers
 * come and go.
 */
export async function listCustomers(db: Db, shopId: number, asked: CustomerQuery, limits = LIMITS): Promise<CustomerPage> {
  const [few, named] = await Promise.all([readFew(db, shopId, asked, limits.few), readNamed(db, shopId, asked)]);
  const query = { ...asked, named };
  const find = async () => {
    const page = await findPage(db, shopId, query, few, limits);
    return readRows(db, shopId, query, page ?? plainPage(shopId, query, few));
  };
  const [found, counts] = await Promise.all([find(), readCounts(db, shopId, query, few)]);
  const backwards = query.cursor?.direction === "before";
  const more = found.length > PAGE_SIZE;
  const page = found.slice(0, PAGE_SIZE);
  if (backwards) page.reverse();
  const edge = (row: Row | undefined, direction: Cursor["direction"]): Cursor | null =>
    row === undefined ? null : { direction, value: row.sortValue, id: row.customerId };
  const last = page.at(-1);
  return {
    rows: page,
    ...counts,
    next: more || backwards ? edge(last, "after") : null,
    previous: (backwards && more) || (!backwards && query.cursor !== null) ? edge(page[0], "before") : null,
  };
}

function isUp({ order, cursor }: CustomerQuery): boolean {
  return (order === "asc") !== (cursor?.direction === "before");
}

/** The cursor's row is not on the page, nor is anything before it. */
function beyond(
  { sort, cursor }: CustomerQuery,
  value: RawBuilder<unknown>,
  id: RawBuilder<unknown>,
  up: boolean,
): RawBuilder<unknown> {
  return cursor === null
    ? sql`true`
    : sql`(${value}, ${id}) ${up ? sql`>` : sql`<`} (${orders[sort].as.read(cursor.value)}, ${cursor.id}::bigint)`;
}

/** The same among customers without an account, who have no points. */
function beyondNothing({ cursor }: CustomerQuery, id: RawBuilder<unknown>, up: boolean): RawBuilder<unknown> {
  if (cursor === null || (up ? cursor.value < 0n : cursor.value > 0n)) return sql`true`;
  return cursor.value === 0n ? sql`${id} ${up ? sql`>` : sql`<`} ${cursor.id}::bigint` : sql`false`;
}

/** A page of the whole shop, or of few customers. An index has each order, so that it costs the same on the first page and on the last. */
function plainPage(shopId: number, query: Query, few: Few): RawBuilder<unknown> {
  const where = conditions(shopId, { ...query, few });
  const { value } = orders[query.sort];
  const up = isUp(query);
  const direction = up ? sql`asc` : sql`desc`;
  const limit = PAGE_SIZE + 1;
  if (query.sort !== "points") {
    return sql`
      select c.*, ${value} as sort_value from customers c where ${where} and ${beyond(query, value, sql`c.customer_id`, up)}
      order by ${value} ${direction}, c.customer_id ${direction} limit ${limit}`;
  }
  return sql`
    select c.*, sorted.sort_value from (
      (select a.customer_id, a.available as sort_value
        from ledger_accounts a join customers c on c.shop_id = a.shop_id and c.customer_id = a.customer_id
        where a.shop_id = ${shopId} and ${where} and ${beyond(query, value, sql`a.customer_id`, up)}
        order by a.available ${direction}, a.customer_id ${direction} limit ${limit})
      union all
      (select c.customer_id, 0::bigint from customers c where ${where} and not c.has_account and ${beyondNothing(query, sql`c.customer_id`, up)}
        order by c.customer_id ${direction} limit ${limit})
    ) sorted
    join customers c on c.shop_id = ${shopId} and c.customer_id = sorted.customer_id
    order by sorted.sort_value ${direction}, c.customer_id ${direction} limit ${limit}`;
}

/** An index in the order of the list, as far as it is read. `own`: it has nobody but members of the tier that is asked for. */
type Walk = { rows: RawBuilder<unknown>; value: RawBuilder<unknown>; where: RawBuilder<unknown>; own: boolean };
type Place = { customerId: bigint; value: bigint };

/** By points there are two: customers without an account stand in none of accounts. */
function walksOf(shopId: number, query: Query, up: boolean): Walk[] {
  const { sort, tier } = query;
  const id = sql`w.customer_id`;
  const after = (value: RawBuilder<unknown>) => beyond(query, value, id, up);
  switch (sort) {
    case "points": {
      const value = sql`w.available`;
      const rows = tier === null ? sql`customers w` : sql`members w`;
      const where = sql`not w.has_account and ${tier === null ? sql`true` : sql`w.tier = ${tier}`} and ${beyondNothing(query, id, up)}`;
      return [
        { rows: sql`ledger_accounts w`, value, where: after(value), own: false },
        { rows, value: sql`0::bigint`, where, own: tier !== null },
      ];
    }
    case "last-order": {
      const value = sql`coalesce(w.last_order_at, 'epoch'::timestamptz)`;
      return [{ rows: sql`customers w`, value, where: after(value), own: false }];
    }
    case "created":
    case "spend":
    case "orders": {
      const column = { created: sql`w.created_at`, spend: sql`w.net_spend_minor`, orders: sql`w.orders_count` }[sort];
      return [{ rows: sql`customers w`, value: column, where: after(column), own: false }];
    }
  }
}

/** Holds the ids of some two million customers. */
const MEMORY = "64MB";

/**
 * The page's customers where very many may be meant, so that they can stand anywhere in the order. Null: they are few, or everybody, or only searched for and not
 * soon found; the plain way finds them.
 */
async function findPage(db: Db, shopId: number, query: Query, few: Few, limits: Limits): Promise<RawBuilder<unknown> | null> {
  const members = membersOf(shopId, query);
  if (few.size > 0 || (members.length === 0 && query.search === "")) return null;
  const up = isUp(query);
  const before = (a: Place, b: Place) => (a.value === b.value ? a.customerId < b.customerId : a.value < b.value) === up;
  const walks = walksOf(shopId, query, up);
  const merge = (parts: readonly Place[][]) =>
    parts
      .flat()
      .sort((a, b) => (before(a, b) ? -1 : 1))
      .slice(0, PAGE_SIZE + 1);

  const near = await Promise.all(walks.map((walk) => lookThrough(db, shopId, query, walk, members, limits.near)));
  const page = merge(near);
  const last = page.at(PAGE_SIZE);
  // A part that is not full may go on behind what was looked at; nobody in it stands before what has no points.
  const isRight = near.every(
    (part, at) =>
      part.length > PAGE_SIZE ||
      (at > 0 && (walks[at]?.own === true || (last !== undefined && (up ? last.value < 0n : last.value > 0n)))),
  );
  if (last !== undefined && isRight) return pageOf(shopId, query, page);
  if (query.search !== "") return null;
  const all = await db.transaction().execute(async (tx) => {
    await sql`select set_config('work_mem', ${MEMORY}, true)`.execute(tx);
    return together(walks.map((walk) => lookAmong(tx, shopId, query, walk, members, limits.meant)));
  });
  return all.some(({ cut }) => cut) ? null : pageOf(shopId, query, merge(all.map(({ places }) => places)));
}

/** The first of a page among the next of an index. */
async function lookThrough(
  db: Db,
  shopId: number,
  query: Query,
  walk: Walk,
  members: readonly Members[],
  limit: number,
): Promise<Place[]> {
  const direction = isUp(query) ? sql`asc` : sql`desc`;
  const meant = every([
    sql`c.shop_id = ${shopId}`,
    themselves(shopId, query),
    ...members.map((one) => isAmongOne(one, sql`c.customer_id`)),
  ]);
  const { rows } = await sql<Place>`
    ${plannedByValues} select l.customer_id as "customerId", ${orders[query.sort].as.write(sql`l.value`)} as value
    from (
      select w.customer_id, ${walk.value} as value from ${walk.rows} where w.shop_id = ${shopId} and ${walk.where}
      order by ${walk.value} ${direction}, w.customer_id ${direction} limit ${limit}
    ) l cross join lateral (select from customers c where c.customer_id = l.customer_id and ${meant} limit 1) c
    order by l.value ${direction}, l.customer_id ${direction} limit ${PAGE_SIZE + 1}
  `.execute(db);
  return rows;
}

/** The first of a page in a whole index, without looking at any row that is not meant. `cut`: so many of them are gone that others may follow. */
async function lookAmong(
  db: Db,
  shopId: number,
  query: Query,
  walk: Walk,
  members: readonly Members[],
  limit: number,
): Promise<{ places: Place[]; cut: boolean }> {
  const direction = isUp(query) ? sql`asc` : sql`desc`;
  const meant = every(members.map((one) => isAmongKnown(one, sql`w.customer_id`)));
  const { rows } = await sql<Place & { exists: boolean }>`
    ${plannedByValues} select l.customer_id as "customerId", ${orders[query.sort].as.write(sql`l.value`)} as value,
      exists (select from customers c where c.shop_id = ${shopId} and c.customer_id = l.customer_id and ${themselves(shopId, query)}) as exists
    from (
      select w.customer_id, ${walk.value} as value from ${walk.rows} where w.shop_id = ${shopId} and ${walk.where} and ${meant}
      order by ${walk.value} ${direction}, w.customer_id ${direction} limit ${limit}
    ) l order by l.value ${direction}, l.customer_id ${direction}
  `.execute(db);
  const places = rows.filter(({ exists }) => exists).slice(0, PAGE_SIZE + 1);
  return { places, cut: rows.length === limit && places.length <= PAGE_SIZE };
}

/** These customers, as a page. */
function pageOf(shopId: number, { sort }: CustomerQuery, places: readonly Place[]): RawBuilder<unknown> {
  const wanted = ids(places.map(({ customerId }) => customerId));
  const value =
    sort === "points"
      ? sql`coalesce((select a.available from ledger_accounts a where a.shop_id = ${shopId} and a.customer_id = c.customer_id), 0)`
      : orders[sort].value;
  return sql`select c.*, ${value} as sort_value from customers c where c.shop_id = ${shopId} and c.customer_id = any(${wanted})`;
}

/** What stands beside the page's customers is looked up for each of them (`limit` keeps it so): a join might read a whole table for fifty. */
async function readRows(db: Db, shopId: number, query: Query, page: RawBuilder<unknown>): Promise<Row[]> {
  const { as } = orders[query.sort];
  const direction = isUp(query) ? sql`asc` : sql`desc`;
  const { rows } = await sql<Read>`
    ${plannedByValues} with page as (${page})
    select page.customer_id as "customerId", page.email, page.first_name as "firstName", page.last_name as "lastName",
      page.orders_count as "ordersCount", page.net_spend_minor as "netSpendMinor", page.last_order_at as "lastOrderAt",
      page.created_at as "createdAt", coalesce(account.available, 0)::bigint as available, coalesce(account.pending, 0)::bigint as pending,
      account.expires_at as "expiresAt", account.expires_points as "expiresPoints", member.tier,
      ${as.write(sql`page.sort_value`)} as "sortValue",
      coalesce((select array_agg(s.key order by s.position, s.segment_id)
        from segment_members m join segments s on s.shop_id = m.shop_id and s.segment_id = m.segment_id
        where m.shop_id = ${shopId} and m.customer_id = page.customer_id), '{}') as segments
    from page
    left join lateral (select * from ledger_accounts a where a.shop_id = ${shopId} and a.customer_id = page.customer_id limit 1) account on true
    left join lateral (select m.tier from members m where m.shop_id = ${shopId} and m.customer_id = page.customer_id limit 1) member on true
    order by page.sort_value ${direction}, page.customer_id ${direction}
  `.execute(db);
  return rows.map(({ expiresAt, expiresPoints, ...row }) => ({
    ...row,
    expiring: expiresAt === null || expiresPoints === null ? null : { points: expiresPoints, at: expiresAt },
  }));
}

async function readCounts(
  db: Db,
  shopId: number,
  query: Query,
  few: Few,
): Promise<Pick<CustomerPage, "total" | "more" | "shopTotal" | "segments">> {
  const { search, segment, also, tier, place } = query;
  const everybody = countOf(shopId, sql`'customers'`);
  const narrowed = search !== "" || tier !== null || place !== null || also.length > 0;
  const total = narrowed
    ? query.named === "very many"
      ? sql`${COUNTED + 1}::int`
      : sql`(select count(*)::int from (select ${meantBy(shopId, query, few)} limit ${COUNTED + 1}) counted)`
    : segment === null
      ? everybody
      : countOfSegment(shopId, segment);
  const { rows } = await sql<{ total: number; shopTotal: number; segments: { key: string; name: string }[] }>`
    ${plannedByValues} select ${total} as total, ${everybody} as "shopTotal",
      coalesce((select json_agg(json_build_object('key', key, 'name', name) order by position, segment_id)
        from segments where shop_id = ${shopId}), '[]') as segments
  `.execute(db);
  const counts = rows[0] ?? { total: 0, shopTotal: 0, segments: [] };
  const more = narrowed && counts.total > COUNTED;
  return { ...counts, more, total: more ? COUNTED : counts.total };
}

/** Whom a list means, in any order. Of one large part of the shop the first will do, whatever the planner expects of the others. */
function meantBy(shopId: number, query: Query, few: Few): RawBuilder<unknown> {
  const [only, ...others] = membersOf(shopId, query);
  if (only === undefined || others.length > 0 || few.size > 0 || query.search !== "")
    return sql`from customers c where ${conditions(shopId, { ...query, few })}`;
  return sql`from ${only.table}
    cross join lateral (select from customers c where c.shop_id = ${shopId} and c.customer_id = x.customer_id and ${themselves(shopId, query)} limit 1) c where ${only.which}`;
}
