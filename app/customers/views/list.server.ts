import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { prefixPatterns } from "./prefix.ts";
import type { CustomerQuery, Cursor, Sort } from "./list-query.ts";

export const PAGE_SIZE = 50;

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
  /** Customers that the search and the segment leave, on all pages. */
  total: number;
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
const orders: Record<Sort, { value: RawBuilder<unknown>; as: typeof integer }> = {
  "last-order": { value: sql`coalesce(c.last_order_at, 'epoch'::timestamptz)`, as: instant },
  created: { value: sql`c.created_at`, as: instant },
  spend: { value: sql`c.net_spend_minor`, as: integer },
  orders: { value: sql`c.orders_count`, as: integer },
  points: { value: sql`coalesce(a.available, 0)`, as: integer },
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

/** What narrows the list: who begins with the words, is in the segment and in the tier. */
export type Narrowing = Pick<CustomerQuery, "search" | "segment"> & { tier?: string | null };

/** The conditions of a search, a segment and a tier on `customers c`. Each word must begin the e-mail address, the first or the last name. */
export function conditions(shopId: number, { search, segment, tier = null }: Narrowing): RawBuilder<unknown> {
  const words = search.split(/\s+/).filter(Boolean);
  const all = sql.join(words.map(begins), sql` and `);
  // A name may hold a space itself, so the words may also be one beginning.
  const found = words.length === 0 ? sql`true` : words.length === 1 ? all : sql`((${all}) or ${begins(words.join(" "))})`;
  const member =
    segment === null
      ? sql`true`
      : sql`exists (select 1 from segment_members m join segments s on s.shop_id = m.shop_id and s.segment_id = m.segment_id
          where m.shop_id = ${shopId} and m.customer_id = c.customer_id and s.key = ${segment})`;
  const inTier =
    tier === null
      ? sql`true`
      : sql`exists (select 1 from members t where t.shop_id = ${shopId} and t.customer_id = c.customer_id and t.tier = ${tier})`;
  return sql`c.shop_id = ${shopId} and ${listed} and ${found} and ${member} and ${inTier}`;
}

type Row = CustomerRow & { sortValue: bigint };
type Read = Omit<Row, "expiring"> & { expiresAt: Date | null; expiresPoints: bigint | null };

/** Only where accounts decide the order: a million of them are not read to show fifty. */
const joinAccounts = sql`left join ledger_accounts a on a.shop_id = c.shop_id and a.customer_id = c.customer_id`;

/**
 * One page by keyset: the cursor holds the sort value and id at the page's edge, so that rows neither repeat nor go missing while customers
 * come and go.
 */
export async function listCustomers(db: Db, shopId: number, query: CustomerQuery): Promise<CustomerPage> {
  const where = conditions(shopId, query);
  const [found, counts] = await Promise.all([
    readRows(db, shopId, query, where),
    readCounts(db, shopId, query.search === "" && query.segment === null && query.tier === null ? null : where),
  ]);
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

async function readRows(db: Db, shopId: number, query: CustomerQuery, where: RawBuilder<unknown>): Promise<Row[]> {
  const { value, as } = orders[query.sort];
  const { cursor } = query;
  const up = (query.order === "asc") !== (cursor?.direction === "before");
  const direction = up ? sql`asc` : sql`desc`;
  const beyond =
    cursor === null
      ? sql`true`
      : sql`(${value}, c.customer_id) ${up ? sql`>` : sql`<`} (${as.read(cursor.value)}, ${cursor.id}::bigint)`;
  const { rows } = await sql<Read>`
    with page as (
      select c.*, ${value} as sort_value from customers c ${query.sort === "points" ? joinAccounts : sql``}
      where ${where} and ${beyond}
      order by ${value} ${direction}, c.customer_id ${direction}
      limit ${PAGE_SIZE + 1}
    )
    select page.customer_id as "customerId", page.email, page.first_name as "firstName", page.last_name as "lastName",
      page.orders_count as "ordersCount", page.net_spend_minor as "netSpendMinor", page.last_order_at as "lastOrderAt",
      page.created_at as "createdAt", coalesce(account.available, 0)::bigint as available, coalesce(account.pending, 0)::bigint as pending,
      account.expires_at as "expiresAt", account.expires_points as "expiresPoints", member.tier,
      ${as.write(sql`page.sort_value`)} as "sortValue",
      coalesce((select array_agg(s.key order by s.position, s.segment_id)
        from segment_members m join segments s on s.shop_id = m.shop_id and s.segment_id = m.segment_id
        where m.shop_id = ${shopId} and m.customer_id = page.customer_id), '{}') as segments
    from page
    left join ledger_accounts account on account.shop_id = ${shopId} and account.customer_id = page.customer_id
    left join members member on member.shop_id = ${shopId} and member.customer_id = page.customer_id
    order by page.sort_value ${direction}, page.customer_id ${direction}
  `.execute(db);
  return rows.map(({ expiresAt, expiresPoints, ...row }) => ({
    ...row,
    expiring: expiresAt === null || expiresPoints === null ? null : { points: expiresPoints, at: expiresAt },
  }));
}

/** @param where what narrows the list; null when nothing does */
async function readCounts(
  db: Db,
  shopId: number,
  where: RawBuilder<unknown> | null,
): Promise<Pick<CustomerPage, "total" | "shopTotal" | "segments">> {
  const { rows } = await sql<{ total: number | null; shopTotal: number; segments: { key: string; name: string }[] }>`
    select
      ${where === null ? sql`null::int` : sql`(select count(*)::int from customers c where ${where})`} as total,
      (select count(*)::int from customers c where c.shop_id = ${shopId} and ${listed}) as "shopTotal",
      coalesce((select json_agg(json_build_object('key', key, 'name', name) order by position, segment_id)
        from segments where shop_id = ${shopId}), '[]') as segments
  `.execute(db);
  const { total, shopTotal, segments } = rows[0] ?? { total: 0, shopTotal: 0, segments: [] };
  return { total: total ?? shopTotal, shopTotal, segments };
}
