import type { PlainKey, Translate } from "../../i18n/translate.ts";
import type { Errors, Field, Issue } from "../../learning/content/read-draft.ts";
import type { ModuleState } from "../../learning/modules.server.ts";
import type { ModuleFigures } from "../../learning/shown/figures.server.ts";

type Standing = { word: PlainKey; text: PlainKey; tone?: "success" | "info" };

export const standings: Record<ModuleState, Standing> = {
  draft: { word: "modules.stateDraft", text: "modules.textDraft", tone: "info" },
  live: { word: "modules.stateLive", text: "modules.textLive", tone: "success" },
  archived: { word: "modules.stateArchived", text: "modules.textArchived" },
};

const issueNames: Record<Issue | "handle" | "taken", PlainKey> = {
  required: "modules.required",
  number: "modules.number",
  "too-small": "modules.tooSmall",
  "too-large": "modules.tooLarge",
  "too-long": "modules.tooLong",
  address: "modules.address",
  unknown: "modules.unknown",
  right: "modules.rightWrong",
  answers: "modules.answersWrong",
  questions: "modules.questionsWrong",
  handle: "modules.handleWrong",
  taken: "modules.taken",
};

/** What is wrong, with the address, which belongs to no version. */
export type FormErrors = Errors & { handle?: "handle" | "taken" };

/** What is wrong with a field, where anything is. */
export function errorOf(errors: FormErrors, field: Field | "handle", t: Translate): { error?: string } {
  const issue = errors[field];
  return issue === undefined ? {} : { error: t(issueNames[issue]) };
}

/** What has come of a module in a few words. */
export function figuresWords({ people, attempts, passed, points }: ModuleFigures, t: Translate): string[] {
  return [
    t("modules.people", { count: people }),
    t("modules.attempts", { count: attempts }),
    t("modules.passed", { count: passed }),
    ...(points > 0n ? [t("modules.pointsGiven", { count: points })] : []),
  ];
}
