import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { csvLine, instantCell, type Dialect } from "../../lib/csv.ts";
import type { Shop } from "../../shops/shop.ts";
import type { ChannelName } from "../channels/registry.ts";
import type { SuppressionCursor, SuppressionQuery } from "./query.ts";
import type { SuppressionReason } from "./suppression.ts";

export type Suppression = {
  channel: ChannelName;
  address: string;
  reason: SuppressionReason;
  source: string;
  since: Date;
  /** Who has the address, if a customer does. */
  customerId: bigint | null;
};

export type SuppressionPage = { rows: Suppression[]; previous: SuppressionCursor | null; next: SuppressionCursor | null };

type Filter = Omit<SuppressionQuery, "cursor">;

function lines(shopId: number, { search, reason }: Filter, beyond: RawBuilder<unknown>): RawBuilder<Suppression> {
  const pattern = `%${search.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  return sql<Suppression>`
    select s.channel, s.address, s.reason, s.source, s.created_at as since, c.customer_id as "customerId"
    from suppressions s
    left join lateral (
      select customer_id from customers c
      where c.shop_id = ${shopId} and s.channel = 'email' and lower(c.email) = s.address and c.merged_into is null order by customer_id limit 1
    ) c on true
    where s.shop_id = ${shopId} and (${reason}::text is null or s.reason = ${reason})
      and ${search === "" ? sql`true` : sql`s.address like ${pattern}`} and ${beyond}`;
}

const at = (cursor: Pick<SuppressionCursor, "atMs" | "address">) =>
  sql`(to_timestamp(${cursor.atMs}::bigint / 1000.0), ${cursor.address}::text)`;

/** A page of suppressed addresses, the latest first. */
export async function listSuppressions(db: Db, shopId: number, query: SuppressionQuery, limit: number): Promise<SuppressionPage> {
  const { cursor } = query;
  const up = cursor?.direction === "before";
  const beyond = cursor === null ? sql`true` : sql`(s.created_at, s.address) ${up ? sql`>` : sql`<`} ${at(cursor)}`;
  const order = up ? sql`s.created_at, s.address` : sql`s.created_at desc, s.address desc`;
  const { rows } = await sql<Suppression>`${lines(shopId, query, beyond)} order by ${order} limit ${limit + 1}`.execute(db);
  const more = rows.length > limit;
  const page = rows.slice(0, limit);
  if (up) page.reverse();
  return {
    rows: page,
    previous: (up && more) || (!up && cursor !== null) ? edge(page[0], "before") : null,
    next: more || up ? edge(page.at(-1), "after") : null,
  };
}

function edge(row: Suppression | undefined, direction: "after" | "before"): SuppressionCursor | null {
  return row === undefined ? null : { direction, atMs: BigInt(row.since.getTime()), address: row.address };
}

export type SuppressionChange = {
  address: string;
  action: "lifted" | "added";
  reason: SuppressionReason;
  actor: string;
  at: Date;
};

/** What people did by hand, the latest first. */
export async function listSuppressionChanges(db: Db, shopId: number, limit: number): Promise<SuppressionChange[]> {
  const { rows } = await sql<SuppressionChange>`
    select address, action, reason, actor, at from suppression_changes where shop_id = ${shopId} order by change_id desc limit ${limit}
  `.execute(db);
  return rows;
}

/** Whether there is any at all. */
export async function hasSuppressions(db: Db, shopId: number): Promise<boolean> {
  const { rows } = await sql`select 1 from suppressions where shop_id = ${shopId} limit 1`.execute(db);
  return rows.length > 0;
}

const BATCH = 2_000;
/** Part of the file's contract with spreadsheets and scripts, and so English. */
const header = ["address", "channel", "reason", "source", "since", "customer_id"];

/** The list as CSV text (RFC 4180, UTF-8 with byte order mark), the latest first, batch by batch. */
export async function* exportSuppressions(
  db: Db,
  shop: Shop,
  query: SuppressionQuery,
  dialect?: Dialect,
): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(header, dialect)}`;
  for (let last: SuppressionCursor | null = null; ;) {
    const beyond: RawBuilder<unknown> = last === null ? sql`true` : sql`(s.created_at, s.address) < ${at(last)}`;
    const { rows } =
      await sql<Suppression>`${lines(shop.shopId, query, beyond)} order by s.created_at desc, s.address desc limit ${BATCH}`.execute(
        db,
      );
    yield rows
      .map(({ address, channel, reason, source, since, customerId }) =>
        csvLine([address, channel, reason, source, instantCell(since, shop), customerId], dialect),
      )
      .join("");
    last = edge(rows.at(-1), "after");
    if (rows.length < BATCH) return;
  }
}
