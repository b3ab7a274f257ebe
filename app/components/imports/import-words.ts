import type { PlainKey } from "../../i18n/translate.ts";
import type { ImportState, RowState } from "../../imports/import.ts";
import type { Source } from "../../imports/file/layouts.ts";
import { useT } from "../locale.tsx";

export const importStates: Record<ImportState, PlainKey> = {
  checked: "imports.stateChecked",
  applying: "imports.stateApplying",
  done: "imports.stateDone",
  undoing: "imports.stateUndoing",
  undone: "imports.stateUndone",
};

export const rowStates: Record<RowState, PlainKey> = {
  ready: "imports.rowReady",
  problem: "imports.rowProblem",
  applied: "imports.rowApplied",
  undone: "imports.rowUndone",
};

const brands: Record<Exclude<Source, "plain">, string> = {
  ...{ smile: "Smile", loyaltylion: "LoyaltyLion", rivo: "Rivo", yotpo: "Yotpo", joy: "Joy" },
};

/** The program that a file comes from. */
export function useSourceName(): (source: Source) => string {
  const t = useT();
  return (source) => (source === "plain" ? t("imports.sourcePlain") : brands[source]);
}
