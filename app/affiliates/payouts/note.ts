import { z } from "zod";

import { roundDiv } from "../../lib/arithmetic.ts";
import { issuerSchema } from "../setup/settings.ts";
import { taxes, type Tax } from "../people/payee.ts";

/** The usual rate of § 12 (1) UStG, in basis points. */
export const USUAL_VAT_BP = 1_900;
const line = z.string();
const minor = z.union([z.bigint(), z.string().regex(/^-?\d+$/), z.number().int()]).transform(BigInt);

/** What a credit note says, as it was written: nothing that changes later changes it. Amounts in minor units of `currency`; days as "2026-11-30". */
export const noteSchema = z.object({
  number: line,
  writtenOn: line,
  locale: z.enum(["en", "de"]),
  currency: z.string().length(3),
  issuer: issuerSchema.omit({ iban: true, bic: true }),
  recipient: z.object({
    ...{ name: line, street: line, postcode: line, city: line, country: line, taxNumber: line, vatId: line },
  }),
  tax: z.enum(taxes),
  /** Of how many orders, placed from when to when. */
  orders: z.int(),
  from: line,
  until: line,
  netMinor: minor,
  taxMinor: minor,
  /** What of the net amount is for sales of whom they recruited. */
  recruitedMinor: minor.default(0n),
  /** What of it another program owed them when they were brought along. */
  broughtMinor: minor.default(0n),
  /** Of what was not paid in money. */
  paidIn: z.enum(["credit", "points"]).nullable().default(null),
  points: minor.nullable().default(null),
});
export type Note = z.infer<typeof noteSchema>;

/** Tax on top of a commission, in minor units: only who has to charge it gets it. */
export function taxOn(netMinor: bigint, tax: Tax): bigint {
  return tax === "regular" ? roundDiv(netMinor * BigInt(USUAL_VAT_BP), 10_000n) : 0n;
}
