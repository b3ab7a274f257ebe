import { readCsv, type CsvRecord, type FileProblem } from "./csv-text.ts";
import type { Mode, Reading, RowProblem, Wanted } from "../import.ts";
import { recognise, type Columns, type Source } from "./layouts.ts";
import { guessDayOrder, parseBirthday, parseEmail, parsePoints, parseTier, type DayOrder } from "./values.ts";

const VALUE_LENGTH = 100;

/** A tier of the programme and what files may call it. */
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
 * Reads a file as far as it can be read without knowing the shop's customers: every row that is not blank, with all that is wrong with it.
 * @param tiers those of the programme; empty where it has none
 */
export function checkFile(
  bytes: Uint8Array,
  options: { mode: Mode; wanted: Wanted; tiers: readonly TierNames[] },
): { ok: true; file: CheckedFile } | { ok: false; problem: FileProblem } {
  const read = readCsv(bytes);
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
  const dayOrder = guessDayOrder(used.birthday === undefined ? [] : records.map((record) => cellOf(record, used, "birthday")));
  const rows = records.map((record) => checkRow(record, used, dayOrder, options.tiers));
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
