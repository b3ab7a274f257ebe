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
