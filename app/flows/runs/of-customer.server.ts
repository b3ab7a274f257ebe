import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import type { Step } from "../definition/steps.ts";
import { indexOf } from "../definition/tree.ts";
import type { FlowState } from "../planner/flow.ts";
import { readDefinitions } from "./read-flows.server.ts";

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
  /** What comes then: the step after the wait that it is in. Null: its end, or a version that cannot be read. */
  next: Step | null;
};

type Row = Omit<CustomerRun, "next"> & { version: number; stepId: string | null };

/** Those that come first first. */
export async function listRunsOf(db: Db, shopId: number, customerId: bigint): Promise<CustomerRun[]> {
  const { rows } = await sql<Row>`
    select r.run_id as "runId", r.flow_id as "flowId", f.preset, f.name, f.state as "flowState", r.state, r.holdout, r.since, t.due_at as "dueAt",
      r.version, r.step_id as "stepId"
    from flow_runs r join flows f on f.shop_id = r.shop_id and f.flow_id = r.flow_id
    left join flow_timers t on t.shop_id = r.shop_id and t.run_id = r.run_id
    where r.shop_id = ${shopId} and r.customer_id = ${customerId} and r.state <> 'ended'
    order by t.due_at nulls last, r.run_id
  `.execute(db);
  const definitionOf = await readDefinitions(db, shopId, rows);
  return rows.map(({ version, stepId, ...run }) => {
    const definition = definitionOf(run.flowId, version);
    return { ...run, next: definition === null || stepId === null ? null : nextOf(definition.steps, stepId) };
  });
}

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
