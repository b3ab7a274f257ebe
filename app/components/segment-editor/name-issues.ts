import type { PlainKey } from "../../i18n/translate.ts";
import type { NameIssue } from "../../segments/editing/draft.ts";

/** What is wrong with a segment's name. */
export const NAME_ISSUES: Record<NameIssue, PlainKey> = {
  missing: "segmentEditor.nameMissing",
  "too-long": "segmentEditor.nameTooLong",
  taken: "segmentEditor.nameTaken",
};
