/** Every email there is: one folder and one line each. What else lists them derives it from here. */
import { eventNews } from "./event-news/template.ts";
import { flowEmail } from "./flow-email/template.ts";
import { photoPermission } from "./photo-permission/template.ts";
import { pointsAdjusted } from "./points-adjusted/template.ts";
import { pointsDigest } from "./points-digest/template.ts";
import { pointsExpiring } from "./points-expiring/template.ts";
import { rewardExpiring } from "./reward-expiring/template.ts";
import { rewardIssued } from "./reward-issued/template.ts";
import { rewardReleased } from "./reward-released/template.ts";
import type { Switch, Template, WordedTemplate } from "./template.ts";
import { surveyChange } from "./survey-change/template.ts";
import { surveyReply } from "./survey-reply/template.ts";
import { tierAtRisk } from "./tier-at-risk/template.ts";
import { tierReached } from "./tier-reached/template.ts";
import { winBack } from "./win-back/template.ts";

/** Those with words of ours, by the name that is stored with each message, in the order in which the settings show them. */
export const templates = {
  "win-back": winBack,
  "reward-issued": rewardIssued,
  "reward-expiring": rewardExpiring,
  "reward-released": rewardReleased,
  "points-adjusted": pointsAdjusted,
  "points-expiring": pointsExpiring,
  "points-digest": pointsDigest,
  "tier-reached": tierReached,
  "tier-at-risk": tierAtRisk,
  "survey-reply": surveyReply,
  "survey-change": surveyChange,
  "event-news": eventNews,
  "photo-permission": photoPermission,
};

/** Those with words of merchants. */
export const edited = { "flow-email": flowEmail };

type Templates = typeof templates;
type Edited = typeof edited;
export type TemplateKey = keyof Templates;
export type EditedKey = keyof Edited;
/** Emails that merchants switch on and off in the settings. */
export type SwitchedKey = { [Key in TemplateKey]: Templates[Key]["switched"] extends Switch ? Key : never }[TemplateKey];
/** What has no switch of its own. */
export type FlowKey = Exclude<TemplateKey, SwitchedKey>;

/** A template with what it is told: instants as Date or ISO text, whole numbers as number, bigint or digits. */
export type Telling =
  | WordedTelling
  | { [Key in EditedKey]: { template: Key; data: Edited[Key] extends Template<infer Input> ? Input : never } }[EditedKey];
export type WordedTelling = {
  [Key in TemplateKey]: { template: Key; data: Templates[Key] extends WordedTemplate<infer Input> ? Input : never };
}[TemplateKey];

export const templateKeys = Object.keys(templates) as TemplateKey[];
export const switchedKeys = templateKeys.filter(isSwitched);
export const flowKeys = templateKeys.filter((key): key is FlowKey => !isSwitched(key));

export function isSwitched(key: string): key is SwitchedKey {
  return findTemplate(key)?.switched != null;
}

/** Null for a name that no template has, or has any longer. */
export function findTemplate(key: string): Template | null {
  if (isWorded(key)) return templates[key];
  return isEdited(key) ? edited[key] : null;
}

/** @throws for a name that no template has */
export function templateNamed(key: TemplateKey | EditedKey): Template {
  const found = findTemplate(key);
  if (found === null) throw new Error(`No template ${key}`);
  return found;
}

export function isWorded(key: string): key is TemplateKey {
  return Object.hasOwn(templates, key);
}

export function isEdited(key: string): key is EditedKey {
  return Object.hasOwn(edited, key);
}
