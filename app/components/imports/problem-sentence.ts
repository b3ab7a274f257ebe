import type { RowProblem } from "../../imports/import.ts";
import { useT } from "../locale.tsx";

/** Why a row cannot be imported, with the value that is to blame. */
export function useProblemSentence(): (problem: RowProblem) => string {
  const t = useT();
  return ({ code, value }) => {
    switch (code) {
      case "missing-email":
        return t("imports.missingEmail");
      case "bad-email":
        return t("imports.badEmail", { value });
      case "duplicate-email":
        return t("imports.duplicateEmail", { value });
      case "unknown-customer":
        return t("imports.unknownCustomer", { value });
      case "bad-points":
        return t("imports.badPoints", { value });
      case "negative-points":
        return t("imports.negativePoints", { value });
      case "too-many-points":
        return t("imports.tooManyPoints", { value });
      case "unknown-tier":
        return t("imports.unknownTier", { value });
      case "bad-birthday":
        return t("imports.badBirthday", { value });
      case "nothing":
        return t("imports.nothing");
      case "gone":
        return t("imports.gone");
    }
  };
}
