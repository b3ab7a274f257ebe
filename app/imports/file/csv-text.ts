import type { Slices } from "../../lib/slices.ts";

/** What a file is refused for as a whole. */
export type FileProblem =
  | { code: "empty" }
  | { code: "too-large" }
  | { code: "too-many-rows" }
  | { code: "spreadsheet" }
  | { code: "not-text" }
  | { code: "unclosed-quote"; row: number }
  | { code: "no-email"; columns: string }
  | { code: "nothing-to-import"; columns: string };

export const MAX_BYTES = 10 * 1024 * 1024;
export const MAX_ROWS = 100_000;
/** Blank records count here: a sheet of Excel has 1,048,576 rows, and a file may be full of line ends alone. */
const MAX_RECORDS = 1_100_000;
/** A record with more cells than this is no table of customers. */
const MAX_CELLS = 500;
/** What is kept of a cell: no field of ours is half as long, and looking at endless text costs more than its length. */
const MAX_CELL = 1_000;
/** A quotation mark that is not closed for so long was never meant to be. */
const MAX_QUOTED = 100_000;
/** Separators are told from so much of the file. */
const MAX_SAMPLE = 100_000;

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";
export type Separator = "," | ";" | "\t" | "|";
/** A record and its number, the first record of the file being 1, as spreadsheets count. */
export type CsvRecord = { row: number; cells: string[] };
export type CsvText = { encoding: Encoding; separator: Separator; records: CsvRecord[] };

/**
 * Reads a CSV file as programs of all ages write it, in slices. Blank records are counted and left out.
 * @param longest what is kept of a cell, in letters
 */
export async function readCsv(
  bytes: Uint8Array,
  slices: Slices,
  longest = MAX_CELL,
): Promise<{ ok: true; csv: CsvText } | { ok: false; problem: FileProblem }> {
  if (bytes.length > MAX_BYTES) return refuse({ code: "too-large" });
  // A zip archive or an old Office document: somebody chose the workbook instead of its export.
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0]))
    return refuse({ code: "spreadsheet" });
  const { encoding, text } = decode(bytes);
  if (text.includes("\0")) return refuse({ code: "not-text" });
  const declared = /^sep=(.)\r?\n/i.exec(text);
  const body = declared === null ? text : text.slice(declared[0].length);
  const separator = separators.find((known) => known === declared?.[1]) ?? guessSeparator(body);
  const records: CsvRecord[] = [];
  for (const record of recordsOf(body, separator, longest)) {
    await slices.after(LEAST_WORK + (record === "unclosed-quote" ? 0 : record.length));
    if (record === "unclosed-quote") return refuse({ code: "unclosed-quote", row: (records.at(-1)?.row ?? 0) + 1 });
    if (record.row > MAX_RECORDS) return refuse({ code: "too-many-rows" });
    const { cells } = record;
    if (cells.every((cell) => cell.trim() === "")) continue;
    records.push({ cells, row: record.row + (declared === null ? 0 : 1) });
    if (records.length > MAX_ROWS + 1) return refuse({ code: "too-many-rows" });
  }
  return records.length === 0 ? refuse({ code: "empty" }) : { ok: true, csv: { encoding, separator, records } };
}

/** A record costs something even where it is blank. */
const LEAST_WORK = 10;

function refuse(problem: FileProblem): { ok: false; problem: FileProblem } {
  return { ok: false, problem };
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

function decode(bytes: Uint8Array): { encoding: Encoding; text: string } {
  if (startsWith(bytes, [0xff, 0xfe])) return { encoding: "utf-16le", text: new TextDecoder("utf-16le").decode(bytes) };
  if (startsWith(bytes, [0xfe, 0xff])) return { encoding: "utf-16be", text: new TextDecoder("utf-16be").decode(bytes) };
  try {
    return { encoding: "utf-8", text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { encoding: "windows-1252", text: new TextDecoder("windows-1252").decode(bytes) };
  }
}

const separators: readonly Separator[] = [",", ";", "\t", "|"];

/** The one that most often stands outside quotation marks in the first record. */
function guessSeparator(text: string): Separator {
  const counts = new Map<string, number>(separators.map((separator) => [separator, 0]));
  let quoted = false;
  for (const char of text.slice(0, MAX_SAMPLE)) {
    if (char === '"') quoted = !quoted;
    else if (!quoted && (char === "\n" || char === "\r")) {
      if ([...counts.values()].some((count) => count > 0)) break;
    } else if (!quoted && counts.has(char)) counts.set(char, (counts.get(char) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  return separators.find((separator) => counts.get(separator) === most) ?? ",";
}

/** RFC 4180, with any line ending, and with quotation marks inside bare cells taken as they are. */
function* recordsOf(
  text: string,
  separator: Separator,
  longest: number,
): Generator<(CsvRecord & { length: number }) | "unclosed-quote"> {
  let row = 1;
  let cells: string[] = [];
  let at = 0;
  let begun = 0;
  const special = new RegExp(`[${separator === "|" ? "\\|" : separator}\r\n]`, "g");
  while (at <= text.length) {
    let cell: string;
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1);
      if (end === -1) {
        yield "unclosed-quote";
        return;
      }
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
      // What stands between the closing quotation mark and the separator belongs to nobody; keeping it loses nothing.
      special.lastIndex = at;
      const next = special.exec(text)?.index ?? text.length;
      cell += text.slice(at, next).trimEnd();
      at = next;
    } else {
      special.lastIndex = at;
      const next = special.exec(text)?.index ?? text.length;
      cell = text.slice(at, next);
      at = next;
    }
    if (cells.length < MAX_CELLS) cells.push(cell.slice(0, longest));
    if (text[at] === separator) {
      at += 1;
      continue;
    }
    const ended = at >= text.length;
    if (!ended || cells.length > 1 || cells[0] !== "") yield { row, cells, length: at - begun };
    if (ended) return;
    begun = at;
    at += text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1;
    row += 1;
    cells = [];
  }
}

function closingQuote(text: string, from: number): number {
  const limit = from + MAX_QUOTED;
  for (let at = text.indexOf('"', from); at !== -1 && at < limit; at = text.indexOf('"', at + 2))
    if (text[at + 1] !== '"') return at;
  return -1;
}
