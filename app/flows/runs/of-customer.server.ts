import { sql } from "kysely";

import { append } from "../../customers/timeline.server.ts";
import type { Db } from "../../db.server.ts";
import { listPending, withdraw } from "../../messages/outbox.server.ts";
import type { Step } from "../definition/steps.ts";
import { indexOf } from "../definition/tree.ts";
import type { About, FlowState } from "../planner/flow.ts";
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
  /** What comes then: the step after the wait that it is in. Null: its end, or a version that cannot be read. */
  next: Step | null;
};

type Row = Omit<CustomerRun, "next" | "refill"> & { version: number; stepId: string | null; about: About };

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
    return { ...run, refill, next: definition === null || stepId === null ? null : nextOf(definition.steps, stepId) };
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
