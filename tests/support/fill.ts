import { sql } from "kysely";

import type { Db } from "../../app/db.server.ts";

type Column = { table_name: string; column_name: string; data_type: string; is_nullable: string; column_default: string | null };

const values: Record<string, string> = {
  integer: "1",
  "double precision": "1",
  bigint: "1",
  numeric: "1",
  text: "'x'",
  date: "'2026-01-01'",
  "timestamp with time zone": "'2026-01-01T00:00:00Z'",
  jsonb: "'{}'",
  boolean: "false",
  ARRAY: "'{}'",
  bytea: "'x'",
};

/** Tables that belong to shops, as the database knows them. */
export async function shopTables(db: Db): Promise<string[]> {
  return [...new Set((await columns(db)).map(({ table_name }) => table_name))];
}

/** Puts a row of a shop into every table that has shops' rows, so that a table added later is tested like the others. */
export async function fillEveryTable(db: Db, shopId: number): Promise<void> {
  const all = await columns(db);
  for (const table of new Set(all.map(({ table_name }) => table_name))) {
    if (table === "shops") continue;
    const needed = all.filter(
      (column) => column.table_name === table && column.is_nullable === "NO" && column.column_default === null,
    );
    const names = needed.map(({ column_name }) => `"${column_name}"`).join(", ");
    const row = needed
      .map(({ column_name, data_type }) => (column_name === "shop_id" ? String(shopId) : valueOf(table, data_type)))
      .join(", ");
    await sql.raw(`insert into "${table}" (${names}) values (${row}) on conflict do nothing`).execute(db);
  }
}

/** How many rows of a shop each table holds; tables without any are left out. */
export async function rowsOf(db: Db, shopId: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of await shopTables(db)) {
    const { rows } = await sql<{
      total: number;
    }>`select count(*)::int as total from ${sql.table(table)} where shop_id = ${shopId}`.execute(db);
    const total = rows[0]?.total ?? 0;
    if (total > 0) counts[table] = total;
  }
  return counts;
}

function valueOf(table: string, type: string): string {
  const value = values[type];
  if (value === undefined) throw new Error(`No sample value for a ${type} in ${table}`);
  return value;
}

async function columns(db: Db): Promise<Column[]> {
  const { rows } = await sql<Column>`
    select c.table_name, c.column_name, c.data_type, c.is_nullable, c.column_default from information_schema.columns c
    join information_schema.columns s on s.table_schema = c.table_schema and s.table_name = c.table_name and s.column_name = 'shop_id'
    where c.table_schema = 'public' order by c.table_name, c.ordinal_position
  `.execute(db);
  return rows;
}

/** Every row of a shop as one text, bytes decoded. */
export async function everything(db: Db, shopId: number): Promise<string> {
  const texts: string[] = [];
  for (const table of await shopTables(db)) {
    const { rows } = await sql<{
      json: string;
    }>`select to_jsonb(t)::text as json from ${sql.table(table)} t where shop_id = ${shopId}`.execute(db);
    texts.push(...rows.map(({ json }) => `${table} ${json}`));
  }
  const bodies = await sql<{
    body: Buffer;
  }>`select body from webhook_inbox where shop_id = ${shopId} and body is not null`.execute(db);
  return [...texts, ...bodies.rows.map(({ body }) => body.toString())].join("\n");
}
