import { sql } from "kysely";

import type { OrderSnapshot } from "../../facts/order-snapshot.ts";
import type { Db } from "../../db.server.ts";
import type { Program } from "../../program/rules/rules.ts";
import { listPrograms } from "../../program/versions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Earning } from "../orders/earning.ts";
import { orderColumns, readRow, type Left, type OrderRow } from "../orders/settle.server.ts";

/** What the ledger has posted for an order to its owner: its own points, and bonuses that it brought. */
export type PostedForOrder = {
  kind: "order" | "bonus";
  points: bigint;
  /** From when the last of it can be spent. */
  availableAt: Date;
  /** What of it cannot be spent yet. */
  pending: bigint;
  /** Key of the bonus rule. */
  rule: string | null;
};

export type PointsOfOrder = {
  order: OrderSnapshot;
  /** Null: a guest's. */
  customerId: bigint | null;
  /** Why it brings nothing, whatever is in it; null: it brings what it is worth. */
  left: Left | null;
  program: Program;
  /** Undefined until it was first counted. */
  earning: Earning | undefined;
  posted: PostedForOrder[];
};

/** What an order has brought, with what decides it. @returns null for an order that we do not know (yet) */
export async function readPointsOfOrder(db: Db, { shopId }: Shop, orderId: bigint, now: Date): Promise<PointsOfOrder | null> {
  const { rows } = await sql<OrderRow>`
    select ${orderColumns} from orders where shop_id = ${shopId} and order_id = ${orderId}
  `.execute(db);
  const [row] = rows;
  if (row === undefined) return null;
  const { order, program, earning, left } = readRow(row, await listPrograms(db, shopId));
  return {
    ...{ order, program, customerId: row.customer_id, left, earning: earning ?? undefined },
    posted: row.customer_id === null ? [] : await readPosted(db, shopId, orderId, row.customer_id, now),
  };
}

async function readPosted(db: Db, shopId: number, orderId: bigint, customerId: bigint, now: Date): Promise<PostedForOrder[]> {
  const { rows } = await sql<PostedForOrder>`
    select case kind when 'order' then kind else 'bonus' end as kind, rule, sum(points)::bigint as points, max(available_at) as "availableAt",
      coalesce(sum(points) filter (where available_at > ${now}), 0)::bigint as pending
    from ledger_entries
    where shop_id = ${shopId} and order_id = ${orderId} and customer_id = ${customerId}
      and (kind in ('order', 'bonus') or (kind = 'merge' and rule is not null))
    group by 1, rule having sum(points) <> 0 order by 1 desc, rule
  `.execute(db);
  return rows;
}
