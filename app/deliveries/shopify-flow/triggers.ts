import { z } from "zod";

import type { tellings, ToldKind } from "../payload.ts";

/** Our triggers in Shopify Flow: the handles of the extensions in `extensions/flow-trigger-…`. */
export const triggerHandles = [
  ...(["points-earned", "tier-changed", "reward-redeemed", "segment-entered", "segment-left", "flow-entered"] as const),
  ...(["achievement-earned", "referral-paid", "flow-step-reached", "at-risk", "refill-due"] as const),
] as const;
export type TriggerHandle = (typeof triggerHandles)[number];

/** What a trigger says, by the names of its extension's fields. */
export type Fields = Record<string, string | number>;
type Data<Kind extends ToldKind> = z.output<(typeof tellings)[Kind]["data"]>;
type Firing<Kind extends ToldKind> = {
  handle: TriggerHandle;
  /** Null: what happened is not what the trigger is about. */
  fields: (data: Data<Kind>) => Fields | null;
};

function firing<Kind extends ToldKind>(_kind: Kind, handle: TriggerHandle, fields: (data: Data<Kind>) => Fields | null) {
  return { handle, fields } satisfies Firing<Kind>;
}

// Flow takes no null for a text or a number.
const text = (value: string | null) => value ?? "";
const number = (value: number | null) => value ?? 0;
const segment = ({ segmentId, key, name }: Data<"segment.entered">) => ({
  ...{ Segment: text(name), "Segment key": text(key), "Segment number": number(segmentId) },
});
type Earned = { points: number | null; orderName: string | null; availableAt: string | null };
/** Points that a refund takes back are not earned. */
const earned = ({ points, orderName, availableAt }: Earned, bonus: string | null) =>
  number(points) <= 0
    ? null
    : { Points: number(points), "Order name": text(orderName), Bonus: text(bonus), "Available at": text(availableAt) };

/** By the kind of event that fires it. */
const firings: { [Kind in ToldKind]?: Firing<Kind> } = {
  "points.changed": firing("points.changed", "points-earned", (data) => earned(data, null)),
  "points.bonus": firing("points.bonus", "points-earned", (data) => earned(data, data.title ?? data.bonus)),
  "tier.changed": firing("tier.changed", "tier-changed", ({ tier, tierName, before, beforeName }) => ({
    ...{ Tier: text(tierName), "Tier key": text(tier), "Tier before": text(beforeName), "Tier key before": text(before) },
  })),
  "reward.redeemed": firing("reward.redeemed", "reward-redeemed", ({ redemptionId, reward, points, code }) => ({
    ...{ Reward: text(reward), Points: number(points), Code: text(code), "Redemption number": text(redemptionId) },
  })),
  "segment.entered": firing("segment.entered", "segment-entered", segment),
  "segment.left": firing("segment.left", "segment-left", segment),
  "achievement.earned": firing("achievement.earned", "achievement-earned", ({ achievementId, achievement, title }) => ({
    ...{ Kind: text(achievement), Name: text(title), "Achievement number": number(achievementId) },
  })),
  "referral.paid": firing("referral.paid", "referral-paid", ({ referralId, points }) => ({
    ...{ Points: number(points), "Referral number": text(referralId) },
  })),
  // Those who are held out are compared with, and left alone.
  "flow.entered": firing("flow.entered", "flow-entered", ({ flow, holdout }) => (holdout === true ? null : { Flow: text(flow) })),
  "flow.reached": firing("flow.reached", "flow-step-reached", ({ flowId, flow, step, stepId, emailId }) => ({
    ...{ Flow: text(flow), "Flow number": number(flowId), Step: text(step), "Step key": text(stepId) },
    "Email number": number(emailId),
  })),
  "customer.at-risk": firing("customer.at-risk", "at-risk", ({ chance }) => ({ Chance: number(chance) })),
  "refill.due": firing("refill.due", "refill-due", ({ productId, product, dueOn }) => ({
    ...{ Product: text(product), "Product number": text(productId), "Due on": text(dueOn) },
  })),
};

/** The kinds of events that fire these triggers. */
export function kindsOf(handles: readonly TriggerHandle[]): ToldKind[] {
  return (Object.keys(firings) as ToldKind[]).filter((kind) => {
    const handle = firings[kind]?.handle;
    return handle !== undefined && handles.includes(handle);
  });
}

const parcelSchema = z.object({
  ...{ type: z.enum(Object.keys(firings) as [ToldKind, ...ToldKind[]]), timestamp: z.string() },
  ...{ customerId: z.string(), data: z.record(z.string(), z.unknown()) },
});

export type Fired = { handle: TriggerHandle; customerId: string; fields: Fields };

/** What Flow is told of an event. @param id names it @param body as other receivers get it @returns null where there is no trigger for it */
export function firedBy(id: string, body: string): Fired | null {
  const told = parcelSchema.safeParse(JSON.parse(body)).data;
  const firing = told && firings[told.type];
  const fields = firing && firing.fields(told.data as never);
  if (told === undefined || firing === undefined || fields === undefined || fields === null) return null;
  return {
    ...{ handle: firing.handle, customerId: told.customerId },
    fields: { ...fields, "Event ID": id, "Happened at": told.timestamp },
  };
}
