import { membershipIn } from "../../../flows/editing/membership.ts";
import type { Draft, DraftGoal, DraftStep, DraftTrigger, DraftWait, Typed } from "../../../flows/editing/draft.ts";
import { horizonDays } from "../../../flows/definition/horizon.ts";
import type { FramePart } from "../../../flows/editing/differences.ts";
import { usualHours } from "../../../flows/triggers/events.ts";
import type { Format } from "../../../i18n/format.ts";
import type { Locale, Translate } from "../../../i18n/translate.ts";
import type { FlowShop } from "../../../insights/flow-shop.server.ts";
import { textIn } from "../../../program/rules/texts.ts";
import { eventNames, exitNames, goalNames, kindNames, waitedNames } from "./choice-words.ts";

type Language = { t: Translate; format: Format; locale: Locale };

const offsets = {
  birthday: { on: "flowSteps.birthdayOn", before: "flowSteps.birthdayBefore", after: "flowSteps.birthdayAfter" },
  anniversary: { on: "flowSteps.anniversaryOn", before: "flowSteps.anniversaryBefore", after: "flowSteps.anniversaryAfter" },
} as const;

/** What the steps of a flow say, in one line each. Pure, so that the timeline, the differences and the customer's page say the same. */
export type StepWords = {
  kind: (step: Pick<DraftStep, "kind">) => string;
  step: (step: DraftStep) => string;
  trigger: (trigger: DraftTrigger) => string;
  part: (part: FramePart, draft: Draft) => string;
  /** Without its days. */
  goal: (goal: DraftGoal) => string;
  clock: (hour: number) => string;
  weekday: (day: number) => string;
};

/** A merchant may have typed anything. */
const hoursOf = ({ event, hours }: Extract<DraftTrigger, { kind: "event" }>) => hours ?? usualHours[event] ?? 1;

export function stepWords(
  { t, format, locale }: Language,
  { emails, rewards, segments, tiers }: FlowShop,
  segmentName: (segment: FlowShop["segments"][number]) => string,
  /** The flow's own, where a wait says none. */
  flowHour: number,
): StepWords {
  const clock = (hour: number) => t("flowSteps.clock", { hour: format.hour(hour) });
  const weekdays = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
  // 1 January 2024 was a Monday.
  const weekday = (day: number) => weekdays.format(new Date(Date.UTC(2024, 0, day)));
  const percent = (share: Typed) => t("flowSteps.percent", { share: String(share) });
  const kind = ({ kind }: Pick<DraftStep, "kind">) => t(kindNames[kind]);

  /** Of a segment its name, of anything else the query. */
  const condition = (text: string): string => {
    const asked = membershipIn(text);
    if (asked === null) return text.trim();
    const found = segments.find(({ key }) => key.toLowerCase() === asked.key.toLowerCase());
    if (found === undefined) return t("flowSteps.memberGone");
    const segment = segmentName(found);
    return asked.member ? t("flowSteps.memberOf", { segment }) : t("flowSteps.noMemberOf", { segment });
  };

  const wait = (wait: DraftWait): string => {
    if ("hours" in wait) return t("flowSteps.waitHours", { count: wait.hours });
    const at = (hour: number | undefined) => format.hour(hour ?? flowHour);
    if ("days" in wait) {
      if (wait.days === 0) return t("flowSteps.waitHour", { hour: at(wait.hour) });
      return t("flowSteps.waitDays", { count: wait.days, hour: at(wait.hour) });
    }
    if ("weekday" in wait) return t("flowSteps.waitWeekday", { weekday: weekday(wait.weekday), hour: at(wait.hour) });
    const values = { event: t(waitedNames[wait.event]), count: wait.atMostHours };
    return wait.otherwise === "end" ? t("flowSteps.waitEventEnd", values) : t("flowSteps.waitEventGoOn", values);
  };

  const step = (step: DraftStep): string => {
    switch (step.kind) {
      case "wait":
        return wait(step.wait);
      case "email": {
        const { emailId, off } = step;
        const found = emails.find((one) => one.emailId === emailId);
        const name = emailId === null ? t("flowSteps.emailMissing") : (found?.name ?? t("flowSteps.gone"));
        return off ? `${name} (${t("flowSteps.off")})` : name;
      }
      case "points":
        return t("flowSteps.pointsGiven", { count: step.points });
      case "reward": {
        if (step.rewardId === null) return t("flowSteps.rewardMissing");
        const found = rewards.find(({ rewardId }) => rewardId === step.rewardId);
        return found === undefined ? t("flowSteps.gone") : textIn(found.title, locale);
      }
      case "tag": {
        const [add, remove] = [step.add, step.remove].map((tags) => tags.filter((tag) => tag.trim() !== "").join(", "));
        const parts = [
          ...(add ? [t("flowSteps.tagsAdded", { tags: add })] : []),
          ...(remove ? [t("flowSteps.tagsRemoved", { tags: remove })] : []),
        ];
        return parts.join(", ") || t("flowSteps.tagsNone");
      }
      case "branch":
        return condition(step.condition) || t("flowSteps.conditionNone");
      case "split": {
        const rest = typeof step.share === "number" ? 100 - step.share : "?";
        return t("flowSteps.shareText", { share: String(step.share), rest: String(rest) });
      }
      case "end":
        return t("flowSteps.endText");
    }
  };

  const trigger = (trigger: DraftTrigger): string => {
    switch (trigger.kind) {
      case "lapsed":
        if (trigger.ownGap === null) return t("flowSteps.lapsedText", { count: trigger.days });
        return t("flowSteps.lapsedOwnText", { gap: trigger.ownGap, days: trigger.days });
      case "birthday":
      case "anniversary":
        return offset(trigger.kind, trigger.offsetDays);
      case "points-expiring":
        return t("flowSteps.pointsExpiringText", { count: trigger.daysBefore });
      case "tier-at-risk":
        return t("flowSteps.tierAtRiskText", { count: trigger.daysBefore });
      case "due":
        return t("flowSteps.dueText", { count: trigger.leadDays });
      case "event": {
        if (trigger.event === "checkout-abandoned") return t("flowSteps.checkoutText", { count: hoursOf(trigger) });
        if (trigger.event === "cart-left") return t("flowSteps.cartLeftText", { count: hoursOf(trigger) });
        if (trigger.event === "product-viewed")
          return trigger.views === undefined || trigger.views === 1
            ? t("flowSteps.productViewedText", { count: hoursOf(trigger) })
            : t("flowSteps.productsViewedText", { count: hoursOf(trigger), views: trigger.views });
        if (trigger.event === "custom-event") return t("flowSteps.customEventText", { name: trigger.name ?? "?" });
        const event = t(eventNames[trigger.event]);
        const segment = segments.find(({ segmentId }) => segmentId === trigger.segmentId);
        const tier = tiers.find(({ key }) => key === trigger.tier);
        const named = segment === undefined ? (tier === undefined ? null : textIn(tier.name, locale)) : segmentName(segment);
        return named === null ? event : t("flowSteps.segmentNamed", { event, segment: named });
      }
    }
  };

  const offset = (kind: "birthday" | "anniversary", days: Typed): string => {
    const { on, before, after } = offsets[kind];
    if (typeof days !== "number" || days === 0) return t(on);
    return t(days < 0 ? before : after, { count: Math.abs(days) });
  };

  const goal = ({ kind, products = [], segmentId = null }: DraftGoal): string => {
    const name = t(goalNames[kind]);
    if (kind === "products" && products.length > 0)
      return t("flowSteps.goalWhat", { goal: name, what: products.map(({ title }) => title).join(", ") });
    if (kind !== "segment-entered" || segmentId === null) return name;
    const segment = segments.find((one) => one.segmentId === segmentId);
    return t("flowSteps.goalWhat", { goal: name, what: segment === undefined ? t("flowSteps.gone") : segmentName(segment) });
  };

  const part = (part: FramePart, draft: Draft): string => {
    switch (part) {
      case "trigger":
        return trigger(draft.trigger);
      case "audience":
        return draft.audience === null
          ? t("flowSteps.audienceNone")
          : t("flowSteps.audienceText", { query: condition(draft.audience) });
      case "exits":
        return draft.exits.map((exit) => t(exitNames[exit])).join(", ") || t("flowSteps.exitsNone");
      case "reentry":
        if (draft.reentry === "each") return t("flowSteps.reentryEach");
        if (draft.reentry === "once") return t("flowSteps.reentryOnce");
        return t("flowSteps.reentryDaysText", { count: draft.reentry.everyDays });
      case "goal":
        return t("flowSteps.goalWithin", { goal: goal(draft.goal), count: horizonDays(draft) });
      case "hour":
        return clock(draft.hour);
      case "holdout":
        return percent(draft.holdout);
      case "giveUpAfterDays":
        return t("flowSteps.giveUpText", { days: draft.giveUpAfterDays });
    }
  };

  return { kind, step, trigger, part, goal, clock, weekday };
}
