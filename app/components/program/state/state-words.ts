import type { Format } from "../../../i18n/format.ts";
import type { PlainKey, Translate } from "../../../i18n/translate.ts";
import type { ProgramState, StateSince } from "../../../program/state/state.ts";

export const stateNames: Record<ProgramState, PlainKey> = {
  setup: "programState.setup",
  test: "programState.test",
  live: "programState.live",
  paused: "programState.paused",
};

export const stateTones = { setup: "info", test: "attention", live: "success", paused: "warning" } as const;

/** What a state means for customers, in a sentence or two. */
export function stateText(t: Translate, current: StateSince | null): string {
  switch (current?.state) {
    case undefined:
      return t("programState.setupText");
    case "test":
      return t("programState.testText", { tag: current.tag });
    case "live":
      return t("programState.liveText");
    case "paused":
      return t("programState.pausedText");
  }
}

/** Who switched it, by name; null for the app itself. */
type Member = (actor: string | null) => string | null;

/** Since when a state lasts, and by whom. */
export function sinceText(t: Translate, format: Format, member: Member, current: StateSince | null): string {
  if (current === null) return t("programState.sinceSetup");
  const [date, user] = [format.dateTime(current.since), member(current.actor)];
  return user === null ? t("programState.since", { date }) : t("programState.sinceBy", { date, user });
}

/** A line of the history. */
export function pastText(t: Translate, format: Format, member: Member, state: StateSince): string {
  const name = state.state === "test" ? t("programState.wasTest", { tag: state.tag }) : t(stateNames[state.state]);
  const user = member(state.actor);
  const by = user === null ? t("programState.bySystem") : t("programState.byMerchant", { user });
  return `${format.dateTime(state.since)} · ${name} · ${by}`;
}
