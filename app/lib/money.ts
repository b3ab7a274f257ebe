const DECIMAL = /^-?\d+(\.\d+)?$/;

// What ISO 4217 says. `Intl` does not know it: its digits are those that people write (forints without fillér), and each browser's are as old as it is.
const DIGITS = new Map([
  ...["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"].map(
    (currency) => [currency, 0] as const,
  ),
  ...["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"].map((currency) => [currency, 3] as const),
  ...["CLF", "UYW"].map((currency) => [currency, 4] as const),
]);

/** Digits after the point that ISO 4217 gives a currency: 2 for EUR, 0 for JPY, 3 for KWD. Unknown codes count as 2. */
export function currencyDigits(currency: string): number {
  return DIGITS.get(currency) ?? 2;
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
  return moneyFormat(currency, locale)(minor);
}

/** `formatMoney` for many amounts. Where people leave decimals out (HUF), only those of a whole amount are. */
export function moneyFormat(currency: string, locale: string): (minor: bigint) => string {
  const digits = currencyDigits(currency);
  const style = { style: "currency", currency } as const;
  const usual = new Intl.NumberFormat(locale, style);
  const exact = new Intl.NumberFormat(locale, { ...style, minimumFractionDigits: digits });
  const unit = 10n ** BigInt(digits);
  return (minor) => (minor % unit === 0n ? usual : exact).format(toDecimal(minor, currency) as Intl.StringNumericLiteral);
}
