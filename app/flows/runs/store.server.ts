import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { sending } from "../../db/together.ts";
import { documents, ids, instants, numbers, recordset, texts, unnested, yesOrNo } from "../../lib/rows.server.ts";
import type { About, Run } from "../planner/flow.ts";

export type StoredRun = Omit<Run, "phase"> & {
  runId: bigint;
  flowId: number;
  version: number;
  customerId: bigint;
  state: "waiting" | "active" | "ended";
  dueAt: Date | null;
  /** When its goal was reached, as far as is known. */
  goalAt: Date | null;
};

/** All runs of these customers, the ended ones too: they say which occasions have been had. */
export async function readRuns(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<StoredRun[]> {
  const { rows } = await sql<StoredRun>`
    select r.run_id as "runId", r.flow_id as "flowId", r.version, r.customer_id as "customerId", r.occasion, r.since, r.about, r.state, r.holdout, r.gift,
      r.step_id as "stepId", r.arrived_at as "arrivedAt", r.not_before as "notBefore", r.entered_at as "enteredAt", r.goal_at as "goalAt",
      case when r.state <> 'ended' then (select t.due_at from flow_timers t where t.shop_id = r.shop_id and t.run_id = r.run_id) end as "dueAt"
    from flow_runs r
    where r.shop_id = ${shopId} and r.customer_id = any(${ids(customerIds)})
    order by r.run_id
  `.execute(db);
  return rows;
}

/** A run as it is written, with its timer. */
export type RunRow = {
  flowId: number;
  version: number;
  customerId: bigint;
  occasion: string;
  since: Date;
  about: About;
  state: StoredRun["state"];
  holdout: boolean;
  gift: string | null;
  stepId: string | null;
  arrivedAt: Date;
  notBefore: Date | null;
  /** It begins now. */
  entering: boolean;
  endReason: string | null;
  /** When it next wants attention; null: it is over. */
  dueAt: Date | null;
};

const columns = sql`flow_id int, version int, customer_id bigint, occasion text, since timestamptz, about jsonb, state text, holdout boolean, gift text, step_id text,
  arrived_at timestamptz, not_before timestamptz, entering boolean, end_reason text, due_at timestamptz`;

function recordOf(row: RunRow): Record<string, unknown> {
  return {
    ...{ flow_id: row.flowId, version: row.version, customer_id: row.customerId, occasion: row.occasion, since: row.since },
    ...{ about: row.about, state: row.state, holdout: row.holdout, gift: row.gift, step_id: row.stepId },
    ...{
      arrived_at: row.arrivedAt,
      not_before: row.notBefore,
      entering: row.entering,
      end_reason: row.endReason,
      due_at: row.dueAt,
    },
  };
}

/** @returns the new runs' ids by `flow:customer:occasion`; an occasion that has a run already gets no other */
export async function insertRuns(db: Db, shopId: number, rows: readonly RunRow[], now: Date): Promise<Map<string, bigint>> {
  if (rows.length === 0) return new Map();
  const inserted = await sql<{ run_id: bigint; flow_id: number; customer_id: bigint; occasion: string }>`
    ${inserting(shopId, rows, now)} select run_id, flow_id, customer_id, occasion from runs
  `.execute(db);
  return new Map(inserted.rows.map((row) => [runKey(row.flow_id, row.customer_id, row.occasion), row.run_id]));
}

/** As `insertRuns`, for runs of which nothing more is to be written. */
export async function addRuns(db: Db, shopId: number, rows: readonly RunRow[], now: Date): Promise<void> {
  if (rows.length > 0) await sql`${inserting(shopId, rows, now)} select from runs`.execute(sending(db));
}

function inserting(shopId: number, rows: readonly RunRow[], now: Date): RawBuilder<unknown> {
  const list = unnested(
    numbers(rows.map(({ flowId }) => flowId)),
    numbers(rows.map(({ version }) => version)),
    ids(rows.map(({ customerId }) => customerId)),
    texts(rows.map(({ occasion }) => occasion)),
    instants(rows.map(({ since }) => since)),
    documents(rows.map(({ about }) => about)),
    texts(rows.map(({ state }) => state)),
    yesOrNo(rows.map(({ holdout }) => holdout)),
    texts(rows.map(({ gift }) => gift)),
    texts(rows.map(({ stepId }) => stepId)),
    instants(rows.map(({ arrivedAt }) => arrivedAt)),
    instants(rows.map(({ notBefore }) => notBefore)),
    yesOrNo(rows.map(({ entering }) => entering)),
    texts(rows.map(({ endReason }) => endReason)),
    instants(rows.map(({ dueAt }) => dueAt)),
  );
  return sql`
    with fresh as materialized (
      select * from ${list} as t(flow_id, version, customer_id, occasion, since, about, state, holdout, gift, step_id, arrived_at, not_before, entering, end_reason, due_at)
    ), runs as (
      insert into flow_runs (shop_id, flow_id, version, customer_id, occasion, since, about, state, holdout, gift, step_id, arrived_at, not_before, entered_at, ended_at, end_reason)
      select ${shopId}::int, flow_id, version, customer_id, occasion, since, about, state, holdout, gift, step_id, arrived_at, not_before,
        case when entering then ${now}::timestamptz end, case when state = 'ended' then ${now}::timestamptz end, end_reason
      from fresh order by customer_id, flow_id, occasion
      on conflict (shop_id, flow_id, customer_id, occasion) do nothing
      returning run_id, flow_id, customer_id, occasion
    ), timers as (
      insert into flow_timers (shop_id, run_id, flow_id, customer_id, due_at)
      select ${shopId}::int, r.run_id, r.flow_id, r.customer_id, t.due_at from runs r join fresh t using (flow_id, customer_id, occasion) where t.due_at is not null
    )
  `;
}

export function runKey(flowId: number, customerId: bigint, occasion: string): string {
  return `${flowId}:${customerId}:${occasion}`;
}

/** Writes anew what runs are, and their timers. */
export async function updateRuns(
  db: Db,
  shopId: number,
  rows: readonly (RunRow & { runId: bigint })[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    with changed as materialized (
      select * from ${recordset(rows.map((row) => ({ run_id: row.runId, ...recordOf(row) })))} as t(run_id bigint, ${columns})
    ), timers as (
      insert into flow_timers (shop_id, run_id, flow_id, customer_id, due_at)
      select ${shopId}::int, run_id, flow_id, customer_id, due_at from changed where due_at is not null
      on conflict (shop_id, run_id) do update set due_at = excluded.due_at, attempts = 0, last_error = null
    ), over as (
      delete from flow_timers t using changed c where t.shop_id = ${shopId} and t.run_id = c.run_id and c.due_at is null
    )
    update flow_runs r
    set occasion = t.occasion, since = t.since, about = t.about, version = t.version, state = t.state, gift = t.gift, step_id = t.step_id, arrived_at = t.arrived_at,
      not_before = t.not_before, holdout = t.holdout, entered_at = case when t.entering then ${now}::timestamptz else r.entered_at end,
      ended_at = case when t.state = 'ended' then ${now}::timestamptz end, end_reason = t.end_reason
    from changed t
    where r.shop_id = ${shopId} and r.run_id = t.run_id
  `.execute(sending(db));
}

/** Where a run stands now; all else of it is as it was. */
export type Move = { runId: bigint; stepId: string | null; arrivedAt: Date; gift: string | null; dueAt: Date };

/** As `updateRuns`, for most of what is ever written: few columns, none of which an index of runs knows, so that each is rewritten on its own page. */
export async function moveRuns(db: Db, shopId: number, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return;
  const runIds = ids(moves.map(({ runId }) => runId));
  const stepIds = texts(moves.map(({ stepId }) => stepId));
  const gifts = texts(moves.map(({ gift }) => gift));
  const arrivals = instants(moves.map(({ arrivedAt }) => arrivedAt));
  const dues = instants(moves.map(({ dueAt }) => dueAt));
  await sql`
    with moved as materialized (
      select * from ${unnested(runIds, stepIds, gifts, arrivals, dues)} as m(run_id, step_id, gift, arrived_at, due_at)
    ), timers as (
      update flow_timers t set due_at = m.due_at, attempts = 0, last_error = null from moved m where t.shop_id = ${shopId} and t.run_id = m.run_id
    )
    update flow_runs r set step_id = m.step_id, gift = m.gift, arrived_at = m.arrived_at
    from moved m where r.shop_id = ${shopId} and r.run_id = m.run_id
  `.execute(sending(db));
}

/** A run that is over; all else of it is as it was. `entering`: it began just now. */
export type End = { runId: bigint; reason: string; entering: boolean };

/** As `updateRuns`, for runs that end where they stand. */
export async function endRuns(db: Db, shopId: number, ends: readonly End[], now: Date): Promise<void> {
  if (ends.length === 0) return;
  const runIds = ids(ends.map(({ runId }) => runId));
  const reasons = texts(ends.map(({ reason }) => reason));
  const entering = yesOrNo(ends.map((end) => end.entering));
  await sql`
    with over as materialized (
      select * from ${unnested(runIds, reasons, entering)} as o(run_id, reason, entering)
    ), timers as (
      delete from flow_timers t using over o where t.shop_id = ${shopId} and t.run_id = o.run_id
    )
    update flow_runs r set state = 'ended', ended_at = ${now}, end_reason = o.reason, step_id = null,
      entered_at = case when o.entering then ${now}::timestamptz else r.entered_at end
    from over o where r.shop_id = ${shopId} and r.run_id = o.run_id
  `.execute(sending(db));
}

/** Runs of customers who never entered leave no trace. */
export async function forgetRuns(db: Db, shopId: number, runIds: readonly bigint[]): Promise<void> {
  if (runIds.length === 0) return;
  await clearTimers(db, shopId, runIds);
  await sql`delete from flow_runs where shop_id = ${shopId} and run_id = any(${ids(runIds)})`.execute(sending(db));
}

export async function clearTimers(db: Db, shopId: number, runIds: readonly bigint[]): Promise<void> {
  await sql`delete from flow_timers where shop_id = ${shopId} and run_id = any(${ids(runIds)})`.execute(sending(db));
}

export type NewEffect = { runId: bigint; stepId: string; customerId: bigint; step: unknown; dueAt: Date };

/** What steps give, to be done in a change of the shop (effects/): once for each run and step, whoever asks again. */
export async function addEffects(db: Db, shopId: number, effects: readonly NewEffect[]): Promise<void> {
  if (effects.length === 0) return;
  const values = effects.map(({ runId, stepId, customerId, step, dueAt }) => ({
    ...{ run_id: runId, step_id: stepId, customer_id: customerId, step, due_at: dueAt },
  }));
  await sql`
    insert into flow_effects (shop_id, run_id, step_id, customer_id, step, due_at)
    select ${shopId}, run_id, step_id, customer_id, step, due_at
    from ${recordset(values)} as t(run_id bigint, step_id text, customer_id bigint, step jsonb, due_at timestamptz)
    on conflict (shop_id, run_id, step_id) do nothing
  `.execute(sending(db));
}
