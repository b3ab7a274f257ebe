import { find } from "../../../flows/editing/tree.ts";
import { useT } from "../../locale.tsx";
import { useEditor } from "../timeline/editor.ts";

/** What a step is called, with what it says; one that customers inside are at may be gone from the draft. */
export function useStepNames(): (stepId: string) => string {
  const t = useT();
  const { draft, nameOf, words } = useEditor();
  return (stepId) => {
    const step = find(draft.steps, stepId)?.step;
    return step === undefined ? t("flowForecast.earlierStep") : `${nameOf(step)} · ${words.step(step)}`;
  };
}
