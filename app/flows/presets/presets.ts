import type { DefinitionInput } from "../definition/definition.ts";
import type { FlowPreset } from "./preset.ts";
import { flowPresets } from "./series.ts";

export { flowPresets } from "./series.ts";

export type FlowPresetKey = keyof typeof flowPresets;
export const flowPresetKeys = Object.keys(flowPresets) as FlowPresetKey[];

export function isFlowPreset(key: string | null): key is FlowPresetKey {
  return key !== null && Object.hasOwn(flowPresets, key);
}

/** The emails that a preset needs, by the name of their own presets. */
export function emailsOf(preset: FlowPreset): string[] {
  return preset.steps.flatMap((step) => (step.kind === "email" ? [step.email] : []));
}

/** The percents of the rewards that it gives. */
export function percentsOf(preset: FlowPreset): number[] {
  return preset.steps.flatMap((step) => (step.kind === "reward" && "percent" in step ? [step.percent] : []));
}

/** The preset as a flow of the shop, with the shop's own emails and rewards. @throws where one of them is missing */
export function definitionFrom(
  preset: FlowPreset,
  emailIds: ReadonlyMap<string, number>,
  rewardIds: ReadonlyMap<number, number>,
): DefinitionInput {
  const found = <Key>(from: ReadonlyMap<Key, number>, key: Key) => {
    const id = from.get(key);
    if (id === undefined) throw new Error(`A preset lacks ${String(key)}`);
    return id;
  };
  const steps = preset.steps.map((step) => {
    if (step.kind === "email") {
      const { email, ...rest } = step;
      return { ...rest, emailId: found(emailIds, email), off: false, similarGoods: step.similarGoods ?? false };
    }
    if (step.kind === "reward" && "percent" in step) {
      return { kind: "reward" as const, id: step.id, rewardId: found(rewardIds, step.percent) };
    }
    return step;
  });
  return { ...preset, steps };
}
