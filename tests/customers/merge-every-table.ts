import { sql } from "kysely";

import type { Db } from "../../app/db.server.ts";

/** Ids that no other figure of a row contains. */
export const GONE = 706405506930370084n;
export const KEPT = 706405506930370085n;

type Column = {
  table: string;
  column: string;
  type: string;
  nullable: boolean;
  filled: boolean;
  /** Part of a key that also names the customer: two customers may share its value, and then meet when they become one. */
  shared: boolean;
};

/** Columns of every table that the database knows to name customers. */
async function columnsOfPeople(db: Db): Promise<Map<string, Column[]>> {
  const { rows } = await sql<Column>`
    select c.table_name as "table", c.column_name as "column", c.data_type as type, c.is_nullable = 'YES' as nullable,
      c.column_default is not null as filled,
      exists (select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey) and a.attname = c.column_name
        join pg_attribute p on p.attrelid = i.indrelid and p.attnum = any(i.indkey) and p.attname = 'customer_id'
        where i.indisunique and i.indrelid = format('%I', c.table_name)::regclass) as shared
    from information_schema.columns c
    where c.table_schema = 'public' and c.table_name in (
      select table_name from information_schema.columns where table_schema = 'public' and column_name = 'customer_id')
    order by c.table_name, c.ordinal_position
  `.execute(db);
  return Map.groupBy(rows, ({ table }) => table);
}

type Row = { shopId: number; customerId: bigint; of: "one" | "both"; number: number };

/** SQL of columns (`table.column`) that have to mean something; any value is good for all others. */
export type Meaning = Readonly<Record<string, (row: Row) => string>>;

/**
 * Gives both customers rows in every table that names customers: each one of their own, and each one that is the other's but for the customer, where both
 * may have that. What a life through the pipeline has filled already gets more of the same.
 */
export async function fillForBoth(db: Db, shopId: number, meaning: Meaning, without: readonly string[]): Promise<void> {
  let number = 0;
  for (const [table, columns] of await columnsOfPeople(db)) {
    if (without.includes(table)) continue;
    for (const [customerId, of] of [
      [GONE, "one"],
      [KEPT, "one"],
      [GONE, "both"],
      [KEPT, "both"],
    ] as const) {
      number += 1;
      const values = columns.flatMap((column) => {
        const value = valueOf(column, { shopId, customerId, of, number }, meaning);
        return value === null ? [] : [[`"${column.column}"`, value]];
      });
      const names = values.map(([name]) => name).join(", ");
      await sql
        .raw(`insert into "${table}" (${names}) values (${values.map(([, value]) => value).join(", ")}) on conflict do nothing`)
        .execute(db);
    }
  }
}

function valueOf({ table, column, type, nullable, filled, shared }: Column, row: Row, meaning: Meaning): string | null {
  if (column === "shop_id") return String(row.shopId);
  if (column === "customer_id") return String(row.customerId);
  const meant = meaning[`${table}.${column}`];
  if (meant !== undefined) return meant(row);
  if (nullable || filled) return null;
  const number = shared && row.of === "both" ? 0 : row.number;
  if (type === "text") return `'value ${number}'`;
  if (type === "integer" || type === "bigint") return String(number);
  if (type === "jsonb" || type === "ARRAY") return "'{}'";
  if (type === "bytea") return "''";
  if (type.startsWith("timestamp") || type === "date") return "'2026-01-05T00:00:00Z'";
  if (type === "boolean") return "false";
  throw new Error(`No sample value for a ${type} in ${table}.${column}`);
}

/** How many rows of a shop each table that names customers holds, and how many of whom. */
export type Rows = ReadonlyMap<string, { all: number; gone: number; kept: number }>;

export async function countRows(db: Db, shopId: number): Promise<Rows> {
  const counts = new Map<string, { all: number; gone: number; kept: number }>();
  for (const table of (await columnsOfPeople(db)).keys()) {
    const { rows } = await sql<{ all: number; gone: number; kept: number }>`
      select count(*)::int as all, count(*) filter (where customer_id = ${GONE})::int as gone,
        count(*) filter (where customer_id = ${KEPT})::int as kept
      from ${sql.table(table)} where shop_id = ${shopId}
    `.execute(db);
    counts.set(table, rows[0] ?? { all: 0, gone: 0, kept: 0 });
  }
  return counts;
}

/** Tables in which one of the two has nothing: nothing could be shown of them. */
export function unfilled(before: Rows): string[] {
  return [...before].filter(([, { gone, kept }]) => gone === 0 || kept === 0).map(([table]) => table);
}

/** How many rows are still the old id's, by table. */
export function staying(after: Rows): Record<string, number> {
  return Object.fromEntries([...after].flatMap(([table, { gone }]) => (gone > 0 ? [[table, gone]] : [])));
}

/** Tables that have fewer rows than before. */
export function fewer(before: Rows, after: Rows): string[] {
  return [...before].filter(([table, { all }]) => (after.get(table)?.all ?? 0) < all).map(([table]) => table);
}

/** Tables in which the kept customer has not at least what both had. */
export function notHandedOver(before: Rows, after: Rows): string[] {
  return [...before].filter(([table, { gone, kept }]) => (after.get(table)?.kept ?? 0) < gone + kept).map(([table]) => table);
}

/** Columns in which a row of the shop still says the old id, whatever they are called and hold. */
export async function whereGoneIsNamed(db: Db, shopId: number): Promise<string[]> {
  const found: string[] = [];
  const { rows: columns } = await sql<{ table: string; column: string }>`
    select c.table_name as "table", c.column_name as "column" from information_schema.columns c
    join information_schema.columns s on s.table_schema = c.table_schema and s.table_name = c.table_name and s.column_name = 'shop_id'
    where c.table_schema = 'public' order by c.table_name, c.ordinal_position
  `.execute(db);
  for (const { table, column } of columns) {
    const { rows } = await sql`
      select 1 from ${sql.table(table)} where shop_id = ${shopId} and ${sql.ref(column)}::text like ${`%${GONE}%`} limit 1
    `.execute(db);
    if (rows.length > 0) found.push(`${table}.${column}`);
  }
  return found;
}
