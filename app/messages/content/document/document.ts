import { z } from "zod";

import { blockSchema, type Block } from "./blocks.ts";

/** The languages in which merchants write emails. */
export const emailLanguages = ["de", "en"] as const;
export type EmailLanguage = (typeof emailLanguages)[number];

/** More would never pass the limit of size, and each costs the editor a render. */
export const MOST_BLOCKS = 40;

const writingSchema = z.object({
  /** With placeholders. */
  subject: z.string().max(200),
  /** What email programs show beside the subject. */
  preheader: z.string().max(200),
  blocks: z
    .array(blockSchema)
    .max(MOST_BLOCKS)
    .refine((blocks) => new Set(blocks.map(({ id }) => id)).size === blocks.length, "two blocks with one id"),
});

/** An email as merchants edit it: in each of its languages, whole. */
export const documentSchema = z.object({ de: writingSchema.optional(), en: writingSchema.optional() });

/** An email in one language. */
export type Writing = { subject: string; preheader: string; blocks: Block[] };
export type EmailDocument = { [Language in EmailLanguage]?: Writing | undefined };

/** The languages that it is written in. */
export function languagesOf(document: EmailDocument): EmailLanguage[] {
  return emailLanguages.filter((language) => document[language] !== undefined);
}

/** In which language a reader gets it: the first of these that it has, else any; null for an email without words. @param wanted BCP 47, in order of preference */
export function languageFor<T>(written: { [Language in EmailLanguage]?: T }, ...wanted: (string | null)[]): EmailLanguage | null {
  const has = (language: string): language is EmailLanguage =>
    emailLanguages.some((known) => known === language && written[known]);
  for (const locale of wanted) {
    const language = (locale ?? "").toLowerCase().split(/[-_]/)[0] ?? "";
    if (has(language)) return language;
  }
  return emailLanguages.find((language) => written[language] !== undefined) ?? null;
}
