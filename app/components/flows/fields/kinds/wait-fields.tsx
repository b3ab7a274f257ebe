import { Select } from "@shopify/polaris";

import type { DraftStepOf, DraftWait, Typed } from "../../../../flows/editing/draft.ts";
import { change } from "../../../../flows/editing/edit.ts";
import { waitedEvents } from "../../../../flows/triggers/events.ts";
import type { PlainKey } from "../../../../i18n/translate.ts";
import { useT } from "../../../locale.tsx";
import { useEditor } from "../../timeline/editor.ts";
import { waitedNames } from "../../words/choice-words.ts";
import { HourField } from "../hour-field.tsx";
import { NumberField } from "../number-field.tsx";
import { useIssue } from "../opened.tsx";

const kinds = ["days", "hours", "weekday", "event"] as const;
type Kind = (typeof kinds)[number];

const kindNames: Record<Kind, PlainKey> = {
  days: "flowSteps.waitKindDays",
  hours: "flowSteps.waitKindHours",
  weekday: "flowSteps.waitKindWeekday",
  event: "flowSteps.waitKindEvent",
};

/** What each kind of wait begins with. */
const fresh: Record<Kind, DraftWait> = {
  days: { days: 3 },
  hours: { hours: 24 },
  weekday: { weekday: 1 },
  event: { event: "order-placed", atMostHours: 72, otherwise: "continue" },
};

export function WaitFields({ step }: { step: DraftStepOf<"wait"> }) {
  const t = useT();
  const { edit } = useEditor();
  const set = (wait: DraftWait) => edit((steps) => change(steps, step.id, "wait", { wait }));
  const { wait } = step;
  const kind = kinds.find((name) => name in wait) ?? "days";
  return (
    <>
      <Select
        label={t("flowSteps.waitKind")}
        options={kinds.map((name) => ({ value: name, label: t(kindNames[name]) }))}
        value={kind}
        onChange={(name) => set(fresh[kinds.find((one) => one === name) ?? "days"])}
      />
      <Own id={step.id} wait={wait} set={set} />
    </>
  );
}

function Own({ id, wait, set }: { id: string; wait: DraftWait; set: (wait: DraftWait) => void }) {
  const t = useT();
  const { words } = useEditor();
  const issue = useIssue(id);
  if ("hours" in wait)
    return (
      <NumberField label={t("flowSteps.count")} value={wait.hours} error={issue("hours")} onChange={(hours) => set({ hours })} />
    );
  if ("event" in wait) return <EventFields id={id} wait={wait} set={set} />;
  const hour = <HourField value={wait.hour} onChange={(hour) => set({ ...wait, hour })} />;
  if ("days" in wait) {
    const days = (value: Typed) => set({ ...wait, days: value });
    return (
      <>
        <NumberField label={t("flowSteps.count")} value={wait.days} error={issue("days")} onChange={days} />
        {hour}
      </>
    );
  }
  return (
    <>
      <Select
        label={t("flowSteps.weekday")}
        options={[1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: words.weekday(day) }))}
        value={String(wait.weekday)}
        onChange={(day) => set({ ...wait, weekday: Number(day) })}
      />
      {hour}
    </>
  );
}

type EventWait = Extract<DraftWait, { event: string }>;

function EventFields({ id, wait, set }: { id: string; wait: EventWait; set: (wait: DraftWait) => void }) {
  const t = useT();
  const issue = useIssue(id);
  return (
    <>
      <Select
        label={t("flowSteps.event")}
        options={waitedEvents.map((event) => ({ value: event, label: t(waitedNames[event]) }))}
        value={wait.event}
        onChange={(event) => set({ ...wait, event: waitedEvents.find((one) => one === event) ?? wait.event })}
      />
      <NumberField
        label={t("flowSteps.atMost")}
        value={wait.atMostHours}
        error={issue("atMostHours")}
        onChange={(atMostHours) => set({ ...wait, atMostHours })}
      />
      <Select
        label={t("flowSteps.otherwise")}
        options={[
          { value: "continue", label: t("flowSteps.otherwiseContinue") },
          { value: "end", label: t("flowSteps.otherwiseEnd") },
        ]}
        value={wait.otherwise}
        onChange={(otherwise) => set({ ...wait, otherwise: otherwise === "end" ? "end" : "continue" })}
      />
    </>
  );
}
