import { sql } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { ids, recordset } from "../../lib/rows.server.ts";
import { whoIsMeant } from "../whose.server.ts";
import type { Field } from "./field.ts";

/** A field with what it says of a customer; null: nothing. */
export type FieldValue = Field & { value: string | null };

/** All fields of the shop, each with the customer's value. */
export async function readValues(db: Db, shopId: number, customerId: bigint): Promise<FieldValue[]> {
  const { rows } = await sql<FieldValue>`
    select f.field_key as key, f.name, f.kind, v.value from customer_fields f
    left join customer_field_values v on v.shop_id = f.shop_id and v.field_key = f.field_key and v.customer_id = ${customerId}
    where f.shop_id = ${shopId} order by f.position, f.field_key
  `.execute(db);
  return rows;
}

/** What a field is to say, and what it said to whoever changes it. */
export type Setting = { key: string; value: string | null; seen: string | null };

export type SetOutcome = "set" | "unknown-customer" | "changed";

/**
 * Sets fields of a customer, or of whom they have become, all or none: where one of them says something else by now than was seen, nothing is set. Fields that are gone are
 * left out. Inside a change of the shop.
 */
export async function setValues(
  tx: Tx,
  shopId: number,
  customerId: bigint,
  settings: readonly Setting[],
  actor: string,
  now: Date,
): Promise<SetOutcome> {
  const meant = await whoIsMeant(tx, shopId, customerId);
  if (meant === null) return "unknown-customer";
  const known = new Map((await readValues(tx, shopId, meant)).map(({ key, value }) => [key, value]));
  const wanted = settings.filter(({ key, value }) => known.has(key) && known.get(key) !== value);
  if (wanted.some(({ key, seen }) => known.get(key) !== seen)) return "changed";
  const emptied = wanted.filter(({ value }) => value === null).map(({ key }) => key);
  await sql`
    delete from customer_field_values
    where shop_id = ${shopId} and customer_id = ${meant} and field_key = any(${emptied}::text[])
  `.execute(tx);
  const said = wanted.filter(({ value }) => value !== null).map(({ key, value }) => ({ key, value }));
  await sql`
    insert into customer_field_values as v (shop_id, customer_id, field_key, value, set_at, set_by)
    select ${shopId}, ${meant}, t.key, t.value, ${now}::timestamptz, ${actor}::text from ${recordset(said)} as t(key text, value text)
    on conflict (shop_id, customer_id, field_key) do update set value = excluded.value, set_at = excluded.set_at, set_by = excluded.set_by
  `.execute(tx);
  return "set";
}

/** Of two values of one field the kept customer's holds: it is the one that a merchant will have looked at last. */
export async function mergeValues(tx: Db, shopId: number, { goneId, keptId }: { goneId: bigint; keptId: bigint }): Promise<void> {
  await sql`
    with gone as (
      delete from customer_field_values where shop_id = ${shopId} and customer_id = ${goneId} returning *
    )
    insert into customer_field_values (shop_id, customer_id, field_key, value, set_at, set_by)
    select shop_id, ${keptId}, field_key, value, set_at, set_by from gone
    on conflict (shop_id, customer_id, field_key) do nothing
  `.execute(tx);
}

export async function forgetValues(tx: Db, shopId: number, customerIds: readonly bigint[]): Promise<void> {
  await sql`delete from customer_field_values where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(tx);
}
