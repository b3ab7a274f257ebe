import type { DefinitionInput } from "../definition/definition.ts";
import type { Step, StepOf } from "../definition/steps.ts";

/** A step of a preset: an email is named by the preset of its content, from which the shop gets one of its own. */
type PresetEmail = Omit<StepOf<"email">, "emailId" | "off" | "topic" | "similarGoods"> & {
  email: string;
  topic: StepOf<"email">["topic"];
  similarGoods?: boolean;
};
/** A reward to give, by the percent that it takes off; the shop gets one of its own, which is not offered to shoppers. */
type PresetReward = { kind: "reward"; id: string; percent: number };
export type PresetStep = PresetEmail | PresetReward | Exclude<Step, { kind: "email" | "reward" | "branch" | "split" }>;

export type FlowPreset = Omit<DefinitionInput, "steps"> & { steps: PresetStep[] };
