import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import type { Program } from "../../program/rules/rules.ts";
import type { EntryKind } from "../entry.ts";
import { PLAIN } from "../orders/earning.ts";
import { orderColumns, readRow, type OrderRow } from "../orders/settle.server.ts";
import { calculationOf, type Calculation } from "./calculation.ts";
import { equationOf, type Equation } from "./equation.ts";

/** What the account's balance is made of. */
export async function readEquation(db: Db, shopId: number, customerId: bigint): Promise<Equation> {
  const { rows } = await sql<{ kind: EntryKind; points: bigint }>`
    select kind, sum(points)::bigint as points from ledger_entries
    where shop_id = ${shopId} and customer_id = ${customerId} group by kind
  `.execute(db);
  return equationOf(rows);
}

type Line = { kind: EntryKind; orderId: bigint | null };

/** How the orders behind these entries come to their points, by order id. Orders that are someone else's by now are left out. */
export async function readCalculations(
  db: Db,
  shopId: number,
  customerId: bigint,
  entries: readonly Line[],
  programs: readonly Program[],
): Promise<Record<string, Calculation>> {
  const orderIds = [...new Set(entries.flatMap(({ kind, orderId }) => (kind === "order" && orderId !== null ? [orderId] : [])))];
  if (orderIds.length === 0) return {};
  const { rows } = await sql<OrderRow>`
    select ${orderColumns} from orders
    where shop_id = ${shopId} and order_id = any(${ids(orderIds)}) and customer_id = ${customerId}
  `.execute(db);
  return Object.fromEntries(
    rows.map((row) => {
      const { order, program, earning, left } = readRow(row, programs);
      return [row.order_id.toString(), calculationOf(order, program, earning ?? PLAIN, left)];
    }),
  );
}
