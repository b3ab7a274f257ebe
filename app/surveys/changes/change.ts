import { z } from "zod";

import type { Words } from "../content/survey.ts";

export const MOST_CHANGES = 200;
export const LONGEST_TITLE = 120;
export const LONGEST_CHANGE = 2_000;

/** What customers asked for and the shop has done. `madeOn`: a day, "2026-11-30". */
export type Change = { changeId: number; title: Words; text: Words; madeOn: string; toldAt: Date | null };
export type ChangeWords = Pick<Change, "title" | "text" | "madeOn">;

const lines = (max: number) =>
  z
    .string()
    .max(2 * max)
    .transform((text) =>
      text
        .replace(/\r\n?/g, "\n")
        .replace(/[^\P{C}\n\u200d]/gu, "")
        .replace(/\n{2,}/g, "\n")
        .trim(),
    )
    .pipe(z.string().max(max));
const title = z
  .string()
  .max(1_000)
  .transform((text) => text.replace(/[\p{C}\s]+/gu, " ").trim())
  .pipe(z.string().max(LONGEST_TITLE));
const day = z.iso.date();
const schema = z
  .object({
    ...{ titleDe: title, titleEn: title, textDe: lines(LONGEST_CHANGE), textEn: lines(LONGEST_CHANGE), madeOn: day },
  })
  .transform(({ titleDe, titleEn, textDe, textEn, madeOn }): ChangeWords => {
    return { title: { de: titleDe, en: titleEn }, text: { de: textDe, en: textEn }, madeOn };
  })
  // A language is written whole or not at all.
  .refine(({ title: named, text }) => (["de", "en"] as const).every((one) => (named[one] === "") === (text[one] === "")))
  .refine(({ title: named }) => named.de !== "" || named.en !== "");

/** Null for words that cannot be taken: none, half of a language, too many, or a day that is none. */
export function readChange(fields: FormData): ChangeWords | null {
  return schema.safeParse(Object.fromEntries(fields)).data ?? null;
}
