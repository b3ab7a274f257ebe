import type { Errors, Field, Issue } from "../../gatherings/content/read-draft.ts";
import type { GatheringState } from "../../gatherings/gatherings.server.ts";
import type { Counts } from "../../gatherings/registrations/registrations.server.ts";
import type { PlainKey, Translate } from "../../i18n/translate.ts";

type Standing = { word: PlainKey; text: PlainKey; tone?: "success" | "info" | "warning" };
export type Phase = GatheringState | "running" | "over";

export const standings: Record<Phase, Standing> = {
  draft: { word: "gatherings.stateDraft", text: "gatherings.textDraft", tone: "info" },
  open: { word: "gatherings.stateOpen", text: "gatherings.textOpen", tone: "success" },
  running: { word: "gatherings.stateRunning", text: "gatherings.textRunning", tone: "success" },
  over: { word: "gatherings.stateOver", text: "gatherings.textOver" },
  cancelled: { word: "gatherings.stateCancelled", text: "gatherings.textCancelled", tone: "warning" },
  archived: { word: "gatherings.stateArchived", text: "gatherings.textArchived" },
};

/** How it stands at an instant. */
export function phaseOf(state: GatheringState, terms: { startsAt: string; endsAt: string } | null, now: number): Phase {
  if (state !== "open" || terms === null) return state;
  return now >= Date.parse(terms.endsAt) ? "over" : now >= Date.parse(terms.startsAt) ? "running" : "open";
}

const issueNames: Record<Issue | "handle" | "taken", PlainKey> = {
  required: "gatherings.required",
  number: "gatherings.number",
  "too-small": "gatherings.tooSmall",
  "too-large": "gatherings.tooLarge",
  "too-long": "gatherings.tooLong",
  address: "gatherings.addressWrong",
  unknown: "gatherings.unknown",
  time: "gatherings.timeWrong",
  before: "gatherings.before",
  long: "gatherings.long",
  past: "gatherings.past",
  nowhere: "gatherings.nowhere",
  handle: "gatherings.handleWrong",
  taken: "gatherings.taken",
};

/** What is wrong, with the address, which belongs to no terms. */
export type FormErrors = Errors & { handle?: "handle" | "taken" };

/** What is wrong with a field, where anything is. */
export function errorOf(errors: FormErrors, field: Field | "handle", t: Translate): { error?: string } {
  const issue = errors[field];
  return issue === undefined ? {} : { error: t(issueNames[issue]) };
}

/** Who comes, in a few words. */
export function countsWords({ registered, waiting, attended }: Counts, places: number | null, t: Translate): string[] {
  return [
    places === null ? t("gatherings.registered", { count: registered }) : t("gatherings.ofPlaces", { taken: registered, places }),
    ...(waiting > 0 ? [t("gatherings.waiting", { count: waiting })] : []),
    ...(attended > 0 ? [t("gatherings.attended", { count: attended })] : []),
  ];
}
