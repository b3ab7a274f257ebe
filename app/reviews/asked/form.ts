import { cleaned, cleanedLine, LONGEST_AUTHOR, LONGEST_TEXT, LONGEST_TITLE, MOST_STARS, type Written } from "../review.ts";

/** What a form of the page says. `photos`: the files that came with it, as many as there were. */
export type PostedReview = { written: Omit<Written, "language">; keep: bigint[]; photos: File[]; permit: boolean; trap: boolean };

const ID = /^[1-9]\d{0,17}$/;

/** What a form calls the tick that asks for the review to be deleted. */
export const REMOVAL = "remove";

/** What a form calls the tick that lets the shop show the photos on its wall. */
export const PERMISSION = "wall";

/** What a form calls the tick by which a photo stays. */
export const keepName = (photoId: string): string => `keep-${photoId}`;

/** Null where stars or a name are missing: then nothing is kept. */
export function readReview(form: FormData): PostedReview | null {
  const stars = starsIn(textIn(form, "stars"));
  const author = cleanedLine(textIn(form, "author"), LONGEST_AUTHOR);
  if (stars === null || author === "") return null;
  return {
    written: {
      ...{ stars, author, title: cleanedLine(textIn(form, "title"), LONGEST_TITLE) },
      text: cleaned(textIn(form, "text"), LONGEST_TEXT),
    },
    keep: [...form.keys()].flatMap((name) => {
      const id = name.startsWith(keepName("")) ? name.slice(keepName("").length) : "";
      return ID.test(id) ? [BigInt(id)] : [];
    }),
    // A form without a chosen file sends one that is empty and has no name.
    photos: form.getAll("photos").filter((file) => typeof file !== "string" && file.size > 0) as File[],
    permit: form.has(PERMISSION),
    trap: textIn(form, "website") !== "",
  };
}

export function starsIn(text: string): number | null {
  return /^[1-9]$/.test(text) && Number(text) <= MOST_STARS ? Number(text) : null;
}

/** A product as an address or a form names it. */
export function productIn(text: string | null): bigint | null {
  return text !== null && ID.test(text) ? BigInt(text) : null;
}

export function textIn(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
