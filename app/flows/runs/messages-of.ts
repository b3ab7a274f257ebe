import type { NewMessage } from "../../messages/outbox.server.ts";
import type { Placed } from "./carry-out.server.ts";

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
