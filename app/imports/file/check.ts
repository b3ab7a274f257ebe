import { inSlices, type Rest } from "../../lib/slices.ts";
import { readCsv, type CsvRecord, type FileProblem } from "./csv-text.ts";
import type { Mode, Reading, RowProblem, Wanted } from "../import.ts";
import { fields, recognise, type Columns, type Source } from "./layouts.ts";
import { dayOrderVote, parseBirthday, parseEmail, parsePoints, parseTier, type DayOrder } from "./values.ts";

const VALUE_LENGTH = 100;
/** What a row costs beside its text, in characters. */
const ROW_WORK = 25;

/** A tier of the program and what files may call it. */
export type TierNames = { key: string; names: readonly string[] };

export type CheckedRow = {
  row: number;
  email: string | null;
  points: bigint | null;
  tier: string | null;
  birthday: string | null;
  problems: RowProblem[];
};

export type CheckedFile = { source: Source; reading: Reading; rows: CheckedRow[] };

/**
 * Reads a file as far as it can be read without knowing the shop's customers: every row that is not blank, with all that is wrong with it. In slices,
 * because a file takes seconds and webhooks of all shops wait meanwhile.
 * @param tiers those of the program; empty where it has none
 * @param rest called between two slices
 */
export async function checkFile(
  bytes: Uint8Array,
  options: { mode: Mode; wanted: Wanted; tiers: readonly TierNames[] },
  rest: Rest,
): Promise<{ ok: true; file: CheckedFile } | { ok: false; problem: FileProblem }> {
  const slices = inSlices(rest);
  const read = await readCsv(bytes, slices);
  if (!read.ok) return read;
  const [heading, ...records] = read.csv.records;
  if (heading === undefined) return { ok: false, problem: { code: "empty" } };
  const { source, columns } = recognise(heading.cells);
  const shown = heading.cells
    .map((cell) => cell.trim())
    .join(", ")
    .slice(0, 300);
  if (columns.email === undefined) return { ok: false, problem: { code: "no-email", columns: shown } };
  const used = choose(columns, options.wanted, options.tiers);
  if (used.points === undefined && used.tier === undefined && used.birthday === undefined)
    return { ok: false, problem: { code: "nothing-to-import", columns: shown } };
  if (records.length === 0) return { ok: false, problem: { code: "empty" } };
  let votes = 0;
  for (const record of used.birthday === undefined ? [] : records) {
    const cell = cellOf(record, used, "birthday");
    votes += dayOrderVote(cell);
    await slices.after(ROW_WORK + cell.length);
  }
  const dayOrder: DayOrder = votes > 0 ? "day-first" : "month-first";
  const rows: CheckedRow[] = [];
  for (const record of records) {
    rows.push(checkRow(record, used, dayOrder, options.tiers));
    await slices.after(ROW_WORK + lengthOf(record, used));
  }
  markDuplicates(rows);
  const { encoding, separator } = read.csv;
  const reading: Reading = {
    ...{ encoding, separator, dayOrder },
    columns: {
      email: columns.email.heading,
      points: used.points?.heading ?? null,
      tier: used.tier?.heading ?? null,
      birthday: used.birthday?.heading ?? null,
    },
    tiersIgnored: options.wanted.tiers && columns.tier !== undefined && options.tiers.length === 0,
  };
  return { ok: true, file: { source, reading, rows } };
}

function choose(columns: Columns, wanted: Wanted, tiers: readonly TierNames[]): Columns {
  return {
    ...(columns.email === undefined ? {} : { email: columns.email }),
    ...(wanted.points && columns.points !== undefined ? { points: columns.points } : {}),
    ...(wanted.tiers && tiers.length > 0 && columns.tier !== undefined ? { tier: columns.tier } : {}),
    ...(wanted.birthdays && columns.birthday !== undefined ? { birthday: columns.birthday } : {}),
  };
}

function cellOf(record: CsvRecord, columns: Columns, field: keyof Columns): string {
  const column = columns[field];
  return column === undefined ? "" : (record.cells[column.index] ?? "");
}

/** Characters of a record that are looked at. */
function lengthOf(record: CsvRecord, columns: Columns): number {
  return fields.reduce((length, field) => length + cellOf(record, columns, field).length, 0);
}

function checkRow(record: CsvRecord, columns: Columns, order: DayOrder, tiers: readonly TierNames[]): CheckedRow {
  const problems: RowProblem[] = [];
  const take = <Value>(parsed: { value: Value | null } | { problem: RowProblem["code"] }, cell: string): Value | null => {
    if ("value" in parsed) return parsed.value;
    problems.push({ code: parsed.problem, value: shorten(cell) });
    return null;
  };
  const cells = {
    email: cellOf(record, columns, "email"),
    points: cellOf(record, columns, "points"),
    tier: cellOf(record, columns, "tier"),
    birthday: cellOf(record, columns, "birthday"),
  };
  const email = take(parseEmail(cells.email), cells.email);
  const points = take(parsePoints(cells.points), cells.points);
  const named = parseTier(cells.tier);
  const tier = named === null ? null : findTier(named, tiers);
  if (named !== null && tier === null) problems.push({ code: "unknown-tier", value: shorten(named) });
  const birthday = take(parseBirthday(cells.birthday, order), cells.birthday);
  if (problems.length === 0 && points === null && tier === null && birthday === null)
    problems.push({ code: "nothing", value: "" });
  return { row: record.row, email, points, tier, birthday, problems };
}

function findTier(name: string, tiers: readonly TierNames[]): string | null {
  const plain = fold(name);
  return tiers.find(({ key, names }) => fold(key) === plain || names.some((known) => fold(known) === plain))?.key ?? null;
}

function fold(text: string): string {
  return text.normalize("NFC").toLowerCase().trim();
}

function shorten(cell: string): string {
  return cell.trim().slice(0, VALUE_LENGTH);
}

/** The first row with an address counts; which of two rows is meant is not ours to guess. */
function markDuplicates(rows: readonly CheckedRow[]): void {
  const first = new Map<string, number>();
  for (const { row, email, problems } of rows) {
    if (email === null) continue;
    const before = first.get(email);
    if (before === undefined) first.set(email, row);
    else problems.push({ code: "duplicate-email", value: String(before) });
  }
}
