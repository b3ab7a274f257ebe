/** A note as its form sends it. `noteId` was made with the form, so that a double click writes one. */
export type NoteInput = { noteId: string; text: string };
export type NoteIssue = "required" | "too-long";

/** Characters. Whoever has more to say of a customer says it in two notes. */
export const NOTE_LIMIT = 2_000;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What the page is told. A note that somebody else has changed or deleted meanwhile comes back with what it says now; what was typed stays in the form. */
export type NoteAnswer =
  | { ok: true; did: "written" | "changed" | "deleted" }
  | { ok: false; issue: NoteIssue | "gone" }
  | { ok: false; issue: "changed"; now: { text: string; revision: number } };

/** @throws Response 400 for an id that no form of ours has */
export function noteIdIn(form: FormData): string {
  const noteId = form.get("noteId");
  if (typeof noteId !== "string" || !UUID.test(noteId)) throw new Response("The form names no note", { status: 400 });
  return noteId;
}

/** The revision over which somebody changes a note. @throws Response 400 where none is said */
export function seenRevision(form: FormData): number {
  const seen = form.get("seen");
  if (typeof seen !== "string" || !/^\d{1,9}$/.test(seen)) throw new Response("Nothing said of what was seen", { status: 400 });
  return Number(seen);
}

/** PostgreSQL's text cannot hold U+0000; browsers send lines with two characters at their end. */
export function parseNote(form: FormData): { ok: true; text: string } | { ok: false; issue: NoteIssue } {
  const typed = form.get("text");
  const text = (typeof typed === "string" ? typed : "").replaceAll("\0", "").replaceAll("\r\n", "\n").trim();
  if (text === "") return { ok: false, issue: "required" };
  return text.length > NOTE_LIMIT ? { ok: false, issue: "too-long" } : { ok: true, text };
}
