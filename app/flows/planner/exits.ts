import type { Definition } from "../definition/definition.ts";
import type { Facts } from "./facts.ts";
import type { EndReason, FlowState, Run } from "./flow.ts";
import { exitOf } from "./plan.ts";

/** Why an email of a run that has not left is taken back, also when the run itself is over; null: it may leave. @param state of its flow; null: there is none */
export function withdrawalOf(
  state: FlowState | null,
  definition: Definition,
  run: Pick<Run, "since" | "about">,
  facts: Facts,
): EndReason | "switched-off" | null {
  if (facts.gone !== null) return facts.gone;
  return state === "archived" || state === "draft" ? "switched-off" : exitOf(definition, run, facts);
}
