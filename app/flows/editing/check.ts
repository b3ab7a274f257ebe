import { EVENT_NAME } from "../../events/event-name.ts";
import { canBeSimilar } from "../../messages/preferences/topics.ts";
import { MOST_STEPS } from "../definition/steps.ts";
import { canReach, goalProductSchema } from "../goal/goal.ts";
import { usualHours } from "../triggers/events.ts";
import { namedInText } from "../../segments/editing/named.ts";
import { read } from "../../segments/language/check.ts";
import type { Problem as QueryProblem } from "../../segments/language/problems.ts";
import type { Draft, DraftStep, DraftWait, Typed } from "./draft.ts";
import { eachStep, waysOf } from "./tree.ts";
import { differing, type Variable } from "./variables.ts";

/** What the shop has that a flow can name. */
export type ShopHas = {
  emails: readonly { emailId: number; published: boolean }[];
  rewards: readonly { rewardId: number; archived: boolean }[];
  segments: readonly { segmentId: number; key: string }[];
  tiers: readonly { key: string }[];
};

type What =
  | { code: "no-steps" | "too-many-steps" | "does-nothing" | "unreachable" | "empty-fork" | "no-tags" }
  | { code: "email-missing" | "email-gone" | "email-unpublished" | "not-similar" }
  | { code: "reward-missing" | "reward-gone" | "reward-archived" }
  | { code: "segment-missing" | "segment-gone" | "tier-gone" | "event-name" }
  | { code: "goal-products" | "goal-product-ids" | "goal-about-nothing" }
  | { code: "number"; least: number; most: number }
  | { code: "several-variables"; variables: Variable[] }
  | { code: "query"; problem: QueryProblem };

/** What keeps a draft from being published, and where. `stepId` null: the flow itself. */
export type Problem = { stepId: string | null; field: string } & What;

/** How great what is typed may be, by field. */
const limits = {
  ...{
    lapsedDays: [1, 3650],
    ownGap: [1, 5],
    offsetDays: [-60, 60],
    daysBefore: [1, 90],
    leadDays: [0, 60],
    eventHours: [1, 48],
    views: [1, 10],
    everyDays: [1, 3650],
    goalDays: [1, 365],
    holdout: [0, 50],
    giveUp: [1, 365],
  },
  ...{ hours: [1, 8760], days: [0, 3650], points: [1, 1_000_000], share: [1, 99] },
} as const satisfies Record<string, readonly [number, number]>;
type Limit = keyof typeof limits;

/** All that is wrong, in the order in which it is read. Empty: it can be published. */
export function check(draft: Draft, shop: ShopHas): Problem[] {
  const all = [...eachStep(draft.steps)];
  const flow = (field: string, what: What | null): Problem[] => (what === null ? [] : [{ stepId: null, field, ...what }]);
  const isIdle =
    all.length > 0 && all.every(({ kind }) => kind === "wait" || kind === "end" || kind === "branch" || kind === "split");
  return [
    ...triggerProblems(draft, shop),
    ...(draft.audience === null ? [] : flow("audience", queryProblem(draft.audience, shop))),
    ...(typeof draft.reentry === "object" ? flow("everyDays", numberProblem(draft.reentry.everyDays, "everyDays")) : []),
    ...goalProblems(draft, shop),
    ...flow("holdout", numberProblem(draft.holdout, "holdout")),
    ...flow("giveUp", numberProblem(draft.giveUpAfterDays, "giveUp")),
    ...(all.length === 0 ? flow("steps", { code: "no-steps" }) : []),
    ...(all.length > MOST_STEPS ? flow("steps", { code: "too-many-steps" }) : []),
    ...(isIdle ? flow("steps", { code: "does-nothing" }) : []),
    ...listProblems(draft.steps, shop, true),
  ];
}

function triggerProblems({ trigger }: Draft, shop: ShopHas): Problem[] {
  const found = (field: string, what: What | null): Problem[] => (what === null ? [] : [{ stepId: null, field, ...what }]);
  switch (trigger.kind) {
    case "lapsed":
      return [
        ...found("days", numberProblem(trigger.days, "lapsedDays")),
        ...(trigger.ownGap === null ? [] : found("ownGap", numberProblem(trigger.ownGap, "ownGap", false))),
      ];
    case "birthday":
    case "anniversary":
      return found("offsetDays", numberProblem(trigger.offsetDays, "offsetDays"));
    case "points-expiring":
    case "tier-at-risk":
      return found("daysBefore", numberProblem(trigger.daysBefore, "daysBefore"));
    case "due":
      return found("leadDays", numberProblem(trigger.leadDays, "leadDays"));
    case "event":
      if (trigger.event === "segment-entered" || trigger.event === "segment-left") {
        if (trigger.segmentId === undefined) return found("segment", { code: "segment-missing" });
        return shop.segments.some(({ segmentId }) => segmentId === trigger.segmentId)
          ? []
          : found("segment", { code: "segment-gone" });
      }
      if (trigger.event === "custom-event" && !EVENT_NAME.test(trigger.name ?? "")) return found("name", { code: "event-name" });
      if (usualHours[trigger.event] !== undefined)
        return [
          ...(trigger.hours === undefined ? [] : found("hours", numberProblem(trigger.hours, "eventHours"))),
          ...(trigger.views === undefined ? [] : found("views", numberProblem(trigger.views, "views"))),
        ];
      if (trigger.event !== "tier-reached" || trigger.tier === undefined) return [];
      return shop.tiers.some(({ key }) => key === trigger.tier) ? [] : found("tier", { code: "tier-gone" });
  }
}

function goalProblems({ goal, trigger }: Draft, shop: ShopHas): Problem[] {
  const found = (field: string, what: What | null): Problem[] => (what === null ? [] : [{ stepId: null, field, ...what }]);
  const segment = (): What | null => {
    if (goal.segmentId == null) return { code: "segment-missing" };
    return shop.segments.some(({ segmentId }) => segmentId === goal.segmentId) ? null : { code: "segment-gone" };
  };
  const products = (): What | null => {
    const { products: chosen = [] } = goal;
    if (chosen.length === 0) return { code: "goal-products" };
    return chosen.every((one) => goalProductSchema.safeParse(one).success) ? null : { code: "goal-product-ids" };
  };
  return [
    ...found("goal", canReach(goal.kind, trigger) ? null : { code: "goal-about-nothing" }),
    ...(goal.kind === "products" ? found("goalProducts", products()) : []),
    ...(goal.kind === "segment-entered" ? found("goalSegment", segment()) : []),
    ...found("goalDays", numberProblem(goal.afterDays, "goalDays")),
  ];
}

/** @param reached whether anybody comes to the list */
function listProblems(steps: readonly DraftStep[], shop: ShopHas, reached: boolean): Problem[] {
  let open = reached;
  return steps.flatMap((step) => {
    const own: Problem[] = open
      ? stepProblems(step, shop)
      : [{ stepId: step.id, field: "step", code: "unreachable" as const }, ...stepProblems(step, shop)];
    // What lies in a step that nobody reaches is said once, at the step.
    const inner = waysOf(step).flatMap(({ steps: way }) => listProblems(way, shop, true));
    if (ends(step)) open = false;
    return [...own, ...inner];
  });
}

/** Whether nobody goes on after a step. */
function ends(step: DraftStep): boolean {
  const ways = waysOf(step);
  return step.kind === "end" || (ways.length > 0 && ways.every(({ steps }) => steps.some(ends)));
}

function stepProblems(step: DraftStep, shop: ShopHas): Problem[] {
  const found = (field: string, what: What | null): Problem[] => (what === null ? [] : [{ stepId: step.id, field, ...what }]);
  switch (step.kind) {
    case "wait":
      return waitProblems(step.wait).flatMap(({ field, what }) => found(field, what));
    case "email":
      return [
        ...found("email", emailProblem(step.emailId, shop)),
        ...found("similarGoods", step.similarGoods && !canBeSimilar(step.topic) ? { code: "not-similar" } : null),
      ];
    case "points":
      return found("points", numberProblem(step.points, "points"));
    case "reward":
      return found("reward", rewardProblem(step.rewardId, shop));
    case "tag":
      return [...step.add, ...step.remove].some((tag) => tag.trim() !== "") ? [] : found("tags", { code: "no-tags" });
    case "branch":
      return [...found("condition", queryProblem(step.condition, shop)), ...found("ways", emptyFork(step))];
    case "split":
      return [...found("share", numberProblem(step.share, "share")), ...found("ways", emptyFork(step) ?? unclearTest(step))];
    case "end":
      return [];
  }
}

function waitProblems(wait: DraftWait): { field: string; what: What | null }[] {
  if ("hours" in wait) return [{ field: "hours", what: numberProblem(wait.hours, "hours") }];
  if ("days" in wait) return [{ field: "days", what: numberProblem(wait.days, "days") }];
  return "event" in wait ? [{ field: "atMostHours", what: numberProblem(wait.atMostHours, "hours") }] : [];
}

function emailProblem(emailId: number | null, { emails }: ShopHas): What | null {
  if (emailId === null) return { code: "email-missing" };
  const email = emails.find((one) => one.emailId === emailId);
  if (email === undefined) return { code: "email-gone" };
  return email.published ? null : { code: "email-unpublished" };
}

function rewardProblem(rewardId: number | null, { rewards }: ShopHas): What | null {
  if (rewardId === null) return { code: "reward-missing" };
  const reward = rewards.find((one) => one.rewardId === rewardId);
  if (reward === undefined) return { code: "reward-gone" };
  return reward.archived ? { code: "reward-archived" } : null;
}

function emptyFork(step: DraftStep): What | null {
  return waysOf(step).every(({ steps }) => steps.length === 0) ? { code: "empty-fork" } : null;
}

/** Of ways that differ in more than one thing nobody can tell afterwards which of them made the difference. */
function unclearTest({ a, b }: Extract<DraftStep, { kind: "split" }>): What | null {
  const variables = differing(a, b);
  return variables.length > 1 ? { code: "several-variables", variables } : null;
}

function numberProblem(value: Typed, limit: Limit, whole = true): What | null {
  const [least, most] = limits[limit];
  const fits = typeof value === "number" && value >= least && value <= most && (!whole || Number.isInteger(value));
  return fits ? null : { code: "number", least, most };
}

function queryProblem(query: string, { segments }: ShopHas): What | null {
  const checked = read(query);
  const problem = checked.ok ? undefined : checked.problems[0];
  if (problem !== undefined) return { code: "query", problem };
  const keys = new Set(segments.map(({ key }) => key.toLowerCase()));
  return namedInText(query, "segments").every((key) => keys.has(key.toLowerCase())) ? null : { code: "segment-gone" };
}
