import { createContext, useContext } from "react";

import type { Problem } from "../../../flows/editing/check.ts";
import type { DayMark } from "../../../flows/editing/days.ts";
import type { Draft, DraftStep } from "../../../flows/editing/draft.ts";
import type { ListRef, Place, Way } from "../../../flows/editing/tree.ts";
import type { LiveStep } from "../../../insights/flow-figures.server.ts";
import type { FlowShop } from "../../../insights/flow-shop.server.ts";
import type { StepWords } from "../words/step-words.ts";

/** A step that was just deleted, and where it stood. */
export type Deleted = { step: DraftStep; place: Place; name: string };

export type Editor = {
  flowId: number;
  draft: Draft;
  /** Says something else in the flow, but its steps. */
  change: (patch: Partial<Omit<Draft, "steps">>) => void;
  /** What is done to the steps; what was deleted before can then no longer be put back. */
  edit: (change: (steps: DraftStep[]) => DraftStep[]) => void;
  add: (place: Place, kind: DraftStep["kind"]) => void;
  duplicate: (id: string) => void;
  remove: (id: string) => void;
  undo: () => void;
  move: (id: string, by: 1 | -1) => void;
  moveTo: (id: string, place: Place) => void;
  deleted: Deleted | null;
  /** The step, or "start" or "settings", whose fields are shown. */
  opened: string | null;
  open: (what: string | null) => void;
  problems: readonly Problem[];
  marks: ReadonlyMap<string, DayMark>;
  /** What has become of each step lately. */
  figures: ReadonlyMap<string, LiveStep>;
  shop: FlowShop;
  words: StepWords;
  nameOf: (step: DraftStep) => string;
  /** Nothing can be changed any more. */
  locked: boolean;
};

const EditorContext = createContext<Editor | null>(null);

export const EditorProvider = EditorContext.Provider;

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (editor === null) throw new Error("Steps of a flow stand inside EditorProvider");
  return editor;
}

/** The element that takes the focus after a step was moved, added or closed. */
export function handleId(stepId: string): string {
  return `handle-${stepId}`;
}

/** Focuses an element once React has put it there. */
export function focusSoon(find: () => HTMLElement | null | undefined): void {
  requestAnimationFrame(() => requestAnimationFrame(() => find()?.focus()));
}

const LIST = "list:";

/** What a list without steps is called for what is dropped on it. */
export function dropName(list: ListRef): string {
  return list === null ? LIST : `${LIST}${list.fork}:${list.way}`;
}

/** The list of such a name; undefined for the name of a step. */
export function listNamed(name: string): ListRef | undefined {
  if (!name.startsWith(LIST)) return undefined;
  const [fork = "", way] = name.slice(LIST.length).split(":");
  return fork === "" ? null : { fork, way: way as Way };
}
