import { useMemo, useState } from "react";

import { check } from "../../../flows/editing/check.ts";
import { dayMarks } from "../../../flows/editing/days.ts";
import type { Draft, DraftStep } from "../../../flows/editing/draft.ts";
import { duplicate, holdoutWith, insert, moveBy, moveTo, newStep, positionOf, remove } from "../../../flows/editing/edit.ts";
import { find, type Place } from "../../../flows/editing/tree.ts";
import type { LiveStep } from "../../../insights/flow-figures.server.ts";
import type { FlowShop } from "../../../insights/flow-shop.server.ts";
import { useT } from "../../locale.tsx";
import { stepName } from "../words/difference-words.ts";
import { useStepWords } from "../words/use-words.ts";
import { focusSoon, handleId, type Deleted, type Editor } from "./editor.ts";

type Options = {
  flowId: number;
  draft: Draft;
  onDraft: (draft: Draft) => void;
  shop: FlowShop;
  live: readonly LiveStep[];
  locked: boolean;
};

/** What can be done in a timeline, and what is said of it aloud. */
export function useEditorState({ flowId, draft, onDraft, shop, live, locked }: Options): { editor: Editor; said: string } {
  const t = useT();
  const words = useStepWords(shop, draft.hour);
  const [opened, open] = useState<string | null>(null);
  const [deleted, setDeleted] = useState<Deleted | null>(null);
  const [said, say] = useState("");
  const marks = useMemo(() => dayMarks(draft), [draft]);
  const figures = useMemo(() => new Map(live.map((step) => [step.stepId, step])), [live]);
  const problems = useMemo(() => check(draft, shop), [draft, shop]);
  const nameOf = (step: DraftStep) => stepName(draft, step, t, words);
  const put = (steps: DraftStep[]) => {
    setDeleted(null);
    onDraft({ ...draft, steps });
  };
  const moved = (steps: DraftStep[], id: string) => {
    const step = find(steps, id)?.step;
    const position = positionOf({ steps }, id);
    if (step === undefined || position === null) return;
    put(steps);
    say(t("flowSteps.position", { name: stepName({ steps }, step, t, words), ...position }));
    focusSoon(() => document.getElementById(handleId(id)));
  };
  const editor: Editor = {
    ...{ flowId, draft, deleted, opened, open, problems, marks, figures, shop, words, nameOf, locked },
    change: (patch) => onDraft({ ...draft, ...patch }),
    edit: (change) => put(change(draft.steps)),
    add: (place: Place, kind) => {
      const step = newStep(kind, newId());
      setDeleted(null);
      onDraft({ ...draft, steps: insert(draft.steps, place, step), holdout: holdoutWith(draft, kind) });
      open(kind === "end" ? null : step.id);
      if (kind === "end") focusSoon(() => document.getElementById(handleId(step.id)));
    },
    duplicate: (id) => {
      const { steps, id: copy } = duplicate(draft.steps, id, newId);
      moved(steps, copy);
    },
    remove: (id) => {
      const found = find(draft.steps, id);
      if (found === null) return;
      const { step, list, index } = found;
      onDraft({ ...draft, steps: remove(draft.steps, id) });
      setDeleted({ step, place: { list, index }, name: nameOf(step) });
      say(t("flowSteps.deleted", { name: nameOf(step) }));
      focusSoon(() => document.querySelector<HTMLElement>(".flow-deleted button"));
    },
    undo: () => {
      if (deleted !== null) moved(insert(draft.steps, deleted.place, deleted.step), deleted.step.id);
    },
    move: (id, by) => moved(moveBy(draft.steps, id, by), id),
    moveTo: (id, place) => moved(moveTo(draft.steps, id, place), id),
  };
  return { editor, said };
}

/** An id that no step of any version has had: ids never change, and are never used again. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return [...bytes].map((byte) => (byte % 36).toString(36)).join("");
}
