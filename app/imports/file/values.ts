import { lowerAddress } from "../../lib/lower-address.ts";

/** More points than this in one row are a mistake, such as a phone number in the wrong column. */
const ROW_LIMIT = 100_000_000n;

export type ValueProblem = "missing-email" | "bad-email" | "bad-points" | "negative-points" | "too-many-points" | "bad-birthday";

type Parsed<Value> = { value: Value | null } | { problem: ValueProblem };

const EMAIL = /^[^\s@",;:<>()[\]\\]+@[^\s@",;:<>()[\]\\]+\.[^\s@",;:<>()[\]\\.]+$/;
const EMAIL_LENGTH = 254;
/** Whole numbers with thousands by point, comma, apostrophe or space, and zeros after a decimal separator of the other kind. */
const NUMBER = /^([+\-−]?)(?:(\d{1,18})|(\d{1,3}(?:\.\d{3})+)|(\d{1,3}(?:,\d{3})+)|(\d{1,3}(?:['’\s]\d{3})+))$/;
const ZERO_DECIMALS = /^(.*\d)[.,]0{1,2}$|^([+\-−]?\d+)[.,]0+$/;
/** What programs write where there is nothing. */
const NOTHING = /^(|0|-|–|none|null|n\/a|nil|undefined|keine?)$/i;

/** Nothing that we take is longer, so nothing longer is worth normalizing, whose cost grows with the square of the length. */
const LONGEST_VALUE = 300;

/** A guard that our own exports put before what a spreadsheet would take for a formula. */
function unguarded(cell: string): string {
  const text = cell.replace(/^'(?=[=+\-@])/, "").trim();
  return text.length > LONGEST_VALUE ? text : text.normalize("NFC");
}

export function parseEmail(cell: string): Parsed<string> {
  const text = unguarded(cell);
  if (text === "") return { problem: "missing-email" };
  return text.length <= EMAIL_LENGTH && EMAIL.test(text) ? { value: lowerAddress(text) } : { problem: "bad-email" };
}

/** Whole points: `1.234`, `1,234`, `1 234` and `1234.00` are numbers; parts of a point are not. An empty cell says nothing. */
export function parsePoints(cell: string): Parsed<bigint> {
  const text = unguarded(cell);
  if (text === "" || /^(-|–|null|n\/a)$/i.test(text)) return { value: null };
  const found = NUMBER.exec(text) ?? NUMBER.exec(withoutZeroDecimals(text));
  if (found === null) return { problem: "bad-points" };
  const size = BigInt((found[2] ?? found[3] ?? found[4] ?? found[5] ?? "").replace(/\D/g, ""));
  if (found[1] !== "" && found[1] !== "+" && size > 0n) return { problem: "negative-points" };
  return size > ROW_LIMIT ? { problem: "too-many-points" } : { value: size };
}

function withoutZeroDecimals(text: string): string {
  const found = ZERO_DECIMALS.exec(text);
  return found?.[1] ?? found?.[2] ?? text;
}

/** A tier's name as the file has it; null where the file says that there is none. */
export function parseTier(cell: string): string | null {
  const text = unguarded(cell);
  return NOTHING.test(text) ? null : text;
}

/** In dates such as 03/04, which comes first. Decided for the whole file. */
export type DayOrder = "month-first" | "day-first";

const SLASHED = /^(\d{1,2})[/](\d{1,2})(?:[/](?:\d{4}|\d{2}))?$/;
const DOTTED = /^(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(?:\d{4}|\d{2}))?$/;
const ISO = /^\d{4}[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?$/;
const MONTH_DAY = /^(?:--)?(\d{1,2})-(\d{1,2})$/;
const DAYS_IN = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * A day that can only be read one way tells how the others are meant: above zero the day first, below zero the month. Where votes are even, American
 * programs are believed, which write the month first.
 */
export function dayOrderVote(cell: string): -1 | 0 | 1 {
  const found = SLASHED.exec(unguarded(cell));
  const [first, second] = [Number(found?.[1] ?? 0) > 12, Number(found?.[2] ?? 0) > 12];
  return first === second ? 0 : first ? 1 : -1;
}

/** A birthday as `MM-DD`; the year, if any, is not kept. */
export function parseBirthday(cell: string, order: DayOrder): Parsed<string> {
  const text = unguarded(cell);
  if (NOTHING.test(text)) return { value: null };
  const pair = monthAndDay(text, order);
  if (pair === null) return { problem: "bad-birthday" };
  const [month, day] = pair;
  const days = DAYS_IN[month - 1];
  if (days === undefined || day < 1 || day > days) return { problem: "bad-birthday" };
  return { value: `${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}` };
}

function monthAndDay(text: string, order: DayOrder): [number, number] | null {
  const yearFirst = ISO.exec(text) ?? MONTH_DAY.exec(text);
  if (yearFirst !== null) return [Number(yearFirst[1]), Number(yearFirst[2])];
  const dotted = DOTTED.exec(text);
  if (dotted !== null) return [Number(dotted[2]), Number(dotted[1])];
  const slashed = SLASHED.exec(text);
  if (slashed === null) return null;
  const pair: [number, number] = [Number(slashed[1]), Number(slashed[2])];
  return order === "month-first" ? pair : [pair[1], pair[0]];
}
