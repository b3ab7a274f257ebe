import { z } from "zod";

import { jsonField } from "../../lib/fields.ts";
import { noteAt, readTexts } from "../../lib/typed-fields.ts";
import { isPictureAddress } from "../../lib/web-address.ts";
import { wrongAddresses } from "../../messages/content/document/page-markup.ts";
import type { Texts } from "../../program/rules/texts.ts";
import { readAudience, type KnownAudience } from "../../segments/audience/audience.ts";
import { givings, groupKinds, LONGEST_ABOUT, termsSchema, type Terms } from "./terms.ts";

/** Languages in which a merchant words a group. */
export const textLocales = ["en", "de"] as const;
export type TextLocale = (typeof textLocales)[number];

export const clean = (text: string): string => text.replaceAll("\0", "").toWellFormed();
const field = z.string().max(1_000).transform(clean);
const longText = z.string().max(15_000).transform(clean);
export const texts = z.object({ en: field, de: field });
export const longTexts = z.object({ en: longText, de: longText });

/** A group as its form holds it: what was typed, as text. It may be saved half done; whether it can be published, `readDraft` says. */
export const draftSchema = z.object({
  ...{
    kind: z.enum(groupKinds),
    titles: texts,
    abouts: longTexts,
    giving: z.enum(givings),
    url: z.string().max(2_000).transform(clean),
  },
  ...{ audience: z.enum(["all", "tier", "segment"]), tier: z.string().max(40), segmentId: z.string().regex(/^\d{0,9}$/) },
});
export type Draft = z.infer<typeof draftSchema>;

/** A form's field that holds a draft. */
export const draftField = jsonField(60_000).pipe(draftSchema);

export const NO_TEXTS = { en: "", de: "" };

/** A group to begin with. */
export function emptyDraft(): Draft {
  return {
    ...{ kind: "discord", titles: { en: "New group", de: "Neue Gruppe" }, abouts: NO_TEXTS, giving: "single", url: "" },
    ...{ audience: "segment", tier: "", segmentId: "" },
  };
}

export type Issue = "required" | "too-long" | "address" | "unknown";
export type Field = "titles" | "abouts" | "url" | "tier" | "segmentId";
export type Errors = { [One in Field]?: Issue };
export type ReadDraft = { ok: true; terms: Terms } | { ok: false; errors: Errors };

export const TITLE_LIMIT = 120;

/** Makes terms of what was typed, or says field by field what is missing or wrong. */
export function readDraft(draft: Draft, known: KnownAudience): ReadDraft {
  const errors: Errors = {};
  const title = textsIn("titles", draft.titles, TITLE_LIMIT, errors);
  const about = isEmpty(draft.abouts) ? {} : textsIn("abouts", draft.abouts, LONGEST_ABOUT, errors);
  if (Object.values(about).some((text) => wrongAddresses(text).length > 0)) errors.abouts ??= "address";
  const url = draft.url.trim();
  if (draft.giving === "shared" && !isPictureAddress(url)) errors.url = url === "" ? "required" : "address";
  const [audience, wrong] = readAudience(draft, known);
  Object.assign(errors, wrong);
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const { kind, giving } = draft;
  const read = termsSchema.safeParse({ kind, title, about, giving, ...audience, url: giving === "shared" ? url : null });
  return read.success ? { ok: true, terms: read.data } : { ok: false, errors: { titles: "too-long" } };
}

export const isEmpty = (typed: Readonly<Record<string, string>>): boolean =>
  Object.values(typed).every((text) => text.trim() === "");

function textsIn(name: Field, typed: Readonly<Record<string, string>>, limit: number, errors: Errors): Texts {
  return noteAt<Field, Issue, Texts>(errors, name, readTexts(typed, limit), {});
}
