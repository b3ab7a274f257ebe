const DECIMAL = /^-?\d+(\.\d+)?$/;

const CURRENCY = /^[A-Z]{3}$/;
// Building a format costs more than all else that is done with an amount. There are at most 26³ keys.
const knownDigits = new Map<string, number>();

/** Digits after the point that ISO 4217 gives a currency: 2 for EUR, 0 for JPY, 3 for KWD. Unknown codes count as 2. */
export function currencyDigits(currency: string): number {
  const known = knownDigits.get(currency);
  if (known !== undefined) return known;
  const digits = readDigits(currency);
  if (CURRENCY.test(currency)) knownDigits.set(currency, digits);
  return digits;
}

function readDigits(currency: string): number {
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/**
 * Shopify's decimal amounts ("12.50", "99", 12.5) as integer minor units, exactly. Digits beyond the currency's precision are rounded half up
 * (away from zero).
 * @throws Error when the amount is not a decimal number
 */
export function toMinor(amount: string | number, currency: string): bigint {
  const text = String(amount);
  if (!DECIMAL.test(text)) throw new Error(`Not an amount of money: ${text.slice(0, 40)}`);
  const digits = currencyDigits(currency);
  const negative = text.startsWith("-");
  const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
  const kept = BigInt(whole + fraction.slice(0, digits).padEnd(digits, "0"));
  const rounded = (fraction[digits] ?? "0") >= "5" ? kept + 1n : kept;
  return negative ? -rounded : rounded;
}

/** Minor units as Shopify's decimal string: 1250n EUR is "12.50". */
export function toDecimal(minor: bigint, currency: string): string {
  const digits = currencyDigits(currency);
  if (digits === 0) return minor.toString();
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, "0");
  return `${minor < 0n ? "-" : ""}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Minor units as a person reads them: 125000n EUR in German is "1.250,00 €". */
export function formatMoney(minor: bigint, currency: string, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  return format.format(toDecimal(minor, currency) as Intl.StringNumericLiteral);
}
