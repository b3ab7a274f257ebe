import { read } from "../language/check.ts";
import { format } from "../language/format.ts";
import type { Problem } from "../language/problems.ts";

/** A segment as its editor has it: the name and the text of its query. */
export type SegmentDraft = { name: string; query: string };
export type NameIssue = "missing" | "too-long" | "taken";
export type DraftErrors = { name?: NameIssue; query?: Problem[] };
export type CheckedDraft = { ok: true; draft: SegmentDraft } | { ok: false; errors: DraftErrors };

export const LONGEST_NAME = 80;

/** A draft as it is stored: the name without blanks around it, the query as the language writes it; or what is wrong with either. */
export function checkDraft({ name, query }: SegmentDraft): CheckedDraft {
  const trimmed = name.toWellFormed().normalize("NFC").replaceAll("\0", "").replace(/\s+/g, " ").trim();
  const errors: DraftErrors = {};
  if (trimmed === "") errors.name = "missing";
  else if (trimmed.length > LONGEST_NAME) errors.name = "too-long";
  const checked = read(query);
  if (!checked.ok) return { ok: false, errors: { ...errors, query: checked.problems } };
  const written = format(checked.query);
  // The written form may be longer than what was typed, and has to be readable again.
  const again = read(written);
  if (!again.ok) errors.query = again.problems;
  return errors.name === undefined && errors.query === undefined
    ? { ok: true, draft: { name: trimmed, query: written } }
    : { ok: false, errors };
}

/** What of a name can stand in addresses and queries; "segment" where nothing can. */
export function keyFrom(name: string): string {
  const plain = name
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
  return plain === "" ? "segment" : plain;
}

/** Names that are alike when folded are the same. Not every database folds more than ASCII. */
export function foldName(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

/** Names to try until one is free: "gold", "gold-2", "gold-3" … A shop has fewer segments than these. */
export function numbered(wanted: string, separator: string, longest: number): string[] {
  const ends = Array.from({ length: 1_000 }, (_, index) => `${separator}${index + 2}`);
  return [cutTo(wanted, longest), ...ends.map((end) => cutTo(wanted, longest - end.length) + end)];
}

/** Not through the middle of a character: half of one could not be stored. */
function cutTo(text: string, longest: number): string {
  const cut = text.slice(0, longest);
  return (cut.isWellFormed() ? cut : cut.slice(0, -1)).trimEnd();
}
