import { NOTE_LIMIT, type NoteIssue } from "../../notes/note.ts";
import { useT } from "../locale.tsx";

/** What is wrong with what was typed; conflicts are told beside it. */
export function useNoteIssue(): (issue: NoteIssue | "changed" | "gone") => string | undefined {
  const t = useT();
  return (issue) =>
    issue === "required" ? t("notes.required") : issue === "too-long" ? t("notes.tooLong", { count: NOTE_LIMIT }) : undefined;
}
