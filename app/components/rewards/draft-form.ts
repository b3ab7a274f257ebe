import { useState } from "react";

import { stringifyJson } from "../../lib/json.ts";
import type { RewardDraft } from "../../rewards/reward-draft.ts";
import type { RewardErrors } from "../../rewards/reward-form.ts";
import { useT } from "../locale.tsx";
import { issueWords } from "./reward-words.ts";

/** A draft being typed, and what was wrong with its fields when it was last sent. */
export type DraftForm = {
  draft: RewardDraft;
  /** Changes fields; what was wrong with them counts as mended. */
  change: (patch: Partial<RewardDraft>) => void;
  /** Name, id and error of a field. */
  field: (name: string) => { id: string; error: string | undefined };
  reset: (draft: RewardDraft) => void;
};

export function useDraftForm(initial: RewardDraft, errors: RewardErrors): DraftForm & { clear: () => void } {
  const t = useT();
  const [draft, setDraft] = useState(initial);
  // What has been saved may be written otherwise than it was typed: "5,00" for "5".
  const written = stringifyJson(initial);
  const [seen, setSeen] = useState(written);
  if (seen !== written) {
    setSeen(written);
    setDraft(initial);
  }
  const [mended, setMended] = useState<readonly string[]>([]);
  return {
    draft,
    change: (patch) => {
      setDraft((before) => ({ ...before, ...patch }));
      setMended((before) => [...before, ...Object.keys(patch)]);
    },
    field: (name) => {
      const issue = mended.includes(name.split(".")[0] ?? name) ? undefined : errors[name];
      return { id: fieldId(name), error: issue === undefined ? undefined : t(issueWords[issue]) };
    },
    reset: (fresh) => {
      setDraft(fresh);
      setMended(Object.keys(fresh));
    },
    clear: () => setMended([]),
  };
}

/** The id of a field in the document. */
export function fieldId(name: string): string {
  return `reward-${name.replaceAll(".", "-")}`;
}
