import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { orderSnapshotSchema } from "../../facts/order-snapshot.ts";
import { hasTag } from "../../lib/tags.ts";
import { ids } from "../../lib/rows.server.ts";
import { readStates } from "../customer-rows.server.ts";
import { isTagKnown, tagsIn } from "../snapshot/customer-state.ts";
import { placedAt } from "./earns.ts";

type Awaiting = { order_id: bigint; customer_id: bigint; awaits_tag: string; earns: boolean; snapshot: unknown };

export type Admitted = {
  /** Those that earn from now on, with when they were placed. */
  fresh: { orderId: bigint; customerId: bigint; at: Date }[];
  /** Whose tags nobody has told yet: they are to be read from Shopify. */
  untoldIds: bigint[];
};

/**
 * Decides which of these customers' orders of a test earn: once, as soon as their tags are known. Webhooks about orders and customers tell no tags, so
 * that those of a new customer are unknown at first.
 */
export async function admitAwaiting(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<Admitted> {
  const { rows } = await sql<Awaiting>`
    select order_id, customer_id, awaits_tag, earns, snapshot from orders
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and awaits_tag is not null order by order_id for update
  `.execute(db);
  if (rows.length === 0) return { fresh: [], untoldIds: [] };
  const states = await readStates(db, shopId, [...new Set(rows.map(({ customer_id }) => customer_id))]);
  const known = rows.map((row) => ({ ...row, state: states.get(row.customer_id) }));
  const told = known.filter(({ state, awaits_tag }) => state !== undefined && isTagKnown(state, awaits_tag));
  const untold = known.filter((row) => !told.includes(row));
  const admitted = told.filter(
    ({ state, awaits_tag, earns }) => !earns && state !== undefined && hasTag(tagsIn(state), awaits_tag),
  );
  await sql`
    update orders set awaits_tag = null, earns = earns or order_id = any(${ids(admitted.map(({ order_id }) => order_id))})
    where shop_id = ${shopId} and order_id = any(${ids(told.map(({ order_id }) => order_id))})
  `.execute(db);
  return {
    fresh: admitted.map(({ order_id, customer_id, snapshot }) => ({
      ...{ orderId: order_id, customerId: customer_id, at: placedAt(orderSnapshotSchema.parse(snapshot)) },
    })),
    untoldIds: [...new Set(untold.map(({ customer_id }) => customer_id))],
  };
}
