import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { plannedByValues } from "../../db/statement-names.ts";
import { countOf } from "../../lib/counts.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { endPattern, insidePatterns, isPiece, phoneEnd, prefixPatterns } from "./prefix.ts";
import type { CustomerQuery, GroupPlace } from "./list-query.ts";

/** What narrows the list: who is searched for, is in the segment, in further ones, in the tier and in the group. */
export type Narrowing = Pick<CustomerQuery, "search" | "segment"> &
  Partial<Pick<CustomerQuery, "also" | "tier" | "place">> & {
    /** Of which of them there are few. */
    few?: Few;
    /** Who is found by name, where that has been read; else it is asked of each customer. */
    named?: Named;
  };
/** Customers who are found by their names and addresses, and meant by what else narrows the list. Null: not read, since no word of the search is long enough. */
export type Named = readonly bigint[] | "very many" | null;
export type Few = ReadonlySet<Kind>;
type Kind = "segment" | "also" | "tier" | "place";

/** Customers who are among the rows `x` of a table. */
export type Members = { kind: Kind; table: RawBuilder<unknown>; which: RawBuilder<unknown> };

const NONE: Few = new Set();
const PROSPECTS = "PROSPECTS";

/** Customers that exist for the merchant: erased, deleted and merged ones keep their ledger but are not listed. */
const listed = sql`c.deleted_at is null and c.redacted_at is null and c.merged_into is null`;

/**
 * The conditions of a search, of segments, a tier and a group on `customers c`. Each word must stand in the email address, the first or the last name, or begin
 * one of them where it has less than three letters; or all of them are the name of an order, a discount code or a phone number.
 */
export function conditions(shopId: number, narrowing: Narrowing): RawBuilder<unknown> {
  const { few = NONE } = narrowing;
  const isIn = (one: Members) => (few.has(one.kind) ? readFirst(one) : isAmong(one, sql`c.customer_id`));
  return sql`c.shop_id = ${shopId} and ${themselves(shopId, narrowing)} and ${every(membersOf(shopId, narrowing).map(isIn))}`;
}

/** Of those conditions what is asked of a shop's customers alone, not of what they are in. */
export function themselves(shopId: number, { search, place = null, named = null }: Narrowing): RawBuilder<unknown> {
  const words = wordsOf(search);
  const all = isFew(named) ? sql`c.customer_id = any(${ids(named)})` : every(words.map((word) => hasWord(shopId, word)));
  // A name may hold a space itself, so the words may also be one beginning.
  const whole = words.join(" ");
  const people = words.length > 1 ? sql`((${all}) or ${begins(whole)})` : all;
  const found = words.length === 0 ? sql`true` : sql`((${people}) or ${hasNamed(shopId, whole)} or ${hasPhone(shopId, whole)})`;
  return sql`${listed} and ${found} and ${place?.group === PROSPECTS ? hasBoughtNothing(shopId) : sql`true`}`;
}

function wordsOf(search: string): string[] {
  return search.split(/\s+/).filter(Boolean);
}

/** More customers than these are not read beforehand, and not counted either. */
const NAMED = 2_000;

/** Reads who is found by name: trigrams lead to few of a large shop, and very many are soon met in any order. */
export async function readNamed(db: Db, shopId: number, narrowing: Omit<Narrowing, "named" | "few">): Promise<Named> {
  const words = wordsOf(narrowing.search);
  const pieces = words.filter(isPiece);
  if (pieces.length === 0) return null;
  const others = every(words.filter((word) => !isPiece(word)).map(begins));
  const bought = narrowing.place?.group === PROSPECTS ? hasBoughtNothing(shopId) : sql`true`;
  const { rows } = await sql<{ id: bigint }>`
    ${plannedByValues} select n.customer_id as id from customer_names n
    where n.shop_id = ${shopId} and ${every(pieces.map(fits))}
      and ${every(membersOf(shopId, narrowing).map((one) => isAmong(one, sql`n.customer_id`)))}
      and exists (select from customers c where c.shop_id = ${shopId} and c.customer_id = n.customer_id and ${listed} and ${others} and ${bought} offset 0)
    limit ${NAMED + 1}
  `.execute(db);
  return rows.length > NAMED ? "very many" : rows.map(({ id }) => id);
}

function isFew(named: Named): named is readonly bigint[] {
  return named !== null && named !== "very many";
}

/** Shorter words are looked for where names and addresses begin. */
function hasWord(shopId: number, word: string): RawBuilder<unknown> {
  if (!isPiece(word)) return begins(word);
  return sql`exists (select from customer_names n where n.shop_id = ${shopId} and n.customer_id = c.customer_id and ${fits(word)} offset 0)`;
}

function fits(piece: string): RawBuilder<unknown> {
  return sql`(${sql.join(
    insidePatterns(piece).map((pattern) => sql`n.text like ${pattern}`),
    sql` or `,
  )})`;
}

/** What else a list is narrowed by. */
export function membersOf(shopId: number, { segment, also = [], tier = null, place = null }: Narrowing): Members[] {
  const ofSegment = (kind: Kind, key: string): Members => {
    const id = sql`(select segment_id from segments where shop_id = ${shopId} and key = ${key})`;
    return { kind, table: sql`segment_members x`, which: sql`x.shop_id = ${shopId} and x.segment_id = ${id}` };
  };
  return [
    ...(segment === null ? [] : [ofSegment("segment", segment)]),
    ...also.map((key) => ofSegment("also", key)),
    ...(tier === null
      ? []
      : [{ kind: "tier" as const, table: sql`members x`, which: sql`x.shop_id = ${shopId} and x.tier = ${tier}` }]),
    // Prospects have bought nothing, and so have no scores.
    ...(place === null || place.group === PROSPECTS ? [] : [ofPlace(shopId, place)]),
  ];
}

/** As of the last night (insights/scores). */
function ofPlace(shopId: number, { group, cell }: GroupPlace): Members {
  const there =
    cell === null ? sql`true` : sql`x.recency = ${cell.recency} and round((x.frequency + x.monetary) / 2.0)::int = ${cell.worth}`;
  return {
    kind: "place",
    table: sql`customer_scores x`,
    which: sql`x.shop_id = ${shopId} and x.rfm_group = ${group} and ${there}`,
  };
}

/** As the planner likes it. */
export function isAmong({ table, which }: Members, customerId: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`exists (select 1 from ${table} where ${which} and x.customer_id = ${customerId})`;
}

/** Of each customer who is looked at, by one row of an index. */
export function isAmongOne({ table, which }: Members, customerId: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`(select true from ${table} where ${which} and x.customer_id = ${customerId} limit 1)`;
}

/** All of them are read first, and kept in memory (as far as `work_mem` goes), so that asking costs next to nothing. */
export function isAmongKnown(members: Members, customerId: RawBuilder<unknown>): RawBuilder<boolean> {
  // `is true` keeps the planner from making a join of it, which might read customers in another order.
  return sql`(${isAmong(members, customerId)}) is true`;
}

/** All of them are read first, and nobody else is looked at. */
function readFirst({ table, which }: Members): RawBuilder<boolean> {
  return sql`c.customer_id = any(array(select x.customer_id from ${table} where ${which}))`;
}

export function every(all: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return all.length === 0 ? sql`true` : sql.join(all, sql` and `);
}

/** Which of what narrows a list are few: no more than so many. */
export async function readFew(db: Db, shopId: number, query: CustomerQuery, most: number): Promise<Few> {
  const asked = membersOf(shopId, query).filter(({ kind }) => kind !== "also");
  if (asked.length === 0) return NONE;
  const few = ({ kind, table, which }: Members) =>
    kind === "segment"
      ? sql`${countOfSegment(shopId, query.segment)} <= ${most}`
      : sql`(select count(*) <= ${most} from (select 1 from ${table} where ${which} limit ${most + 1}) counted)`;
  const { rows } = await sql<Record<string, boolean>>`
    ${plannedByValues} select ${sql.join(asked.map((one) => sql`${few(one)} as ${sql.ref(one.kind)}`))}
  `.execute(db);
  return new Set(asked.flatMap(({ kind }) => (rows[0]?.[kind] === true ? [kind] : [])));
}

/** How many are in a segment, as the database has counted them. */
export function countOfSegment(shopId: number, segment: string | null): RawBuilder<number> {
  return countOf(shopId, sql`(select 'segment:' || segment_id from segments where shop_id = ${shopId} and key = ${segment})`);
}

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

/** Whose phone number ends so. */
function hasPhone(shopId: number, text: string): RawBuilder<unknown> {
  const digits = phoneEnd(text);
  if (digits === null) return sql`false`;
  return sql`c.customer_id = any(array(
    select p.customer_id from customers p
    where p.shop_id = ${shopId} and p.phone is not null and reverse(p.phone) like ${endPattern(digits)} limit ${FOUND}
  ))`;
}

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

/** Who has no order stands at the end of the list by last order, where an index finds them. */
function hasBoughtNothing(shopId: number): RawBuilder<unknown> {
  return sql`c.orders_count = 0 and coalesce(c.last_order_at, 'epoch'::timestamptz) = 'epoch' and not exists (select 1 from customer_scores g where g.shop_id = ${shopId} and g.customer_id = c.customer_id)`;
}
