import { z } from "zod";

import { cleanText } from "../../lib/fields.ts";
import { lowerAddress } from "../../lib/lower-address.ts";
import { maskIban, readBic, readIban } from "./iban.ts";

/** How tax is treated: with German VAT, without by § 19 UStG, owed by the shop because the affiliate is a business elsewhere in the EU, or none because they are no business. */
export const taxes = ["regular", "small", "reverse", "private"] as const;
export type Tax = (typeof taxes)[number];
export const methods = ["bank", "paypal", "credit", "points"] as const;
export type Method = (typeof methods)[number];
/** Those by which nothing leaves the shop: store credit, and points at their worth. */
export type InKind = Extract<Method, "credit" | "points">;
export function isInKind(method: Method): method is InKind {
  return method === "credit" || method === "points";
}

const line = z.string().max(140);

/** Who is paid, where, and how it is taxed. Sealed where it is kept. */
export const payeeSchema = z.object({
  method: z.enum(methods),
  /** Person or company, as on the account and on credit notes. */
  name: line,
  street: line,
  postcode: line,
  city: line,
  country: z.string().regex(/^[A-Z]{2}$/),
  iban: z.string().max(34),
  bic: z.string().max(11),
  paypal: z.string().max(254),
  tax: z.enum(taxes),
  taxNumber: line,
  vatId: line,
});
export type Payee = z.infer<typeof payeeSchema>;

/** The EU's countries as VAT numbers begin: Greece is EL there. */
const EU = new Set("AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" "));

export const payeeFields = [
  ...["method", "name", "street", "postcode", "city", "country"],
  ...["iban", "bic", "paypal", "tax", "taxNumber", "vatId", "agree"],
] as const;
export type PayeeIssue =
  "method" | "name" | "address" | "country" | "iban" | "bic" | "paypal" | "tax" | "taxNumber" | "vatId" | "agree";

/**
 * Makes a payee of what was typed, or says what is wrong. An IBAN that is left out stays as it was.
 * @param issuerCountry where the shop is: who is a business there cannot have the shop owe the tax
 * @param offered how affiliates can be paid here
 */
export function readPayee(
  typed: ReadonlyMap<string, string>,
  before: Payee | null,
  issuerCountry: string,
  offered: readonly Method[],
): { ok: true; payee: Payee } | { ok: false; issues: PayeeIssue[] } {
  const issues: PayeeIssue[] = [];
  const text = (field: string) =>
    cleanText((typed.get(field) ?? "").slice(0, 400))
      .replace(/\s+/g, " ")
      .trim()
      .slice(0, 140);
  const choice = <One extends string>(list: readonly One[], field: string): One | null =>
    list.find((one) => one === typed.get(field)) ?? null;
  const method = choice(offered, "method") ?? "bank";
  if (method !== (typed.get("method") ?? "bank")) issues.push("method");
  const tax = choice(taxes, "tax");
  const [name, street, postcode, city] = [text("name"), text("street"), text("postcode"), text("city")];
  const country = text("country").toUpperCase();
  if (name === "") issues.push("name");
  if (street === "" || postcode === "" || city === "") issues.push("address");
  if (!/^[A-Z]{2}$/.test(country)) issues.push("country");
  const iban = text("iban") === "" ? (before?.iban ?? "") : readIban(text("iban"));
  if (iban === null || (method === "bank" && iban === "")) issues.push("iban");
  const bic = text("bic") === "" ? "" : readBic(text("bic"));
  if (bic === null) issues.push("bic");
  const paypal = lowerAddress(text("paypal"));
  if (paypal === "" ? method === "paypal" : !/^[a-z0-9][^\s@<>"',;=]*@[^\s@<>"',;=]+\.[^\s@<>"',;=]+$/.test(paypal))
    issues.push("paypal");
  if (tax === null) issues.push("tax");
  const taxNumber = text("taxNumber");
  const vatId = text("vatId")
    .replace(/[\s.-]/g, "")
    .toUpperCase();
  if (vatId !== "" && !isVatId(vatId)) issues.push("vatId");
  else if (tax !== null && /^[A-Z]{2}$/.test(country) && !fitsTax({ tax, country, vatId }, issuerCountry))
    issues.push(tax === "reverse" ? "vatId" : "tax");
  if ((tax === "regular" || tax === "small") && taxNumber === "" && vatId === "") issues.push("taxNumber");
  if (typed.get("agree") !== "yes") issues.push("agree");
  if (issues.length > 0 || tax === null) return { ok: false, issues };
  const account = { method, iban: iban ?? "", bic: bic ?? "", paypal };
  return { ok: true, payee: { ...account, name, street, postcode, city, country, tax, taxNumber, vatId } };
}

/**
 * Whether a treatment of tax can be theirs. German VAT, and small business by § 19 UStG, are for businesses in Germany who work for one there; reverse charge is for those of another
 * country of the EU (Art. 196 of the VAT directive).
 * @param issuerCountry "" where the shop has not said it: what depends on it is looked at again before anything is paid
 */
export function fitsTax({ tax, country, vatId }: Pick<Payee, "tax" | "country" | "vatId">, issuerCountry: string): boolean {
  if (tax === "private") return true;
  if (tax === "reverse")
    return vatId !== "" && vatId.slice(0, 2) === vatCountry(country) && vatId.slice(0, 2) !== vatCountry(issuerCountry);
  return country === "DE" && (issuerCountry === "DE" || issuerCountry === "") && (vatId === "" || vatId.startsWith("DE"));
}

function vatCountry(country: string): string {
  return country === "GR" ? "EL" : country;
}

function isVatId(vatId: string): boolean {
  return /^[A-Z]{2}[A-Z0-9]{2,12}$/.test(vatId) && EU.has(vatId.slice(0, 2));
}

/** What a screen shows of the account; null where there is none. */
export function accountHint({ method, iban, paypal }: Payee): string | null {
  if (isInKind(method)) return null;
  if (method === "bank") return maskIban(iban);
  const [local = "", domain = ""] = paypal.split("@");
  return `${local.slice(0, 1)}•••@${domain}`;
}
