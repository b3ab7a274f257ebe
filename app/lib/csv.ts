import { clockText } from "./time.ts";

/** Text is guarded against formulas, numbers are written as they are; `decimal` is a number that is already text. */
export type Cell = string | number | bigint | { decimal: string } | null;

/** How spreadsheets of a language cut a line into cells and write fractions. */
export type Dialect = { separator: "," | ";"; decimal: "." | "," };
export const international: Dialect = { separator: ",", decimal: "." };
/** Where the comma is the decimal sign, as in German, spreadsheets take semicolons between cells. */
export const continental: Dialect = { separator: ";", decimal: "," };

const FORMULA = /^\s*[=+\-@＝＋－＠\t\r]/;
/** A spreadsheet of another language begins a new cell in the middle of ours, whatever quotes stand around it. */
const SEPARATED = { ",": /([;\t][;"\s]*)([=+\-@＝＋－＠]?)/g, ";": /([,\t][,"\s]*)([=+\-@＝＋－＠]?)/g };

/**
 * One line of a CSV file (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe in front, as OWASP advises:
 * names and addresses are typed by strangers.
 */
export function csvLine(cells: readonly Cell[], dialect: Dialect = international): string {
  return `${cells.map((cell) => writeCell(cell, dialect)).join(dialect.separator)}\r\n`;
}

function writeCell(cell: Cell, { separator, decimal }: Dialect): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return (typeof cell === "object" ? cell.decimal : cell.toString()).replace(".", decimal);
  const guarded = cell.replace(SEPARATED[separator], (run, separators: string, sign: string) =>
    sign === "" ? run : `${separators}'${sign}`,
  );
  const safe = FORMULA.test(guarded) ? `'${guarded}` : guarded;
  return safe.includes(separator) || /["\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The cell of an instant: "2026-12-20 00:00" by the shop's clock, in all files (decision 393). */
export function instantCell(at: Date | null, { timeZone }: { timeZone: string }): string | null {
  return at === null ? null : clockText(at, timeZone);
}

/** "reprise-customers.csv" of morgenrot.myshopify.com is "reprise-customers-morgenrot-2026-11-30.csv": whose file it is, and of which day in the shop. */
export function datedName(fileName: string, { domain, timeZone }: { domain: string; timeZone: string }, at: Date): string {
  const [shop = ""] = domain.split(".");
  const [day = ""] = clockText(at, timeZone).split(" ");
  return fileName.replace(/(\.\w+)$/, `-${shop}-${day}$1`);
}
