import { z } from "zod";

import { toDecimal, toMinor } from "../../lib/money.ts";
import { decimalOf, wholeOf } from "../../lib/typed-number.ts";
import { decimalIn } from "../../program/rules-form.ts";
import { readBic, readIban } from "../people/iban.ts";
import { LONGEST_TERMS, settingsSchema, type AffiliateSettings } from "./settings.ts";

const line = z.string().max(400);
const text = z.string().max(20_000);

/** What a merchant types, field by field. */
export const settingsDraftSchema = z.object({
  ...{ enabled: z.boolean(), emails: z.boolean(), payCredit: z.boolean(), payPoints: z.boolean() },
  ...{ termsEn: text, termsDe: text, materialEn: text, materialDe: text, reapplyDays: line, minimum: line, notePrefix: line },
  ...{ name: line, street: line, postcode: line, city: line, country: line, taxNumber: line, vatId: line, iban: line, bic: line },
});
export type SettingsDraft = z.infer<typeof settingsDraftSchema>;
export type SettingsField = Exclude<keyof SettingsDraft, "enabled" | "emails" | "payCredit" | "payPoints">;
export type SettingsIssues = Partial<Record<SettingsField, true>>;

/** @param locale whose decimals the fields show */
export function settingsDraftOf(
  { enabled, settings }: { enabled: boolean; settings: AffiliateSettings },
  currency: string,
  locale = "en",
): SettingsDraft {
  const { terms, material, reapplyDays, minimumMinor, notePrefix, inKind, issuer } = settings;
  return {
    ...{ emails: settings.emails, payCredit: inKind.credit, payPoints: inKind.points },
    ...{ enabled, notePrefix, reapplyDays: String(reapplyDays), ...issuer },
    minimum: decimalIn(toDecimal(BigInt(minimumMinor), currency), locale),
    ...{ termsEn: terms?.["en"] ?? "", termsDe: terms?.["de"] ?? "" },
    ...{ materialEn: material?.["en"] ?? "", materialDe: material?.["de"] ?? "" },
  };
}

/** Makes settings of what was typed, or says which fields are wrong. */
export function readSettingsDraft(
  draft: SettingsDraft,
  currency: string,
): { ok: true; enabled: boolean; settings: AffiliateSettings } | { ok: false; issues: SettingsIssues } {
  const issues: SettingsIssues = {};
  const short = (field: SettingsField, most = 140): string => {
    const value = draft[field].replace(/\s+/g, " ").trim();
    if (value.length > most) issues[field] = true;
    return value;
  };
  const texts = (name: "terms" | "material"): Record<string, string> | null => {
    const both = [
      ["en", `${name}En`],
      ["de", `${name}De`],
    ] as const;
    const written = both.flatMap(([locale, field]) => {
      const value = draft[field].replace(/\r\n?/g, "\n").trim();
      if (value.length > LONGEST_TERMS) issues[field] = true;
      return value === "" ? [] : [[locale, value] as const];
    });
    return written.length === 0 ? null : Object.fromEntries(written);
  };
  const decimal = draft.minimum.trim() === "" ? "0" : decimalOf(draft.minimum);
  const minimumMinor = decimal === null ? -1 : Number(toMinor(decimal, currency));
  if (minimumMinor < 0 || minimumMinor > 100_000_000) issues.minimum = true;
  const reapplyDays = Number(wholeOf(draft.reapplyDays) ?? Number.NaN);
  if (!(reapplyDays >= 0 && reapplyDays <= 3_650)) issues.reapplyDays = true;
  const notePrefix = short("notePrefix", 12);
  if (!/^[A-Za-z0-9-]*$/.test(notePrefix)) issues.notePrefix = true;
  const country = short("country").toUpperCase();
  if (!/^([A-Z]{2})?$/.test(country)) issues.country = true;
  const iban = draft.iban.trim() === "" ? "" : readIban(draft.iban);
  if (iban === null) issues.iban = true;
  const bic = draft.bic.trim() === "" ? "" : readBic(draft.bic);
  if (bic === null) issues.bic = true;
  const candidate = {
    ...{ terms: texts("terms"), material: texts("material"), reapplyDays, minimumMinor, notePrefix },
    emails: draft.emails,
    inKind: { credit: draft.payCredit, points: draft.payPoints },
    issuer: {
      ...{ name: short("name"), street: short("street"), postcode: short("postcode"), city: short("city"), country },
      ...{ taxNumber: short("taxNumber"), vatId: short("vatId").replace(/\s/g, ""), iban, bic },
    },
  };
  if (Object.keys(issues).length > 0) return { ok: false, issues };
  return { ok: true, enabled: draft.enabled, settings: settingsSchema.parse(candidate) };
}
