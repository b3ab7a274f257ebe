import { roundDiv } from "./rounding.ts";

/** ISO 4217's currencies whose minor unit is not the hundredth, by the decimals that they have. */
const OTHER_DECIMALS: readonly (readonly [number, string])[] = [
  [0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"],
  [3, "BHD IQD JOD KWD LYD OMR TND"],
  [4, "CLF UYW"],
];

/** How many decimals an amount of the currency has. Two for a code that ISO 4217 does not list. */
export function decimalsOf(currency: string): number {
  return OTHER_DECIMALS.find(([, codes]) => codes.split(" ").includes(currency))?.[0] ?? 2;
}

const AMOUNT = /^(?<sign>-?)(?<whole>\d+)(?:\.(?<part>\d+))?$/;

/**
 * "12.50" euros as 1250 cents. More decimals than the currency has are rounded, a half away from zero.
 * @throws Error when the text is not a decimal amount
 */
export function toMinor(amount: string | number, currency: string): bigint {
  const { sign, whole, part = "" } = AMOUNT.exec(`${amount}`)?.groups ?? {};
  if (whole === undefined) throw new Error(`"${String(amount).slice(0, 40)}" is no decimal amount`);
  // The amount as one fraction of whole numbers, in minor units.
  const size = roundDiv(BigInt(`${whole}${part}`) * 10n ** BigInt(decimalsOf(currency)), 10n ** BigInt(part.length));
  return sign === "-" ? -size : size;
}

/** 1250 cents as "12.50", with as many decimals as the currency has. */
export function toDecimal(minor: bigint, currency: string): string {
  const decimals = decimalsOf(currency);
  const unit = 10n ** BigInt(decimals);
  const size = minor < 0n ? -minor : minor;
  // One unit more, whose leading 1 is cut away, keeps the zeros in front.
  const part = decimals === 0 ? "" : `.${String(unit + (size % unit)).slice(1)}`;
  return `${minor < 0n ? "-" : ""}${size / unit}${part}`;
}
