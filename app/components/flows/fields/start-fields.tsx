import { Checkbox, Select, TextField } from "@shopify/polaris";

import type { DraftTrigger } from "../../../flows/editing/draft.ts";
import { triggerEventNames, usualHours, type TriggerEvent } from "../../../flows/triggers/events.ts";
import type { PlainKey } from "../../../i18n/translate.ts";
import { textIn } from "../../../program/rules/texts.ts";
import { useLocale, useT } from "../../locale.tsx";
import { useSegmentName } from "../../segment-badge.tsx";
import { useEditor } from "../timeline/editor.ts";
import { eventNames } from "../words/choice-words.ts";
import { ConditionField } from "./condition-field.tsx";
import { NumberField } from "./number-field.tsx";
import { Opened, useIssue } from "./opened.tsx";

type Timed = Exclude<DraftTrigger["kind"], "event">;

const timedNames: Record<Timed, PlainKey> = {
  lapsed: "flowSteps.triggerLapsed",
  birthday: "flowSteps.triggerBirthday",
  anniversary: "flowSteps.triggerAnniversary",
  "points-expiring": "flowSteps.triggerPointsExpiring",
  "tier-at-risk": "flowSteps.triggerTierAtRisk",
  due: "flowSteps.triggerDue",
};
const timedKinds = Object.keys(timedNames) as Timed[];

/** What each trigger begins with. */
function fresh(name: string): DraftTrigger {
  const event = triggerEventNames.find((one) => one === name);
  if (event !== undefined) {
    const hours = usualHours[event];
    return { kind: "event", event, ...(hours === undefined ? {} : { hours }) };
  }
  switch (name) {
    case "birthday":
    case "anniversary":
      return { kind: name, offsetDays: 0 };
    case "points-expiring":
    case "tier-at-risk":
      return { kind: name, daysBefore: 30 };
    case "due":
      return { kind: name, leadDays: 5 };
    default:
      return { kind: "lapsed", days: 90, ownGap: null };
  }
}

/** What begins the flow, with what each kind asks for, and who takes part. */
export function StartFields() {
  const t = useT();
  const { draft, change } = useEditor();
  const issue = useIssue(null);
  const { trigger, audience } = draft;
  const set = (next: DraftTrigger) => change({ trigger: next });
  return (
    <Opened name="start">
      <Select
        label={t("flowSteps.trigger")}
        options={[
          ...timedKinds.map((kind) => ({ value: kind, label: t(timedNames[kind]) })),
          ...triggerEventNames.map((event) => ({ value: event, label: t(eventNames[event]) })),
        ]}
        value={trigger.kind === "event" ? trigger.event : trigger.kind}
        onChange={(name) => set(fresh(name))}
      />
      {trigger.kind === "lapsed" && <LapsedFields trigger={trigger} set={set} />}
      {(trigger.kind === "birthday" || trigger.kind === "anniversary") && <OffsetFields trigger={trigger} set={set} />}
      {(trigger.kind === "points-expiring" || trigger.kind === "tier-at-risk") && (
        <NumberField
          label={t("flowSteps.daysBefore")}
          value={trigger.daysBefore}
          error={issue("daysBefore")}
          onChange={(daysBefore) => set({ ...trigger, daysBefore })}
        />
      )}
      {trigger.kind === "due" && <DueFields trigger={trigger} set={set} />}
      {trigger.kind === "event" && <EventFields trigger={trigger} set={set} />}
      <Checkbox
        label={t("flowSteps.audience")}
        checked={audience !== null}
        onChange={(some) => change({ audience: some ? "" : null })}
      />
      {audience !== null && (
        <ConditionField
          label={t("flowSteps.audienceCondition")}
          value={audience}
          error={issue("audience")}
          onChange={(query) => change({ audience: query })}
        />
      )}
    </Opened>
  );
}

type Props<Kind extends DraftTrigger["kind"]> = {
  trigger: Extract<DraftTrigger, { kind: Kind }>;
  set: (trigger: DraftTrigger) => void;
};

const USUAL_GAP = 1.5;

function LapsedFields({ trigger, set }: Props<"lapsed">) {
  const t = useT();
  const issue = useIssue(null);
  return (
    <>
      <NumberField
        label={t("flowSteps.lapsedDays")}
        value={trigger.days}
        error={issue("days")}
        onChange={(days) => set({ ...trigger, days })}
      />
      <Checkbox
        label={t("flowSteps.lapsedOwn")}
        helpText={t("flowSteps.lapsedOwnHelp")}
        checked={trigger.ownGap !== null}
        onChange={(own) => set({ ...trigger, ownGap: own ? USUAL_GAP : null })}
      />
      {trigger.ownGap !== null && (
        <NumberField
          fraction
          label={t("flowSteps.lapsedGap")}
          value={trigger.ownGap}
          error={issue("ownGap")}
          onChange={(ownGap) => set({ ...trigger, ownGap })}
        />
      )}
    </>
  );
}

/** How long before it is used up; how long products last is said on a page of its own. */
function DueFields({ trigger, set }: Props<"due">) {
  const t = useT();
  const issue = useIssue(null);
  return (
    <NumberField
      label={t("flowSteps.dueLead")}
      helpText={t("flowSteps.dueLeadHelp")}
      value={trigger.leadDays}
      error={issue("leadDays")}
      onChange={(leadDays) => set({ ...trigger, leadDays })}
    />
  );
}

const A_WEEK = 7;

/** On the day, or so many days before or after it. */
function OffsetFields({ trigger, set }: Props<"birthday" | "anniversary">) {
  const t = useT();
  const issue = useIssue(null);
  const { offsetDays } = trigger;
  const side =
    offsetDays === 0
      ? "on"
      : typeof offsetDays === "string"
        ? offsetDays.startsWith("-")
          ? "before"
          : "after"
        : offsetDays < 0
          ? "before"
          : "after";
  const count = typeof offsetDays === "number" ? Math.abs(offsetDays) : offsetDays.replace(/^-/, "");
  const put = (next: string, days: number | string) =>
    set({
      ...trigger,
      offsetDays: next === "on" ? 0 : next === "before" ? (typeof days === "number" ? -days : `-${days}`) : days,
    });
  return (
    <>
      <Select
        label={t("flowSteps.offset")}
        options={[
          { value: "on", label: t("flowSteps.offsetOn") },
          { value: "before", label: t("flowSteps.offsetBefore") },
          { value: "after", label: t("flowSteps.offsetAfter") },
        ]}
        value={side}
        onChange={(next) => put(next, side === "on" ? A_WEEK : count)}
      />
      {side !== "on" && (
        <NumberField
          label={t("flowSteps.count")}
          value={count}
          error={issue("offsetDays")}
          onChange={(days) => put(side, days)}
        />
      )}
    </>
  );
}

function EventFields({ trigger, set }: Props<"event">) {
  const t = useT();
  const locale = useLocale();
  const segmentName = useSegmentName();
  const { shop } = useEditor();
  const issue = useIssue(null);
  const { event, segmentId, tier } = trigger;
  if (event === "custom-event")
    return (
      <TextField
        label={t("flowSteps.eventName")}
        helpText={t("flowSteps.eventNameHelp")}
        value={trigger.name ?? ""}
        error={issue("name")}
        onChange={(name) => set({ ...trigger, name })}
        maxLength={60}
        autoComplete="off"
        spellCheck={false}
      />
    );
  const usual = usualHours[event];
  if (usual !== undefined)
    return (
      <>
        <NumberField
          label={t(event === "checkout-abandoned" ? "flowSteps.checkoutHours" : "flowSteps.visitHours")}
          value={trigger.hours ?? usual}
          error={issue("hours")}
          onChange={(hours) => set({ ...trigger, hours })}
        />
        {event === "product-viewed" && (
          <NumberField
            label={t("flowSteps.views")}
            helpText={t("flowSteps.viewsHelp")}
            value={trigger.views ?? 1}
            error={issue("views")}
            onChange={(views) => set({ ...trigger, views })}
          />
        )}
      </>
    );
  if (isAboutSegment(event))
    return (
      <Select
        label={t("flowSteps.segment")}
        placeholder={t("common.choose")}
        options={shop.segments.map((segment) => ({ value: String(segment.segmentId), label: segmentName(segment) }))}
        value={segmentId === undefined ? "" : String(segmentId)}
        onChange={(chosen) => set({ ...trigger, segmentId: Number(chosen) })}
        error={issue("segment")}
      />
    );
  if (event !== "tier-reached") return null;
  return (
    <Select
      label={t("flowSteps.tier")}
      options={[
        { value: "", label: t("flowSteps.tierAny") },
        ...shop.tiers.map(({ key, name }) => ({ value: key, label: textIn(name, locale) })),
      ]}
      value={tier ?? ""}
      onChange={(chosen) => set({ kind: "event", event, ...(chosen === "" ? {} : { tier: chosen }) })}
      error={issue("tier")}
    />
  );
}

function isAboutSegment(event: TriggerEvent): boolean {
  return event === "segment-entered" || event === "segment-left";
}
