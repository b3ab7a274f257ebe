import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { stringifyJson } from "../../lib/json.ts";
import { ids, recordset } from "../../lib/rows.server.ts";
import type { FactOf } from "../../facts/fact.ts";
import { mergeFates, NO_FATE, readDisputes, type Fate } from "./order-fate.ts";

export type FateFact = FactOf<"order-deleted" | "dispute">;

type Row = { order_id: bigint; deleted_at: Date | null; disputes: unknown };

/** Keeps what befell orders, and says what is known of these by now. Runs inside the shop's transaction. */
export async function noteFates(
  db: Db,
  shopId: number,
  orderIds: readonly bigint[],
  facts: readonly FateFact[],
): Promise<Map<bigint, Fate>> {
  const { rows } = await sql<Row>`
    select order_id, deleted_at, disputes from order_fates where shop_id = ${shopId} and order_id = any(${ids(orderIds)})
  `.execute(db);
  const fates = new Map(
    rows.map((row): [bigint, Fate] => [row.order_id, { deletedAt: row.deleted_at, disputes: readDisputes(row.disputes) }]),
  );
  for (const fact of facts) fates.set(fact.orderId, mergeFates(fates.get(fact.orderId) ?? NO_FATE, fateOf(fact)));
  const told = [...new Set(facts.map(({ orderId }) => orderId))].map((orderId) => {
    const { deletedAt, disputes } = fates.get(orderId) ?? NO_FATE;
    return { order_id: orderId, deleted_at: deletedAt, disputes: stringifyJson(disputes) };
  });
  if (told.length > 0)
    await sql`
      insert into order_fates (shop_id, order_id, deleted_at, disputes)
      select ${shopId}, order_id, deleted_at, disputes::jsonb
      from ${recordset(told)} as t(order_id bigint, deleted_at timestamptz, disputes text) order by order_id
      on conflict (shop_id, order_id) do update set deleted_at = excluded.deleted_at, disputes = excluded.disputes
    `.execute(db);
  return fates;
}

function fateOf(fact: FateFact): Fate {
  return fact.kind === "order-deleted"
    ? { deletedAt: fact.at, disputes: {} }
    : { deletedAt: null, disputes: { [fact.disputeId.toString()]: { status: fact.status, at: fact.at } } };
}
