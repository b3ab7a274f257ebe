import { useState } from "react";

import type { Draft } from "../../../flows/editing/draft.ts";
import { stringifyJson } from "../../../lib/json.ts";

/** A flow as it is kept: what is being edited, its name, and the revision that goes with them. */
export type Kept = { draft: Draft; name: string | null; revision: number };
export type Theirs = Kept & { by: string | null; at: Date | null };

type Fields = { draft: string; name: string; seen: string };

export type FlowForm = {
  draft: Draft;
  name: string | null;
  onDraft: (draft: Draft) => void;
  onName: (name: string) => void;
  /** Whether something is typed that is not kept. */
  changed: boolean;
  discard: () => void;
  /** What is typed, as it is sent. */
  fields: () => Fields;
  /** The same, to be called when it is sent to be kept: what is typed from then on stays. */
  sending: () => Fields;
  /** What was sent is kept now, under this revision. */
  accept: (revision: number) => void;
  /** Somebody else has saved meanwhile: the merchant decides. */
  theirs: Theirs | null;
  clash: (theirs: Theirs) => void;
  keepMine: () => void;
  useTheirs: () => void;
};

/** What is typed over what is kept. Nothing typed is lost: not to an answer, not to what somebody else saves, not to what the page reads anew. */
export function useFlowForm(loaded: Kept): FlowForm {
  const [kept, setKept] = useState(loaded);
  const [typed, setTyped] = useState({ draft: loaded.draft, name: loaded.name });
  const [sent, setSent] = useState(typed);
  const [theirs, setTheirs] = useState<Theirs | null>(null);
  const [seen, setSeen] = useState(loaded.revision);
  const changed = !isSame(typed, kept);
  const fields = () => ({ draft: stringifyJson(typed.draft), name: typed.name ?? "", seen: String(kept.revision) });
  const show = (next: Kept) => {
    setKept(next);
    setTyped({ draft: next.draft, name: next.name });
  };
  // The page has read the flow anew. Who has typed meanwhile keeps that, over the revision that they began from.
  if (seen !== loaded.revision) {
    setSeen(loaded.revision);
    if (!changed && loaded.revision > kept.revision) show(loaded);
  }
  return {
    ...typed,
    changed,
    theirs,
    onDraft: (draft) => setTyped((before) => ({ ...before, draft })),
    onName: (name) => setTyped((before) => ({ ...before, name: name === "" ? null : name })),
    discard: () => show(kept),
    fields,
    sending: () => {
      setSent(typed);
      return fields();
    },
    accept: (revision) => setKept({ ...sent, revision }),
    clash: setTheirs,
    keepMine: () => {
      if (theirs === null) return;
      setKept({ draft: theirs.draft, name: theirs.name, revision: theirs.revision });
      setTheirs(null);
    },
    useTheirs: () => {
      if (theirs === null) return;
      show({ draft: theirs.draft, name: theirs.name, revision: theirs.revision });
      setTheirs(null);
    },
  };
}

function isSame(one: Pick<Kept, "draft" | "name">, other: Pick<Kept, "draft" | "name">): boolean {
  return one.name === other.name && stringifyJson(one.draft) === stringifyJson(other.draft);
}
