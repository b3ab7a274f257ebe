import { useReducer } from "react";

import { edited, type Edit } from "../../segments/builder/edit.ts";
import { emptyModel, modelOf } from "../../segments/builder/from-query.ts";
import { idsFrom, type Group } from "../../segments/builder/model.ts";
import { queryOf, textOf, type LineProblem } from "../../segments/builder/to-query.ts";
import { read, type Checked } from "../../segments/language/check.ts";
import { format } from "../../segments/language/format.ts";
import type { Problem } from "../../segments/language/problems.ts";
import type { Query } from "../../segments/language/query.ts";

export type View = "builder" | "text";

type State = {
  view: View;
  /** As it is typed; in the builder, as it was typed last. */
  text: string;
  model: Group;
  past: readonly Group[];
  /** What the model was when it was made of the text: as long as it says the same, the text stays as it was typed. */
  written: string | null;
  /** What of the text says nothing of who is meant. */
  dropped: readonly string[];
  /** The builder was wanted, and the text cannot be read. */
  stuck: boolean;
  edits: number;
};

type Action =
  | { do: "edit"; edit: Edit }
  | { do: "undo" }
  | { do: "type"; text: string }
  | { do: "show"; view: View }
  | { do: "set"; text: string };

const MOST_UNDONE = 100;

function begin(text: string): State {
  const blank = { past: [], stuck: false, edits: 0 };
  if (text.trim() === "") return { ...blank, view: "builder", text, model: emptyModel(), written: null, dropped: [] };
  const checked = read(text);
  if (!checked.ok) return { ...blank, view: "text", text, model: emptyModel(), written: null, dropped: [] };
  const dropped = droppedOf(text, checked);
  return { ...blank, view: "builder", text, model: modelOf(checked.query), written: format(checked.query), dropped };
}

function droppedOf(text: string, checked: Checked): string[] {
  return checked.ok ? checked.dropped.map(({ at, length }) => text.slice(at, at + length)) : [];
}

/** The text as it is now, whichever view shows it. */
function textIn({ view, text, model, written }: State): string {
  if (view === "text") return text;
  const now = textOf(model);
  return now === written ? text : now;
}

function reduce(state: State, action: Action): State {
  switch (action.do) {
    case "edit": {
      const model = edited(state.model, action.edit, idsFrom(1, `e${state.edits}-`));
      return { ...state, model, past: [...state.past, state.model].slice(-MOST_UNDONE), edits: state.edits + 1 };
    }
    case "undo": {
      const before = state.past.at(-1);
      return before === undefined ? state : { ...state, model: before, past: state.past.slice(0, -1) };
    }
    case "type":
      return { ...state, text: action.text, stuck: false, dropped: [] };
    case "show": {
      if (action.view === state.view) return state;
      if (action.view === "text") return { ...state, view: "text", text: textIn(state), stuck: false };
      const begun = begin(state.text);
      return begun.view === "builder" ? { ...begun, edits: state.edits } : { ...state, stuck: true };
    }
    case "set":
      return { ...begin(action.text), edits: state.edits };
  }
}

export type QueryDraft = {
  view: View;
  text: string;
  model: Group;
  /** Null where nothing is said yet, or not all of it can be read. */
  query: Query | null;
  /** Of the text, where it cannot be read. */
  problems: readonly Problem[];
  /** Of the builder's lines. */
  lines: ReadonlyMap<string, LineProblem[]>;
  dropped: readonly string[];
  stuck: boolean;
  canUndo: boolean;
  edit: (edit: Edit) => void;
  undo: () => void;
  type: (text: string) => void;
  show: (view: View) => void;
  set: (text: string) => void;
};

const NO_LINES: ReadonlyMap<string, LineProblem[]> = new Map();

/** A query as its editor has it: builder and text are two views of it, and switching between them loses nothing. */
export function useQuery(saved: string): QueryDraft {
  const [state, send] = useReducer(reduce, saved, begin);
  const { view, model, dropped, stuck, past } = state;
  const text = textIn(state);
  const fromModel = view === "builder" ? queryOf(model) : null;
  const checked = fromModel === null ? read(text) : null;
  return {
    ...{ view, text, model, stuck, canUndo: past.length > 0 },
    dropped: checked === null ? dropped : droppedOf(text, checked),
    query: fromModel === null ? (checked?.ok === true ? checked.query : null) : fromModel.query,
    problems: checked?.ok === false ? checked.problems : [],
    lines: fromModel?.problems ?? NO_LINES,
    edit: (edit) => send({ do: "edit", edit }),
    undo: () => send({ do: "undo" }),
    type: (typed) => send({ do: "type", text: typed }),
    show: (wanted) => send({ do: "show", view: wanted }),
    set: (typed) => send({ do: "set", text: typed }),
  };
}
