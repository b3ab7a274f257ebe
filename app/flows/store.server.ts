import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { log } from "../log.server.ts";
import { ids, recordset } from "../lib/rows.server.ts";
import type { Shop } from "../shops/shop.ts";
import { definitionSchema } from "./definition.ts";
import type { Facts, Flow } from "./plan.ts";

export type StoredFlow = Flow & { flowId: number; key: string };
export type StoredRun = {
  runId: bigint;
  flowId: number;
  customerId: bigint;
  state: "waiting" | "active" | "ended";
  anchorAt: Date;
  step: number;
  dueAt: Date | null;
};
export type Person = Omit<Facts, "pastAnchors"> & { customerId: bigint; mergedInto: bigint | null };

/** The shop's flows. One whose definition cannot be read stands still, and says so in the log, instead of losing its runs. */
export async function readFlows(db: Db, shop: Shop): Promise<StoredFlow[]> {
  const { rows } = await sql<{ flow_id: number; key: string; enabled: boolean; enabled_at: Date | null; definition: unknown }>`
    select flow_id, key, enabled, enabled_at, definition from flows where shop_id = ${shop.shopId} order by flow_id
  `.execute(db);
  return rows.flatMap(({ flow_id, key, enabled, enabled_at, definition }) => {
    const parsed = definitionSchema.safeParse(definition);
    if (!parsed.success) {
      log().error({ shopId: shop.shopId, flow: key, issues: parsed.error.issues }, "a flow's definition cannot be read");
      return [];
    }
    return [{ flowId: flow_id, key, definition: parsed.data, enabledAt: enabled ? enabled_at : null, timeZone: shop.timeZone }];
  });
}

type PersonRow = {
  customer_id: bigint;
  orders_count: number;
  last_order_at: Date | null;
  deleted_at: Date | null;
  redacted_at: Date | null;
  merged_into: bigint | null;
};

/** Reads customers and locks their rows: whoever holds that lock, and nobody else, writes their runs and timers. */
export async function lockPeople(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<Person[]> {
  const { rows } = await sql<PersonRow>`
    select customer_id, orders_count, last_order_at, deleted_at, redacted_at, merged_into
    from customers where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
    order by customer_id for no key update
  `.execute(db);
  return rows.map((row) => ({
    ...{
      customerId: row.customer_id,
      ordersCount: row.orders_count,
      lastOrderAt: row.last_order_at,
      mergedInto: row.merged_into,
    },
    gone:
      row.merged_into !== null ? "merged" : row.redacted_at !== null ? "redacted" : row.deleted_at !== null ? "deleted" : null,
  }));
}

export async function readRuns(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<StoredRun[]> {
  const { rows } = await sql<StoredRun>`
    select r.run_id as "runId", r.flow_id as "flowId", r.customer_id as "customerId", r.state, r.anchor_at as "anchorAt", r.step, t.due_at as "dueAt"
    from flow_runs r left join flow_timers t on t.shop_id = r.shop_id and t.run_id = r.run_id
    where r.shop_id = ${shopId} and r.customer_id = any(${ids(customerIds)})
    order by r.run_id
  `.execute(db);
  return rows;
}

export type NewRun = { customerId: bigint; flowId: number; anchorAt: Date; state: StoredRun["state"]; step: number };

/** @returns the new run ids by `${flowId}:${customerId}`; an occasion that had its run gets none */
export async function insertRuns(db: Db, shopId: number, runs: readonly NewRun[], now: Date): Promise<Map<string, bigint>> {
  if (runs.length === 0) return new Map();
  const values = runs.map(({ customerId, flowId, anchorAt, state, step }) => ({
    ...{ customer_id: customerId, flow_id: flowId, anchor: anchorAt.toISOString(), anchor_at: anchorAt, state, step },
    ended: state === "ended",
  }));
  const { rows } = await sql<{ run_id: bigint; flow_id: number; customer_id: bigint }>`
    insert into flow_runs (shop_id, flow_id, customer_id, anchor, anchor_at, state, step, entered_at, ended_at, end_reason)
    select ${shopId}, flow_id, customer_id, anchor, anchor_at, state, step, ${now}::timestamptz,
      case when ended then ${now}::timestamptz end, case when ended then 'completed' end
    from ${recordset(values)}
      as t(customer_id bigint, flow_id int, anchor text, anchor_at timestamptz, state text, step int, ended boolean)
    order by customer_id, flow_id
    on conflict (shop_id, flow_id, customer_id, anchor) do nothing
    returning run_id, flow_id, customer_id
  `.execute(db);
  return new Map(rows.map(({ run_id, flow_id, customer_id }) => [`${flow_id}:${customer_id}`, run_id]));
}

export type ChangedRun = {
  runId: bigint;
  anchorAt: Date;
  state: StoredRun["state"];
  step: number;
  endReason: string | null;
  entering: boolean;
};

export async function updateRuns(db: Db, shopId: number, runs: readonly ChangedRun[], now: Date): Promise<void> {
  if (runs.length === 0) return;
  const values = runs.map(({ runId, anchorAt, state, step, endReason, entering }) => ({
    ...{ run_id: runId, anchor: anchorAt.toISOString(), anchor_at: anchorAt, state, step, end_reason: endReason, entering },
  }));
  await sql`
    update flow_runs r
    set anchor = t.anchor, anchor_at = t.anchor_at, state = t.state, step = t.step, end_reason = t.end_reason,
      entered_at = case when t.entering then ${now}::timestamptz else r.entered_at end,
      ended_at = case when t.state = 'ended' then ${now}::timestamptz end
    from ${recordset(values)}
      as t(run_id bigint, anchor text, anchor_at timestamptz, state text, step int, end_reason text, entering boolean)
    where r.shop_id = ${shopId} and r.run_id = t.run_id
  `.execute(db);
}

/** Runs of customers who never entered leave no trace. */
export async function forgetRuns(db: Db, shopId: number, runIds: readonly bigint[]): Promise<void> {
  if (runIds.length === 0) return;
  await sql`delete from flow_runs where shop_id = ${shopId} and run_id = any(${ids(runIds)})`.execute(db);
}

export async function setTimers(
  db: Db,
  shopId: number,
  timers: readonly { runId: bigint; customerId: bigint; dueAt: Date }[],
): Promise<void> {
  if (timers.length === 0) return;
  const values = timers.map(({ runId, customerId, dueAt }) => ({ run_id: runId, customer_id: customerId, due_at: dueAt }));
  await sql`
    insert into flow_timers (shop_id, run_id, customer_id, due_at)
    select ${shopId}, run_id, customer_id, due_at from ${recordset(values)} as t(run_id bigint, customer_id bigint, due_at timestamptz)
    on conflict (shop_id, run_id) do update set due_at = excluded.due_at, attempts = 0, last_error = null
  `.execute(db);
}

export async function clearTimers(db: Db, shopId: number, runIds: readonly bigint[]): Promise<void> {
  if (runIds.length === 0) return;
  await sql`delete from flow_timers where shop_id = ${shopId} and run_id = any(${ids(runIds)})`.execute(db);
}

/** Gives the occasions that merged customers have had to those they were merged into, so that nobody has one twice. */
export async function moveRuns(db: Db, shopId: number, merges: readonly { goneId: bigint; keptId: bigint }[]): Promise<void> {
  if (merges.length === 0) return;
  const values = merges.map(({ goneId, keptId }) => ({ gone_id: goneId, kept_id: keptId }));
  await sql`
    update flow_runs r set customer_id = t.kept_id
    from ${recordset(values)} as t(gone_id bigint, kept_id bigint)
    where r.shop_id = ${shopId} and r.customer_id = t.gone_id and r.state = 'ended'
      and not exists (
        select 1 from flow_runs k
        where k.shop_id = r.shop_id and k.flow_id = r.flow_id and k.customer_id = t.kept_id and k.anchor = r.anchor
      )
  `.execute(db);
}
