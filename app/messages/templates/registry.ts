/** Every email there is: one folder and one line each. What else lists them derives it from here. */
import { pointsDigest } from "./points-digest/template.ts";
import { pointsExpiring } from "./points-expiring/template.ts";
import { rewardExpiring } from "./reward-expiring/template.ts";
import { rewardIssued } from "./reward-issued/template.ts";
import { rewardReleased } from "./reward-released/template.ts";
import type { Switch, Template } from "./template.ts";
import { tierAtRisk } from "./tier-at-risk/template.ts";
import { tierReached } from "./tier-reached/template.ts";
import { winBack } from "./win-back/template.ts";

/** By the name that is stored with each message, in the order in which the settings show them. */
export const templates = {
  "win-back": winBack,
  "reward-issued": rewardIssued,
  "reward-expiring": rewardExpiring,
  "reward-released": rewardReleased,
  "points-expiring": pointsExpiring,
  "points-digest": pointsDigest,
  "tier-reached": tierReached,
  "tier-at-risk": tierAtRisk,
};

type Templates = typeof templates;
export type TemplateKey = keyof Templates;
/** Emails that merchants switch on and off in the settings. */
export type SwitchedKey = { [Key in TemplateKey]: Templates[Key]["switched"] extends Switch ? Key : never }[TemplateKey];
/** What steps of flows can send. */
export type FlowKey = Exclude<TemplateKey, SwitchedKey>;

/** A template with what it is told: instants as Date or ISO text, whole numbers as number, bigint or digits. */
export type Telling = {
  [Key in TemplateKey]: { template: Key; data: Templates[Key] extends Template<infer Input> ? Input : never };
}[TemplateKey];

export const templateKeys = Object.keys(templates) as TemplateKey[];
export const switchedKeys = templateKeys.filter(isSwitched);
export const flowKeys = templateKeys.filter((key): key is FlowKey => !isSwitched(key));

export function isSwitched(key: string): key is SwitchedKey {
  return findTemplate(key)?.switched != null;
}

/** Null for a name that no template has, or has any longer. */
export function findTemplate(key: string): Template | null {
  return Object.hasOwn(templates, key) ? templates[key as TemplateKey] : null;
}
