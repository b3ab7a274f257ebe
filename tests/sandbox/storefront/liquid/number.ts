/**
 * Numbers as Shopify's Liquid (Ruby) has them: integers of any size, and decimals that are computed exactly and shown with a point ("2.0").
 * JavaScript cannot tell 2 from 2.0, so decimals travel through templates as `LiquidFloat`; integers as number, or bigint when large.
 */
import { floorDiv } from "../../lib/rounding.ts";

type Decimal = { unscaled: bigint; scale: number };
export type Numeric = bigint | Decimal;

export class LiquidFloat extends Number {
  override toString(): string {
    const text = String(this.valueOf());
    return /[.e]/.test(text) ? text : `${text}.0`;
  }
  toJSON(): number {
    return this.valueOf();
  }
  equals(other: unknown): boolean {
    return this.valueOf() === Number(other);
  }
  gt(other: unknown): boolean {
    return this.valueOf() > Number(other);
  }
  geq(other: unknown): boolean {
    return this.valueOf() >= Number(other);
  }
  lt(other: unknown): boolean {
    return this.valueOf() < Number(other);
  }
  leq(other: unknown): boolean {
    return this.valueOf() <= Number(other);
  }
}

const INTEGER = /^-?\d+$/;
const DECIMAL = /^-?\d+\.\d+$/;

/** Ruby's `Utils.to_number`: digits count, everything else is 0. */
export function toNumeric(value: unknown): Numeric {
  if (typeof value === "bigint") return value;
  if (value instanceof LiquidFloat || (typeof value === "number" && !Number.isInteger(value))) return decimal(value.valueOf());
  if (typeof value === "number") return BigInt(value);
  if (typeof value !== "string") return 0n;
  const text = value.trim();
  if (INTEGER.test(text)) return BigInt(text);
  return DECIMAL.test(text) ? parseDecimal(text) : 0n;
}

export function fromNumeric(value: Numeric): number | bigint | LiquidFloat {
  if (typeof value !== "bigint") return new LiquidFloat(Number(decimalText(value)));
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function decimal(value: number): Decimal {
  const text = String(value);
  if (text.includes("e") || !Number.isFinite(value)) return parseDecimal(value.toFixed(20));
  return parseDecimal(text);
}

function parseDecimal(text: string): Decimal {
  const [whole = "0", fraction = ""] = text.split(".");
  return { unscaled: BigInt(whole + fraction), scale: fraction.length };
}

function decimalText({ unscaled, scale }: Decimal): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, digits.length - scale)}.${digits.slice(digits.length - scale) || "0"}`;
}

function align(a: Numeric, b: Numeric): [bigint, bigint, number] {
  const left = typeof a === "bigint" ? { unscaled: a, scale: 0 } : a;
  const right = typeof b === "bigint" ? { unscaled: b, scale: 0 } : b;
  const scale = Math.max(left.scale, right.scale);
  return [left.unscaled * 10n ** BigInt(scale - left.scale), right.unscaled * 10n ** BigInt(scale - right.scale), scale];
}

export function add(a: Numeric, b: Numeric): Numeric {
  if (typeof a === "bigint" && typeof b === "bigint") return a + b;
  const [left, right, scale] = align(a, b);
  return { unscaled: left + right, scale };
}

export function negate(a: Numeric): Numeric {
  return typeof a === "bigint" ? -a : { unscaled: -a.unscaled, scale: a.scale };
}

export function multiply(a: Numeric, b: Numeric): Numeric {
  if (typeof a === "bigint" && typeof b === "bigint") return a * b;
  const left = typeof a === "bigint" ? { unscaled: a, scale: 0 } : a;
  const right = typeof b === "bigint" ? { unscaled: b, scale: 0 } : b;
  return { unscaled: left.unscaled * right.unscaled, scale: left.scale + right.scale };
}

const DIVISION_DIGITS = 20;

/** Integer by integer floors, as in Ruby; otherwise a decimal. @throws Error where Shopify prints "Liquid error: divided by 0" */
export function divide(a: Numeric, b: Numeric): Numeric {
  const [left, right, scale] = align(a, b);
  if (right === 0n) throw new Error("Liquid error: divided by 0");
  const [top, bottom] = right < 0n ? [-left, -right] : [left, right];
  if (typeof a === "bigint" && typeof b === "bigint") return floorDiv(top, bottom);
  return {
    unscaled: floorDiv(top * 10n ** BigInt(DIVISION_DIGITS + scale), bottom * 10n ** BigInt(scale)),
    scale: DIVISION_DIGITS,
  };
}

/** The remainder has the divisor's sign, as in Ruby. */
export function remainder(a: Numeric, b: Numeric): Numeric {
  const [left, right, scale] = align(a, b);
  if (right === 0n) throw new Error("Liquid error: divided by 0");
  const rest = ((left % right) + right) % right;
  return typeof a === "bigint" && typeof b === "bigint" ? rest : { unscaled: rest, scale };
}

/** Half away from zero; an integer when `digits` is 0. */
export function roundTo(a: Numeric, digits: number): Numeric {
  if (typeof a === "bigint") return a;
  if (a.scale <= digits) return digits === 0 ? a.unscaled : a;
  const unit = 10n ** BigInt(a.scale - digits);
  const magnitude = (2n * (a.unscaled < 0n ? -a.unscaled : a.unscaled) + unit) / (2n * unit);
  const rounded = a.unscaled < 0n ? -magnitude : magnitude;
  return digits === 0 ? rounded : { unscaled: rounded, scale: digits };
}

export function floorOf(a: Numeric): bigint {
  return typeof a === "bigint" ? a : floorDiv(a.unscaled, 10n ** BigInt(a.scale));
}

export function compare(a: Numeric, b: Numeric): number {
  const [left, right] = align(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}
