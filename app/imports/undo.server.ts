import { sql } from "kysely";

import type { Batch, BatchPart } from "../batches/batch.ts";
import { append, type TimelineEvent } from "../customers/timeline.server.ts";
import type { Db, Tx } from "../db.server.ts";
import { ids, recordset } from "../lib/rows.server.ts";
import { appendEntries, lockAccounts, markForSync, type NewEntry } from "../points/accounts.server.ts";
import { liveCustomer } from "../points/ledger.server.ts";
import type { Shop } from "../shops/shop.ts";
import { entryKey, importSpecSchema } from "./apply.server.ts";
import { beforeSchema, type Before } from "./before.ts";
import { takeOut, type Link } from "./chain.ts";
import { PART_SIZE } from "./import.ts";
import { endPart, findImport } from "./imports.server.ts";
import { readProfiles, writeProfiles } from "./profile.server.ts";

type Row = { row: number; customerId: bigint; before: Before };

/**
 * Takes back the next rows of an import: exactly the entries it posted, and the tiers and birthdays it set where they are still what it set.
 * A balance whose points were spent meanwhile becomes negative.
 */
export async function undoImport(tx: Tx, shop: Shop, batch: Batch, now: Date): Promise<BatchPart> {
  const { importId } = importSpecSchema.parse(batch.spec);
  const current = await findImport(tx, shop.shopId, importId);
  if (current === null) throw new Error(`There is no import ${importId}`);
  const rows = await nextRows(tx, shop.shopId, importId, batch.cursor, PART_SIZE);
  const customerIds = [...new Set(rows.map(({ customerId }) => customerId))];
  await takePoints(tx, shop, importId, rows, batch.createdBy, now);
  await restore(tx, shop, importId, rows, batch.createdBy, now);
  await markForSync(tx, shop.shopId, profiles(rows), now);
  await sql`
    update import_rows set state = 'undone'
    where shop_id = ${shop.shopId} and import_id = ${importId} and row = any(${ids(rows.map(({ row }) => BigInt(row)))})
  `.execute(tx);
  return endPart(tx, shop.shopId, { importId, batch, rows, state: "undone", changed: customerIds }, now);
}

/** Whose birthday or tier a row may change: their metafields tell of it. */
function profiles(rows: readonly Row[]): bigint[] {
  return [...new Set(rows.filter(({ before }) => before.floor ?? before.birthday).map(({ customerId }) => customerId))];
}

/** Rows by whoever the customer is now: points that a merge moved are taken where they are. */
async function nextRows(tx: Tx, shopId: number, importId: number, after: bigint, size: number): Promise<Row[]> {
  const { rows } = await sql<{ row: number; customerId: bigint; before: unknown }>`
    select row, customer_id as "customerId", before from import_rows
    where shop_id = ${shopId} and import_id = ${importId} and state = 'applied' and row > ${after} order by row limit ${size} for update
  `.execute(tx);
  const merged = await sql<{ customerId: bigint }>`
    select customer_id as "customerId" from customers where shop_id = ${shopId} and merged_into is not null
      and customer_id = any(${ids(rows.map(({ customerId }) => customerId))})
  `.execute(tx);
  const now = new Map<bigint, bigint>();
  for (const { customerId } of merged.rows) now.set(customerId, (await liveCustomer(tx, shopId, customerId)) ?? customerId);
  return rows.map(({ row, customerId, before }) => ({
    row,
    customerId: now.get(customerId) ?? customerId,
    before: beforeSchema.parse(before),
  }));
}

async function takePoints(tx: Tx, shop: Shop, importId: number, rows: readonly Row[], actor: string, now: Date): Promise<void> {
  const entries: NewEntry[] = [];
  const events: TimelineEvent[] = [];
  for (const { row, customerId, before } of rows) {
    const points = -BigInt(before.points);
    if (points === 0n) continue;
    const key = `${entryKey(importId, row)}:undo`;
    entries.push({ customerId, key, kind: "import", points, availableAt: now, actor });
    events.push({ customerId, key, kind: "points.imported", occurredAt: now, data: { points, importId, undone: true } });
  }
  const locked = await lockAccounts(tx, shop.shopId, [...new Set(entries.map(({ customerId }) => customerId))], now);
  await appendEntries(tx, shop, locked, entries, now);
  await append(tx, shop.shopId, events, now);
}

/** Puts back tiers and birthdays that are still what the import made of them; what was changed since is somebody's wish. */
async function restore(tx: Tx, shop: Shop, importId: number, rows: readonly Row[], actor: string, now: Date): Promise<void> {
  const customerIds = profiles(rows);
  if (customerIds.length === 0) return;
  const undone = new Set(rows.map(({ row }) => row));
  const known = await readProfiles(tx, shop.shopId, customerIds);
  const links = await readLinks(tx, shop.shopId, customerIds);
  const left = takeOut(links, (link) => link.importId === importId && undone.has(link.row), known);
  await sql`
    update import_rows r set before = t.before from ${recordset(left.moved)} as t("importId" int, row int, before jsonb)
    where r.shop_id = ${shop.shopId} and r.import_id = t."importId" and r.row = t.row
  `.execute(tx);
  await writeProfiles(tx, shop, known, left.profiles, actor, now);
}

/** All rows that set something of these customers and still stand, also of those who were merged into them. */
async function readLinks(tx: Tx, shopId: number, customerIds: readonly bigint[]): Promise<Link[]> {
  const { rows } = await sql<Omit<Link, "before"> & { before: unknown }>`
    with recursive people as (
      select id as living, id as customer_id, 0 as depth from unnest(${ids(customerIds)}) as id
      union all
      select p.living, c.customer_id, p.depth + 1 from people p
      join customers c on c.shop_id = ${shopId} and c.merged_into = p.customer_id where p.depth < 20
    )
    select p.living as "customerId", r.import_id as "importId", r.row, r.before from people p
    join import_rows r on r.shop_id = ${shopId} and r.customer_id = p.customer_id
    where r.state = 'applied' and r.before ?| '{floor,birthday}'
  `.execute(tx);
  return rows.map((row) => ({ ...row, before: beforeSchema.parse(row.before) }));
}

/** How many customers have spent so much of what an import brought that taking it back leaves them in debt. */
export async function countDebts(db: Db, shopId: number, importId: number): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*)::int as total from import_rows r
    join ledger_accounts a on a.shop_id = r.shop_id and a.customer_id = r.customer_id
    where r.shop_id = ${shopId} and r.import_id = ${importId} and r.state = 'applied'
      and (r.before ->> 'points')::bigint > greatest(a.available, 0)
  `.execute(db);
  return rows[0]?.total ?? 0;
}
