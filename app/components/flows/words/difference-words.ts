import { numberOf, type Difference } from "../../../flows/editing/differences.ts";
import type { Draft, DraftStep } from "../../../flows/editing/draft.ts";
import { eachStep } from "../../../flows/editing/tree.ts";
import type { Translate } from "../../../i18n/translate.ts";
import { partNames } from "./choice-words.ts";
import type { StepWords } from "./step-words.ts";

/** A difference of two versions as a line: "Email 3: 10% off → 15% off". */
export function differenceWords(difference: Difference, t: Translate, words: StepWords): string {
  if (difference.what === "frame") {
    const { part, before, after } = difference;
    const name = t(partNames[part]);
    return t("flowSteps.changed", { name, before: words.part(part, before), after: words.part(part, after) });
  }
  const { step, number } = difference;
  const name = t("flowSteps.numbered", { kind: words.kind(step), number });
  const text = words.step(step);
  switch (difference.what) {
    case "changed":
      return t("flowSteps.changed", { name, before: words.step(difference.before), after: text });
    case "added":
      return t("flowSteps.added", { name, text });
    case "removed":
      return t("flowSteps.removed", { name, text });
    case "moved":
      return t("flowSteps.moved", { name });
  }
}

/** What a step is called among its kind: "Email 3"; one that is alone needs no number. */
export function stepName({ steps }: Pick<Draft, "steps">, step: DraftStep, t: Translate, words: StepWords): string {
  const alone = [...eachStep(steps)].filter(({ kind }) => kind === step.kind).length < 2;
  return alone ? words.kind(step) : t("flowSteps.numbered", { kind: words.kind(step), number: numberOf(steps, step) });
}
