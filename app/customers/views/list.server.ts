import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { plannedByValues } from "../../db/statement-names.ts";
import { countOf } from "../../lib/counts.server.ts";
import { endPattern, phoneEnd } from "./phone.ts";
import { prefixPatterns } from "./prefix.ts";
import type { CustomerQuery, Cursor, GroupPlace, Sort } from "./list-query.ts";

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

const instant = {
  write: (value: RawBuilder<unknown>) => sql`(extract(epoch from ${value}) * 1000)::bigint`,
  read: (ms: bigint) => sql`to_timestamp(greatest(${ms}::bigint, 0) / 1000.0)`,
};
const integer = {
  write: (value: RawBuilder<unknown>) => sql`(${value})::bigint`,
  read: (number: bigint) => sql`${number}::bigint`,
};

/** What each order sorts by, and how that value travels in a cursor. Customers without an order count as ordered in 1970. */
const orders: Record<Sort, { value: RawBuilder<unknown>; id: RawBuilder<unknown>; as: typeof integer }> = {
  "last-order": { value: sql`coalesce(c.last_order_at, 'epoch'::timestamptz)`, id: sql`c.customer_id`, as: instant },
  created: { value: sql`c.created_at`, id: sql`c.customer_id`, as: instant },
  spend: { value: sql`c.net_spend_minor`, id: sql`c.customer_id`, as: integer },
  orders: { value: sql`c.orders_count`, id: sql`c.customer_id`, as: integer },
  points: { value: sql`a.available`, id: sql`a.customer_id`, as: integer },
};

/** Customers that exist for the merchant: erased, deleted and merged ones keep their ledger but are not listed. */
const listed = sql`c.deleted_at is null and c.redacted_at is null and c.merged_into is null`;

/** An index serves each of these comparisons, and none of a list of patterns. */
function begins(text: string): RawBuilder<unknown> {
  const columns = [sql`c.email`, sql`c.first_name`, sql`c.last_name`];
  return sql`(${sql.join(
    prefixPatterns(text).flatMap((pattern) => columns.map((column) => sql`lower(${column}) like ${pattern}`)),
    sql` or `,
  )})`;
}

/** More customers than these are not found by one order's name or code. */
const FOUND = 10_000;

/** Who has an order of this name ("#1001" is also found by "1001"), or has used or been given this discount code, whatever its case. */
function hasNamed(shopId: number, text: string): RawBuilder<unknown> {
  const lower = text.toLowerCase();
  const names = [lower, `#${lower}`];
  return sql`c.customer_id = any(array(
    (select o.customer_id from orders o where o.shop_id = ${shopId} and o.customer_id is not null and lower(o.name) = any(${names}::text[]) limit ${FOUND})
    union all
    (select o.customer_id from orders o
      where o.shop_id = ${shopId} and o.customer_id is not null and o.snapshot -> 'discountCodes' ->> 0 is not null
        and lower(o.snapshot -> 'discountCodes' ->> 0) = ${lower} limit ${FOUND})
    union all
    (select r.customer_id from redemptions r where r.shop_id = ${shopId} and lower(r.code) = ${lower})
  ))`;
}

/** Whose phone number ends so. */
function hasPhone(shopId: number, text: string): RawBuilder<unknown> {
  const digits = phoneEnd(text);
  if (digits === null) return sql`false`;
  return sql`c.customer_id = any(array(
    select p.customer_id from customers p
    where p.shop_id = ${shopId} and p.phone is not null and reverse(p.phone) like ${endPattern(digits)} limit ${FOUND}
  ))`;
}

/** So few are looked at one by one, whatever they are sorted by. Of more an order's index soon finds a page of them. */
const FEW = 5_000;
/** Whoever is in a high tier has bought much: in an order by that they stand together, far from where half of the time one begins to look. */
const FEW_OF_TIER = 30_000;

/** What narrows the list: who is searched for, is in the segment, in the tier and in the group. */
export type Narrowing = Pick<CustomerQuery, "search" | "segment"> & {
  also?: readonly string[];
  tier?: string | null;
  place?: GroupPlace | null;
  /** Of which of them there are few. */
  few?: ReadonlySet<"segment" | "tier" | "place">;
};

/** Customers who are among rows `x` of a table. What is few is read first; of many it is asked of each customer. */
function among(table: RawBuilder<unknown>, which: RawBuilder<unknown>, isFew: boolean): RawBuilder<unknown> {
  return isFew
    ? sql`c.customer_id = any(array(select x.customer_id from ${table} where ${which}))`
    : sql`exists (select 1 from ${table} where ${which} and x.customer_id = c.customer_id)`;
}

/**
 * The conditions of a search, of segments, a tier and a group on `customers c`. Each word must begin the email address, the first or the last name; or all of them are the name of
 * an order, a discount code or a phone number.
 */
export function conditions(
  shopId: number,
  { search, segment, also = [], tier = null, place = null, few = NONE }: Narrowing,
): RawBuilder<unknown> {
  const words = search.split(/\s+/).filter(Boolean);
  const all = sql.join(words.map(begins), sql` and `);
  // A name may hold a space itself, so the words may also be one beginning.
  const whole = words.join(" ");
  const people = words.length > 1 ? sql`((${all}) or ${begins(whole)})` : all;
  const found = words.length === 0 ? sql`true` : sql`(${people} or ${hasNamed(shopId, whole)} or ${hasPhone(shopId, whole)})`;
  const isIn = (key: string, isFew: boolean) => among(sql`segment_members x`, ofSegment(shopId, key), isFew);
  const first = segment === null ? sql`true` : isIn(segment, few.has("segment"));
  const others =
    also.length === 0
      ? sql`true`
      : sql.join(
          also.map((key) => isIn(key, false)),
          sql` and `,
        );
  const inTier = tier === null ? sql`true` : among(sql`members x`, ofTier(shopId, tier), few.has("tier"));
  const there = placed(shopId, place, few.has("place"));
  return sql`c.shop_id = ${shopId} and ${listed} and ${found} and ${first} and ${others} and ${inTier} and ${there}`;
}

const NONE: ReadonlySet<never> = new Set();
/** By what the members of a segment are counted. */
const keyOf = (shopId: number, segment: string) =>
  sql`(select 'segment:' || segment_id from segments where shop_id = ${shopId} and key = ${segment})`;
const ofSegment = (shopId: number, key: string) =>
  sql`x.shop_id = ${shopId} and x.segment_id = (select segment_id from segments where shop_id = ${shopId} and key = ${key})`;
const ofTier = (shopId: number, tier: string) => sql`x.shop_id = ${shopId} and x.tier = ${tier}`;

function ofPlace(shopId: number, { group, cell }: GroupPlace): RawBuilder<unknown> {
  const there =
    cell === null ? sql`true` : sql`x.recency = ${cell.recency} and round((x.frequency + x.monetary) / 2.0)::int = ${cell.worth}`;
  return sql`x.shop_id = ${shopId} and x.rfm_group = ${group} and ${there}`;
}

/** Which of what narrows a list are few. */
async function readFew(
  db: Db,
  shopId: number,
  { segment, tier, place, sort }: CustomerQuery,
): Promise<Set<"segment" | "tier" | "place">> {
  const byWorth = sort === "points" || sort === "spend" || sort === "orders";
  const fewer = (table: RawBuilder<unknown>, which: RawBuilder<unknown>, few = FEW) =>
    sql`(select count(*) <= ${few} from (select 1 from ${table} where ${which} limit ${few + 1}) counted)`;
  const asked = {
    ...(segment === null ? {} : { segment: sql`${countOf(shopId, keyOf(shopId, segment))} <= ${FEW}` }),
    ...(tier === null ? {} : { tier: fewer(sql`members x`, ofTier(shopId, tier), byWorth ? FEW_OF_TIER : FEW) }),
    ...(place === null || place.group === PROSPECTS ? {} : { place: fewer(sql`customer_scores x`, ofPlace(shopId, place)) }),
  };
  const names = Object.keys(asked) as (keyof typeof asked)[];
  if (names.length === 0) return new Set();
  const { rows } = await sql<Record<string, boolean>>`
    ${plannedByValues} select ${sql.join(names.map((name) => sql`${asked[name]} as ${sql.ref(name)}`))}
  `.execute(db);
  return new Set(names.filter((name) => rows[0]?.[name] === true));
}

const PROSPECTS = "PROSPECTS";

/** Who is in a group as of the last night (insights/scores). Prospects have bought nothing, and so have no scores. */
function placed(shopId: number, place: GroupPlace | null, isFew: boolean): RawBuilder<unknown> {
  if (place === null) return sql`true`;
  if (place.group === PROSPECTS)
    // Who has no order stands at the end of the list by last order, where an index finds them.
    return sql`c.orders_count = 0 and coalesce(c.last_order_at, 'epoch'::timestamptz) = 'epoch' and not exists (select 1 from customer_scores g where g.shop_id = ${shopId} and g.customer_id = c.customer_id)`;
  return among(sql`customer_scores x`, ofPlace(shopId, place), isFew);
}

type Row = CustomerRow & { sortValue: bigint };
type Read = Omit<Row, "expiring"> & { expiresAt: Date | null; expiresPoints: bigint | null };

/**
 * One page by keyset: the cursor holds the sort value and id at the page's edge, so that rows neither repeat nor go missing while customers
 * come and go.
 */
export async function listCustomers(db: Db, shopId: number, query: CustomerQuery): Promise<CustomerPage> {
  const where = conditions(shopId, { ...query, few: await readFew(db, shopId, query) });
  const [found, counts] = await Promise.all([readRows(db, shopId, query, where), readCounts(db, shopId, query, where)]);
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

/** The cursor's row is not on the page, nor is anything before it. */
function beyond({ sort, cursor }: CustomerQuery, up: boolean): RawBuilder<unknown> {
  const { value, as, id } = orders[sort];
  return cursor === null
    ? sql`true`
    : sql`(${value}, ${id}) ${up ? sql`>` : sql`<`} (${as.read(cursor.value)}, ${cursor.id}::bigint)`;
}

/** The same among customers without an account, who have no points. */
function beyondNothing({ cursor }: CustomerQuery, up: boolean): RawBuilder<unknown> {
  if (cursor === null || (up ? cursor.value < 0n : cursor.value > 0n)) return sql`true`;
  return cursor.value === 0n ? sql`c.customer_id ${up ? sql`>` : sql`<`} ${cursor.id}::bigint` : sql`false`;
}

/** The page's customers with the value that they are sorted by. An index has each order, so that it costs the same on the first page and on the last. */
function selectPage(shopId: number, query: CustomerQuery, where: RawBuilder<unknown>, up: boolean): RawBuilder<unknown> {
  const { value } = orders[query.sort];
  const direction = up ? sql`asc` : sql`desc`;
  const limit = PAGE_SIZE + 1;
  if (query.sort !== "points") {
    return sql`
      select c.*, ${value} as sort_value from customers c where ${where} and ${beyond(query, up)}
      order by ${value} ${direction}, c.customer_id ${direction} limit ${limit}`;
  }
  // An index knows of those of a tier who have none, and looks for nobody among all the others.
  const without =
    query.tier === null
      ? sql`customers c`
      : sql`members w join customers c on c.shop_id = w.shop_id and c.customer_id = w.customer_id and w.shop_id = ${shopId} and w.tier = ${query.tier} and not w.has_account`;
  return sql`
    select c.*, sorted.sort_value from (
      (select a.customer_id, a.available as sort_value
        from ledger_accounts a join customers c on c.shop_id = a.shop_id and c.customer_id = a.customer_id
        where a.shop_id = ${shopId} and ${where} and ${beyond(query, up)}
        order by a.available ${direction}, a.customer_id ${direction} limit ${limit})
      union all
      (select c.customer_id, 0::bigint from ${without} where ${where} and not c.has_account and ${beyondNothing(query, up)}
        order by c.customer_id ${direction} limit ${limit})
    ) sorted
    join customers c on c.shop_id = ${shopId} and c.customer_id = sorted.customer_id
    order by sorted.sort_value ${direction}, c.customer_id ${direction} limit ${limit}`;
}

/** What stands beside the page's customers is looked up for each of them (`limit` keeps it so): a join might read a whole table for fifty. */
async function readRows(db: Db, shopId: number, query: CustomerQuery, where: RawBuilder<unknown>): Promise<Row[]> {
  const { as } = orders[query.sort];
  const up = (query.order === "asc") !== (query.cursor?.direction === "before");
  const direction = up ? sql`asc` : sql`desc`;
  const { rows } = await sql<Read>`
    ${plannedByValues} with page as (${selectPage(shopId, query, where, up)})
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
  { search, segment, also, tier, place }: CustomerQuery,
  where: RawBuilder<unknown>,
): Promise<Pick<CustomerPage, "total" | "more" | "shopTotal" | "segments">> {
  const everybody = countOf(shopId, sql`'customers'`);
  const narrowed = search !== "" || tier !== null || place !== null || also.length > 0;
  const total = narrowed
    ? sql`(select count(*)::int from (select 1 from customers c where ${where} limit ${COUNTED + 1}) counted)`
    : segment === null
      ? everybody
      : countOf(shopId, keyOf(shopId, segment));
  const { rows } = await sql<{ total: number; shopTotal: number; segments: { key: string; name: string }[] }>`
    ${plannedByValues} select ${total} as total, ${everybody} as "shopTotal",
      coalesce((select json_agg(json_build_object('key', key, 'name', name) order by position, segment_id)
        from segments where shop_id = ${shopId}), '[]') as segments
  `.execute(db);
  const counts = rows[0] ?? { total: 0, shopTotal: 0, segments: [] };
  const more = narrowed && counts.total > COUNTED;
  return { ...counts, more, total: more ? COUNTED : counts.total };
}
