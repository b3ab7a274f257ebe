import type { NewMessage } from "../../messages/outbox.server.ts";
import type { Flow } from "../planner/flow.ts";
import type { Planned } from "../planner/plan.ts";
import type { StoredRun } from "./store.server.ts";

/** What the planner wants of one run, beside how the run is kept; null: it is not. */
export type Step = { flow: Flow; customerId: bigint; version: number; planned: Planned; stored: StoredRun | null };

/** A step whose run has a row. */
export type Placed = Step & { runId: bigint };

/** The emails of a step of a run, as the outbox takes them. */
export function messagesOf({ flow, customerId, planned, runId }: Placed): NewMessage[] {
  if (planned.kind === "forget") return [];
  return planned.acts.flatMap(({ step }): NewMessage[] =>
    step.kind !== "email"
      ? []
      : [
          {
            ...{ customerId, flowId: flow.flowId, runId, stepId: step.id, key: `flow:${runId}:${step.id}` },
            ...{ template: "win-back", data: {} },
          },
        ],
  );
}
