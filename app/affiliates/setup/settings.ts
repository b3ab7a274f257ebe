import { z } from "zod";

/** Of the merchant's own texts, in UTF-16 units. */
export const LONGEST_TERMS = 5_000;

const line = z.string().max(140);
/** By language, at least one. Lines are kept. */
const longTexts = z.record(z.string().regex(/^[a-z]{2}$/), z.string().min(1).max(LONGEST_TERMS));

/** Who pays and writes credit notes. Empty texts: not said yet. */
export const issuerSchema = z.object({
  name: line,
  street: line,
  postcode: line,
  city: line,
  /** ISO 3166-1, two letters. */
  country: z.string().regex(/^([A-Z]{2})?$/),
  taxNumber: line,
  vatId: line,
  /** Electronic form, without spaces; checked. */
  iban: z.string().max(34),
  bic: z.string().max(11),
});
export type Issuer = z.infer<typeof issuerSchema>;

export const settingsSchema = z.object({
  /** What applicants agree to, by language; null: none of their own. */
  terms: longTexts.nullable(),
  /** What affiliates may use to recommend the shop, by language. */
  material: longTexts.nullable(),
  /** Less than this is not paid, but carried over. Minor units of shop money. */
  minimumMinor: z.int().min(0).max(100_000_000),
  /** For so many days after it was declined who has applied may not apply again. */
  reapplyDays: z.int().min(0).max(3_650).default(180),
  /** In front of the number of a credit note. */
  notePrefix: z.string().max(12),
  /** Whether they are written to by email. */
  emails: z.boolean().default(true),
  /** What affiliates may choose to be paid in besides money. */
  inKind: z.object({ credit: z.boolean(), points: z.boolean() }).default({ credit: false, points: false }),
  issuer: issuerSchema,
});
export type AffiliateSettings = z.infer<typeof settingsSchema>;

export const usualSettings: AffiliateSettings = {
  terms: null,
  material: null,
  minimumMinor: 2_500,
  reapplyDays: 180,
  notePrefix: "GS-",
  emails: true,
  inKind: { credit: false, points: false },
  issuer: { name: "", street: "", postcode: "", city: "", country: "", taxNumber: "", vatId: "", iban: "", bic: "" },
};

/** What is missing for credit notes: a name, an address, and a number of the tax office (§ 14 (4) UStG). */
export function lacksIssuer({ name, street, postcode, city, country, taxNumber, vatId }: Issuer): boolean {
  return [name, street, postcode, city, country].some((text) => text === "") || (taxNumber === "" && vatId === "");
}
