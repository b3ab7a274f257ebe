import { sql } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { keyFor, MOST_COUNTED, MOST_FIELDS, type Field, type FieldKind } from "./field.ts";

/** A shop's own fields, in their order. */
export async function listFields(db: Db, shopId: number): Promise<Field[]> {
  const { rows } = await sql<Field>`
    select field_key as key, name, kind from customer_fields where shop_id = ${shopId} order by position, field_key
  `.execute(db);
  return rows;
}

export type Defined = "defined" | "too-many" | "same-name";

/** Inside a change of the shop, so that two at once take turns. */
export async function defineField(
  tx: Tx,
  shopId: number,
  { name, kind }: { name: string; kind: FieldKind },
  actor: string,
  now: Date,
): Promise<Defined> {
  const known = await listFields(tx, shopId);
  if (known.length >= MOST_FIELDS) return "too-many";
  if (isNamed(known, name)) return "same-name";
  const key = keyFor(name, new Set(known.map((field) => field.key)));
  await sql`
    insert into customer_fields (shop_id, field_key, name, kind, position, created_at, created_by)
    select ${shopId}, ${key}, ${name}, ${kind}, coalesce(max(position), 0) + 1, ${now}, ${actor} from customer_fields where shop_id = ${shopId}
  `.execute(tx);
  return "defined";
}

export async function renameField(
  tx: Tx,
  shopId: number,
  { key, name }: { key: string; name: string },
): Promise<"renamed" | "same-name" | "gone"> {
  const others = (await listFields(tx, shopId)).filter((field) => field.key !== key);
  if (isNamed(others, name)) return "same-name";
  const { numAffectedRows } = await sql`
    update customer_fields set name = ${name} where shop_id = ${shopId} and field_key = ${key}
  `.execute(tx);
  return numAffectedRows === 1n ? "renamed" : "gone";
}

/** With what it said of every customer. */
export async function removeField(tx: Tx, shopId: number, key: string): Promise<void> {
  await sql`delete from customer_field_values where shop_id = ${shopId} and field_key = ${key}`.execute(tx);
  await sql`delete from customer_fields where shop_id = ${shopId} and field_key = ${key}`.execute(tx);
}

/** Of how many customers each field says something, counted up to one more than `MOST_COUNTED`. */
export async function countValues(db: Db, shopId: number): Promise<Map<string, number>> {
  const { rows } = await sql<{ key: string; count: number }>`
    select f.field_key as key, (
      select count(*)::int from (
        select 1 from customer_field_values v where v.shop_id = ${shopId} and v.field_key = f.field_key limit ${MOST_COUNTED + 1}) counted
    ) as count
    from customer_fields f where f.shop_id = ${shopId}
  `.execute(db);
  return new Map(rows.map(({ key, count }) => [key, count]));
}

const isNamed = (fields: readonly Field[], name: string) =>
  fields.some((field) => field.name.toLocaleLowerCase() === name.toLocaleLowerCase());
