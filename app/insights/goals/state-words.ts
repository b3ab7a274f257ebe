import type { PlainKey } from "../../i18n/translate.ts";
import type { Standing } from "./goal.ts";

export const stateWords: Readonly<Record<Standing["state"], PlainKey>> = {
  reached: "goals.reached",
  ahead: "goals.ahead",
  behind: "goals.behind",
  missed: "goals.missed",
  unknown: "goals.unknown",
};
