import { z } from "zod";

import type { PointsName } from "../../i18n/shopper/shopper-words.ts";
import { shopperLocales, type PointsNames, type ShopperLocale } from "../../i18n/shopper/say.ts";

/** In UTF-16 units. A name stands on buttons, too. */
export const LONGEST_NAME = 40;

const part = z.string().min(1).max(LONGEST_NAME);
const storedSchema = z.partialRecord(z.enum(shopperLocales), z.object({ one: part, many: part }));

/** What a shop keeps; what cannot be read is the plain word. */
export function parsePointsNames(stored: unknown): PointsNames {
  const read = storedSchema.safeParse(stored);
  return read.success ? read.data : {};
}

/** One of the two forms is missing, or is too long. */
export type NameIssue = "required" | "too-long";
export type NameField = `${ShopperLocale}.${keyof PointsName}`;
export type NameIssues = Partial<Record<NameField, NameIssue>>;

/** As a form says them: `de.one`, `de.many`. A language with both empty has the plain word. */
export function readPointsNames(form: FormData): { ok: true; names: PointsNames } | { ok: false; issues: NameIssues } {
  const names: PointsNames = {};
  const issues: NameIssues = {};
  for (const locale of shopperLocales) {
    const name = { one: lineIn(form, `${locale}.one`), many: lineIn(form, `${locale}.many`) };
    if (name.one === "" && name.many === "") continue;
    for (const form of ["one", "many"] as const) {
      if (name[form] === "") issues[`${locale}.${form}`] = "required";
      else if (name[form].length > LONGEST_NAME) issues[`${locale}.${form}`] = "too-long";
    }
    names[locale] = name;
  }
  return Object.keys(issues).length === 0 ? { ok: true, names } : { ok: false, issues };
}

// Control characters, and invisible ones that turn the direction of writing; brackets mark the places where a name stands.
const UNFIT = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff[\]]+/gu;

function lineIn(form: FormData, field: NameField): string {
  const value = form.get(field);
  return typeof value === "string" ? value.toWellFormed().replace(UNFIT, " ").replace(/\s+/g, " ").trim() : "";
}
