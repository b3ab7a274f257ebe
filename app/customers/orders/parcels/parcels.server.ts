import { sql } from "kysely";

import type { Db } from "../../../db.server.ts";
import type { ParcelFact } from "../../../facts/parcel.ts";
import { stringifyJson } from "../../../lib/json.ts";
import { ids, recordset } from "../../../lib/rows.server.ts";
import { NO_PARCEL, parcelSchema, wayOf, withFact, type Parcel, type ParcelWay } from "./parcel.ts";

type Row = { order_id: bigint; parcel_id: bigint; parcel: unknown };

/** Keeps what is said of parcels, whether their orders are known or not. Runs inside the shop's transaction. */
export async function noteParcels(db: Db, shopId: number, facts: readonly ParcelFact[]): Promise<void> {
  if (facts.length === 0) return;
  const orderIds = [...new Set(facts.map(({ orderId }) => orderId))];
  const known = new Map(
    (await readRows(db, shopId, orderIds)).map((row): [string, Parcel] => [
      keyOf(row.order_id, row.parcel_id),
      parcelSchema.parse(row.parcel),
    ]),
  );
  const told = new Map<string, { order_id: bigint; parcel_id: bigint; parcel: Parcel }>();
  for (const fact of facts) {
    const key = keyOf(fact.orderId, fact.parcelId);
    const before = told.get(key)?.parcel ?? known.get(key) ?? NO_PARCEL;
    told.set(key, { order_id: fact.orderId, parcel_id: fact.parcelId, parcel: withFact(before, fact) });
  }
  const rows = [...told].flatMap(([key, row]) => {
    const parcel = stringifyJson(row.parcel);
    const before = known.get(key);
    return before !== undefined && stringifyJson(before) === parcel ? [] : [{ ...row, parcel }];
  });
  if (rows.length === 0) return;
  await sql`
    insert into order_parcels (shop_id, order_id, parcel_id, parcel)
    select ${shopId}, order_id, parcel_id, parcel::jsonb
    from ${recordset(rows)} as t(order_id bigint, parcel_id bigint, parcel text) order by order_id, parcel_id
    on conflict (shop_id, order_id, parcel_id) do update set parcel = excluded.parcel
  `.execute(db);
}

/** The parcels of these orders that were sent and not taken back. */
export async function readParcels(db: Db, shopId: number, orderIds: readonly bigint[]): Promise<Map<bigint, ParcelWay[]>> {
  const ways = new Map<bigint, ParcelWay[]>();
  if (orderIds.length === 0) return ways;
  for (const { order_id, parcel } of await readRows(db, shopId, orderIds)) {
    const way = wayOf(parcelSchema.parse(parcel));
    if (way !== null) ways.set(order_id, [...(ways.get(order_id) ?? []), way]);
  }
  return ways;
}

async function readRows(db: Db, shopId: number, orderIds: readonly bigint[]): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select order_id, parcel_id, parcel from order_parcels
    where shop_id = ${shopId} and order_id = any(${ids(orderIds)}) order by order_id, parcel_id
  `.execute(db);
  return rows;
}

function keyOf(orderId: bigint, parcelId: bigint): string {
  return `${orderId}:${parcelId}`;
}
