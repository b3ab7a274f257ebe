import { sql, type RawBuilder } from "kysely";

import { prefixPatterns } from "../../customers/views/prefix.ts";
import type { Db } from "../../db.server.ts";
import { plannedByValues } from "../../db/statement-names.ts";
import { ids } from "../../lib/rows.server.ts";
import { csvLine, instantCell, type Cell, type Dialect } from "../../lib/csv.ts";
import { toDecimal } from "../../lib/money.ts";
import { addDays, instantIn, type CalendarDay } from "../../lib/time.ts";
import { textIn, type Texts } from "../../program/rules/texts.ts";
import type { ReleaseReason, RedemptionState } from "../../rewards/redemptions/state.ts";
import type { RewardKind } from "../../rewards/reward.ts";
import type { Shop } from "../../shops/shop.ts";
import type { RedemptionQuery, RedemptionSort } from "./redemption-query.ts";

/** A redemption as lists show it. */
export type RedemptionLine = {
  redemptionId: bigint;
  code: string;
  state: RedemptionState;
  rewardId: number;
  kind: RewardKind;
  title: Texts;
  customerId: bigint;
  email: string | null;
  firstName: string | null;
  lastName: string | null;
  points: bigint;
  /** What refunds of the order have given back of them. */
  returnedPoints: bigint;
  valueMinor: bigint;
  reservedAt: Date;
  issuedAt: Date | null;
  expiresAt: Date | null;
  usedAt: Date | null;
  usedOrderId: bigint | null;
  usedOrderName: string | null;
  releaseReason: ReleaseReason | null;
  releasedAt: Date | null;
  /** Shopify has not done yet what was asked of it. */
  stuck: boolean;
};

export type RedemptionPage = { rows: RedemptionLine[]; previous: RedemptionQuery["cursor"]; next: RedemptionQuery["cursor"] };

/** `words`: those of the search, each with whom it finds. */
type Filter = Omit<RedemptionQuery, "cursor" | "search" | "sort"> & { words: readonly Found[] };
type Found = { word: string; customerIds: readonly bigint[] | null };

type InZone = Pick<Shop, "shopId" | "timeZone">;

function lines({ shopId, timeZone }: InZone, filter: Filter, beyond: RawBuilder<unknown>): RawBuilder<RedemptionLine> {
  const { words, state, rewardId, customerId, from, until } = filter;
  // Only what is asked stands in the statement: a condition that may be none is one that no index can serve.
  const wanted = [
    sql`true`,
    ...words.map(found),
    ...(state === null ? [] : [inState(state)]),
    ...(rewardId === null ? [] : [sql`r.reward_id = ${rewardId}`]),
    ...(customerId === null ? [] : [sql`r.customer_id = ${customerId}`]),
    ...(from === null ? [] : [sql`r.reserved_at >= ${instantIn(calendarDay(from), timeZone)}`]),
    ...(until === null ? [] : [sql`r.reserved_at < ${instantIn(addDays(calendarDay(until), 1), timeZone)}`]),
  ];
  return sql<RedemptionLine>`
    ${plannedByValues} select r.redemption_id as "redemptionId", r.code, r.state, r.reward_id as "rewardId", r.terms ->> 'kind' as kind, r.terms -> 'title' as title,
      r.customer_id as "customerId", c.email, c.first_name as "firstName", c.last_name as "lastName", r.points, r.returned_points as "returnedPoints",
      r.value_minor as "valueMinor", r.reserved_at as "reservedAt", r.issued_at as "issuedAt", r.expires_at as "expiresAt", r.used_at as "usedAt",
      r.used_order_id as "usedOrderId", o.name as "usedOrderName", r.release_reason as "releaseReason", r.released_at as "releasedAt",
      (r.state in ('reserved', 'releasing') and r.last_error is not null) as stuck
    from redemptions r
    left join customers c on c.shop_id = r.shop_id and c.customer_id = r.customer_id
    left join orders o on o.shop_id = r.shop_id and o.order_id = r.used_order_id
    where r.shop_id = ${shopId} and ${sql.join(wanted, sql` and `)} and ${beyond}`;
}

/** @param text "2026-11-30" */
function calendarDay(text: string): CalendarDay {
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  return { year, month, day };
}

/** Those that Shopify has not settled have a partial index, which only a literal can use. */
const inState = (state: RedemptionState) =>
  state === "reserved" || state === "releasing" ? sql`r.state = ${sql.lit(state)}` : sql`r.state = ${state}`;

/** More customers whom a word finds are asked for with each redemption: among the newest there soon is a page of theirs. */
const FEW_FOUND = 5_000;
const ofPerson = [sql`lower(c.email)`, sql`lower(c.first_name)`, sql`lower(c.last_name)`];

/** A word begins a code, or an address or a name. Where it finds few customers their redemptions are looked up, as those with the code are. */
function found({ word, customerIds }: Found): RawBuilder<unknown> {
  const code = begins(word, [sql`lower(r.code)`]);
  return customerIds === null
    ? sql`(${code} or ${begins(word, ofPerson)})`
    : sql`(${code} or r.customer_id = any(${ids(customerIds)}))`;
}

function begins(word: string, columns: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  const conditions = prefixPatterns(word).flatMap((pattern) => columns.map((column) => sql`${column} like ${pattern}`));
  return sql`(${sql.join(conditions, sql` or `)})`;
}

/** The words of a search, each with the customers whom it finds; null: many. */
function findWords(db: Db, shopId: number, search: string): Promise<Found[]> {
  const words = search.split(/\s+/).filter(Boolean);
  return Promise.all(
    words.map(async (word) => {
      const { rows } = await sql<{ id: bigint }>`
        ${plannedByValues} select c.customer_id as id from customers c where c.shop_id = ${shopId} and ${begins(word, ofPerson)} limit ${FEW_FOUND + 1}
      `.execute(db);
      return { word, customerIds: rows.length > FEW_FOUND ? null : rows.map(({ id }) => id) };
    }),
  );
}

/** A page of redemptions. */
export async function listRedemptionLines(db: Db, shop: InZone, query: RedemptionQuery, limit: number): Promise<RedemptionPage> {
  const { cursor, search, sort, ...narrowed } = query;
  const filter = { ...narrowed, words: await findWords(db, shop.shopId, search) };
  const back = cursor?.direction === "before";
  // Rising ids, or those of a page before a page of falling ones.
  const up = (sort === "oldest") !== back;
  const beyond = cursor === null ? sql`true` : beyondId(shop, sort, cursor.id, up);
  const way = up ? sql`asc` : sql`desc`;
  const order = sort === "points" ? sql`r.points ${way}, r.redemption_id ${way}` : sql`r.redemption_id ${way}`;
  const { rows } = await sql<RedemptionLine>`
    ${lines(shop, filter, beyond)} order by ${order} limit ${limit + 1}
  `.execute(db);
  const more = rows.length > limit;
  const page = rows.slice(0, limit);
  if (back) page.reverse();
  const edge = (row: RedemptionLine | undefined, direction: "after" | "before") =>
    row === undefined ? null : { direction, id: row.redemptionId };
  return {
    rows: page,
    previous: (back && more) || (!back && cursor !== null) ? edge(page[0], "before") : null,
    next: more || back ? edge(page.at(-1), "after") : null,
  };
}

function beyondId({ shopId }: InZone, sort: RedemptionSort, id: bigint, up: boolean): RawBuilder<unknown> {
  const than = up ? sql`>` : sql`<`;
  if (sort !== "points") return sql`r.redemption_id ${than} ${id}`;
  // What a redemption costs never changes.
  const points = sql`(select e.points from redemptions e where e.shop_id = ${shopId} and e.redemption_id = ${id})`;
  return sql`(r.points, r.redemption_id) ${than} (${points}, ${id}::bigint)`;
}

/** Whether anybody ever redeemed anything. */
export async function hasRedemptions(db: Db, shopId: number): Promise<boolean> {
  const { rows } = await sql`select 1 from redemptions where shop_id = ${shopId} limit 1`.execute(db);
  return rows.length > 0;
}

const BATCH = 2_000;

/** Names are part of the file's contract with spreadsheets and scripts and so stay English. */
const header = [
  ...[
    "redemption_id",
    "code",
    "state",
    "reward_id",
    "reward",
    "kind",
    "customer_id",
    "email",
    "first_name",
    "last_name",
    "points",
  ],
  ...[
    "points_returned",
    "value",
    "currency",
    "redeemed_at",
    "issued_at",
    "expires_at",
    "used_at",
    "order",
    "given_back_at",
    "reason",
  ],
];

/** The redemptions of a list as CSV text (RFC 4180, UTF-8 with byte order mark), newest first, batch by batch. In whatever order the list is. */
export async function* exportRedemptions(db: Db, shop: Shop, query: RedemptionQuery, dialect?: Dialect): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(header, dialect)}`;
  const filter = { ...query, words: await findWords(db, shop.shopId, query.search) };
  for (let last: bigint | null = null; ;) {
    const beyond: RawBuilder<unknown> = last === null ? sql`true` : sql`r.redemption_id < ${last}`;
    const { rows } =
      await sql<RedemptionLine>`${lines(shop, filter, beyond)} order by r.redemption_id desc limit ${BATCH}`.execute(db);
    yield rows.map((row) => csvLine(cells(row, shop), dialect)).join("");
    last = rows.at(-1)?.redemptionId ?? null;
    if (rows.length < BATCH) return;
  }
}

function cells(line: RedemptionLine, shop: Shop): Cell[] {
  const { currency, primaryLocale } = shop;
  const at = (instant: Date | null) => instantCell(instant, shop);
  return [
    ...[line.redemptionId, line.code, line.state, line.rewardId, textIn(line.title, primaryLocale), line.kind],
    ...[line.customerId, line.email, line.firstName, line.lastName, line.points, line.returnedPoints],
    ...[{ decimal: toDecimal(line.valueMinor, currency) }, currency, at(line.reservedAt), at(line.issuedAt), at(line.expiresAt)],
    ...[at(line.usedAt), line.usedOrderName, at(line.releasedAt), line.releaseReason],
  ];
}
