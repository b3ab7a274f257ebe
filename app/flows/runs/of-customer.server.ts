import { sql } from "kysely";

import { append } from "../../customers/timeline.server.ts";
import type { Db, Tx } from "../../db.server.ts";
import { listPending, withdraw } from "../../messages/outbox.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Step } from "../definition/steps.ts";
import { indexOf } from "../definition/tree.ts";
import type { About, FlowState } from "../planner/flow.ts";
import { react } from "./react.server.ts";
import { lockPeople } from "./read-facts.server.ts";
import { flowLabel, readDefinitions } from "./read-flows.server.ts";
import { clearTimers } from "./store.server.ts";

/** A run of a customer that is not over. */
export type CustomerRun = {
  runId: bigint;
  flowId: number;
  preset: string | null;
  name: string | null;
  flowState: FlowState;
  /** Waiting: its beginning is still ahead. */
  state: "waiting" | "active";
  /** Gets nothing, for comparison. */
  holdout: boolean;
  since: Date;
  /** When it wants attention next; null where nobody knows. */
  dueAt: Date | null;
  /** By what the day of products that run out was reckoned, and from what it was counted (refill/holdings.ts); null for what has nothing to do with them. */
  refill: { reckoning: string[]; basis: string[] } | null;
  /** The step that comes can be left out: it gives something at a time that is known. */
  skippable: boolean;
  /** What comes then: the step after the wait that it is in. Null: its end, or a version that cannot be read. */
  next: Step | null;
};

type Skipped = Pick<Row, "runId" | "flowId" | "state" | "holdout" | "dueAt" | "version" | "stepId" | "flowState"> & {
  label: string;
};
type Row = Omit<CustomerRun, "next" | "refill" | "skippable"> & { version: number; stepId: string | null; about: About };

/** Those that come first first. */
export async function listRunsOf(db: Db, shopId: number, customerId: bigint): Promise<CustomerRun[]> {
  const { rows } = await sql<Row>`
    select r.run_id as "runId", r.flow_id as "flowId", f.preset, f.name, f.state as "flowState", r.state, r.holdout, r.since, t.due_at as "dueAt",
      r.version, r.step_id as "stepId", r.about
    from flow_runs r join flows f on f.shop_id = r.shop_id and f.flow_id = r.flow_id
    left join flow_timers t on t.shop_id = r.shop_id and t.run_id = r.run_id
    where r.shop_id = ${shopId} and r.customer_id = ${customerId} and r.state <> 'ended'
    order by t.due_at nulls last, r.run_id
  `.execute(db);
  const definitionOf = await readDefinitions(db, shopId, rows);
  return rows.map(({ version, stepId, about, ...run }) => {
    const definition = definitionOf(run.flowId, version);
    const refill =
      typeof about["reckoning"] === "string" ? { reckoning: partsOf(about["reckoning"]), basis: partsOf(about["basis"]) } : null;
    const next = definition === null || stepId === null ? null : nextOf(definition.steps, stepId);
    const skippable = definition !== null && leftOut(definition.steps, { ...run, stepId }, next) !== null;
    return { ...run, refill, next, skippable };
  });
}

const partsOf = (text: unknown) => (typeof text === "string" ? text.split(",").filter(Boolean) : []);

/** The step that comes when the wait at which a run stands is over; waits in a row are one. */
function nextOf(steps: readonly Step[], stepId: string): Step | null {
  const index = indexOf(steps);
  let id: string | null = stepId;
  let step = index.find(id);
  while (id !== null && step?.kind === "wait") {
    id = index.after(id);
    step = id === null ? null : index.find(id);
  }
  return step;
}

/** What of the next step can be left out, and where the run stands then; null: it gives nothing, or nobody knows when. */
function leftOut(
  steps: readonly Step[],
  { state, flowState, holdout, dueAt, stepId }: Pick<Row, "state" | "flowState" | "holdout" | "dueAt" | "stepId">,
  next: Step | null,
): { step: "email" | "points" | "reward" | "tag"; dueAt: Date; after: string | null } | null {
  // In a flow that stands still nothing says when it would have been due.
  if (state !== "active" || flowState !== "live" || holdout || dueAt === null || stepId === null || next === null) return null;
  if (next.kind !== "email" && next.kind !== "points" && next.kind !== "reward" && next.kind !== "tag") return null;
  const index = indexOf(steps);
  const standing = index.find(stepId);
  // What comes after several waits, or when something happens, has no time yet.
  const isNear =
    stepId === next.id || (standing?.kind === "wait" && !("event" in standing.wait) && index.after(stepId) === next.id);
  return isNear ? { step: next.kind, dueAt, after: index.after(next.id) } : null;
}

/**
 * Leaves out the step that comes next, because a merchant wants it: when it would have been due, the run goes on with what follows. Inside a change of the shop.
 * @param stepId the one that the merchant has seen: asked twice, only that one is left out
 * @returns false for a run that this customer does not have, or that has gone on meanwhile
 */
export async function skipStep(
  tx: Tx,
  shop: Shop,
  { customerId, runId, stepId }: { customerId: bigint; runId: bigint; stepId: string },
  now: Date,
): Promise<boolean> {
  const { shopId } = shop;
  await lockPeople(tx, shopId, [customerId]);
  const { rows } = await sql<Skipped>`
    select r.run_id as "runId", r.flow_id as "flowId", r.state, f.state as "flowState", r.holdout, t.due_at as "dueAt", r.version, r.step_id as "stepId",
      ${flowLabel} as label
    from flow_runs r join flows f on f.shop_id = r.shop_id and f.flow_id = r.flow_id
    left join flow_timers t on t.shop_id = r.shop_id and t.run_id = r.run_id
    where r.shop_id = ${shopId} and r.run_id = ${runId} and r.customer_id = ${customerId} and r.state = 'active'
  `.execute(tx);
  const [run] = rows;
  const steps = run === undefined ? null : (await readDefinitions(tx, shopId, rows))(run.flowId, run.version)?.steps;
  if (run?.stepId == null || steps == null) return false;
  const next = nextOf(steps, run.stepId);
  const left = next?.id === stepId ? leftOut(steps, run, next) : null;
  if (left === null) return false;
  // It rests until then, and keeps its own days from there on.
  await sql`
    update flow_runs set step_id = ${left.after}, arrived_at = ${left.dueAt}, not_before = ${left.dueAt}
    where shop_id = ${shopId} and run_id = ${runId}
  `.execute(tx);
  const event = { kind: "flow.skipped" as const, customerId, key: `flow:${runId}:skipped:${stepId}`, occurredAt: now };
  await append(tx, shopId, [{ ...event, data: { flow: run.label, step: left.step } }], now);
  await react(tx, shop, [customerId], now);
  return true;
}

/**
 * Ends a run because a merchant wants it: nothing more comes of it, and what has not left or been given is taken back. Its occasion has been had: it does not begin
 * again. Inside a change of the shop.
 * @returns false for one that this customer does not have, or that is over
 */
export async function endRun(
  tx: Db,
  shopId: number,
  { customerId, runId }: { customerId: bigint; runId: bigint },
  now: Date,
): Promise<boolean> {
  const { rows } = await sql<{ label: string; entered: boolean }>`
    update flow_runs r set state = 'ended', ended_at = ${now}, end_reason = 'skipped', step_id = null
    from flows f
    where r.shop_id = ${shopId} and r.run_id = ${runId} and r.customer_id = ${customerId} and r.state <> 'ended'
      and f.shop_id = r.shop_id and f.flow_id = r.flow_id
    returning ${flowLabel} as label, r.entered_at is not null as entered
  `.execute(tx);
  const [ended] = rows;
  if (ended === undefined) return false;
  await clearTimers(tx, shopId, [runId]);
  await sql`delete from flow_effects where shop_id = ${shopId} and run_id = ${runId} and done_at is null`.execute(tx);
  const pending = (await listPending(tx, shopId, [customerId])).filter((message) => message.runId === runId);
  await withdraw(
    tx,
    shopId,
    pending.map(({ messageId }) => ({ messageId, reason: "skipped" })),
    now,
  );
  // Who was never in it need not be told that they are out of it.
  const event = { kind: "flow.ended" as const, customerId, key: `flow:${runId}:ended`, occurredAt: now };
  if (ended.entered) await append(tx, shopId, [{ ...event, data: { flow: ended.label, reason: "skipped" } }], now);
  return true;
}
