import { createHash } from "node:crypto";

import { dateOf } from "../../lib/file-values.ts";
import { lowerAddress } from "../../lib/lower-address.ts";
import { cleaned, cleanedLine, LONGEST_AUTHOR, LONGEST_REPLY, LONGEST_TEXT, LONGEST_TITLE, MOST_STARS } from "../review.ts";
import type { Columns, Field } from "./columns.ts";

/** A review of a file. `key` names it, the same each time that it is read. */
export type FileReview = {
  key: string;
  productId: string;
  stars: number;
  title: string;
  text: string;
  author: string;
  email: string;
  writtenAt: Date;
  published: boolean;
  reply: string;
};
export type RowProblemCode = "no-product" | "bad-stars" | "bad-date" | "twice";
/** `row` as spreadsheets count; `value`: what is to blame. */
export type RowProblem = { row: number; code: RowProblemCode; value: string };

/** The shop's products: an id for each handle, and the ids themselves. */
export type KnownProducts = { byHandle: ReadonlyMap<string, string>; ids: ReadonlySet<string> };

/** What programs call a review that is shown, or nothing at all where they write out no other. Whatever else they call it waits. */
const SHOWN = /^(|published|true|1|yes|ok|active|approved)$/i;

/** Reads records one by one: each is a review or has its problem. @param anonymous what an author without a name is called */
export function readRows(
  records: readonly { row: number; cells: readonly string[] }[],
  columns: Columns,
  products: KnownProducts,
  { anonymous, now }: { anonymous: string; now: Date },
): { reviews: FileReview[]; problems: RowProblem[] } {
  const problems: RowProblem[] = [];
  const reviews = new Map<string, FileReview>();
  for (const { row, cells } of records) {
    const cell = (field: Field) => (columns[field] === undefined ? "" : (cells[columns[field]] ?? "").trim());
    const blame = (code: RowProblemCode, value: string) => problems.push({ row, code, value: value.slice(0, 80) });
    const productId = productOf(cell("productId"), cell("handle"), products);
    const stars = starsOf(cell("stars"));
    const writtenAt = cell("date") === "" ? now : dateOf(cell("date"));
    if (productId === null) blame("no-product", cell("handle") || cell("productId"));
    else if (stars === null) blame("bad-stars", cell("stars"));
    else if (writtenAt === null || writtenAt > now) blame("bad-date", cell("date"));
    else {
      const said = {
        ...{ productId, stars, writtenAt, title: cleanedLine(cell("title"), LONGEST_TITLE) },
        ...{ text: cleaned(cell("text"), LONGEST_TEXT), author: cleanedLine(cell("author"), LONGEST_AUTHOR) || anonymous },
        ...{ email: lowerAddress(cell("email")), published: SHOWN.test(cell("state")) },
        reply: cleaned(cell("reply"), LONGEST_REPLY),
      };
      const key = keyOf(cell("id"), said, cell("date"));
      if (reviews.has(key)) blame("twice", cell("id") || said.author);
      else reviews.set(key, { key, ...said });
    }
  }
  return { reviews: [...reviews.values()], problems };
}

function productOf(id: string, handle: string, { byHandle, ids }: KnownProducts): string | null {
  const digits = /(\d{1,18})$/.exec(id)?.[1] ?? "";
  if (ids.has(digits)) return digits;
  return byHandle.get(handle.toLowerCase()) ?? null;
}

function starsOf(text: string): number | null {
  const stars = /^[1-9](\.0+)?$/.test(text) ? Number.parseInt(text, 10) : 0;
  return stars >= 1 && stars <= MOST_STARS ? stars : null;
}

/** By the id that the other program gave it, else by what it says. */
function keyOf(id: string, said: Omit<FileReview, "key">, date: string): string {
  const { productId, stars, title, text, author, email } = said;
  const named = id === "" ? [stars, title, text, author, email, date] : [id];
  return createHash("sha256")
    .update(JSON.stringify([productId, ...named]))
    .digest("base64url")
    .slice(0, 32);
}
