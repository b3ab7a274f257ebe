import { useState } from "react";

import type { RewardDraft } from "../../rewards/reward-draft.ts";
import type { RewardErrors } from "../../rewards/reward-form.ts";
import { useT } from "../locale.tsx";
import { useTyped } from "../page/posting/typed.ts";
import { issueWords } from "./reward-words.ts";

/** A draft being typed, and what was wrong with its fields when it was last sent. */
export type DraftForm = {
  draft: RewardDraft;
  /** Changes fields; what was wrong with them counts as mended. */
  change: (patch: Partial<RewardDraft>) => void;
  /** Name, id and error of a field. */
  field: (name: string) => { id: string; error: string | undefined };
};

type SendableForm = DraftForm & { changed: boolean; sending: () => void; discard: () => void };

export function useDraftForm(saved: RewardDraft, errors: RewardErrors): SendableForm {
  const t = useT();
  const { typed, type, changed, sending, discard } = useTyped(saved);
  const [mended, setMended] = useState<readonly string[]>([]);
  return {
    draft: typed,
    changed,
    change: (patch) => {
      type(patch);
      setMended((before) => [...before, ...Object.keys(patch)]);
    },
    field: (name) => {
      const issue = mended.includes(name.split(".")[0] ?? name) ? undefined : errors[name];
      return { id: fieldId(name), error: issue === undefined ? undefined : t(issueWords[issue]) };
    },
    discard: () => {
      discard();
      setMended(Object.keys(saved));
    },
    sending: () => {
      sending();
      setMended([]);
    },
  };
}

/** The id of a field in the document. */
export function fieldId(name: string): string {
  return `reward-${name.replaceAll(".", "-")}`;
}
