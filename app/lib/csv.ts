/** Text is guarded against formulas, numbers are written as they are; `decimal` is a number that is already text. */
export type Cell = string | number | bigint | { decimal: string } | null;

const FORMULA = /^\s*[=+\-@＝＋－＠\t\r]/;
/** Where the language separates columns by semicolons, as in German, a spreadsheet begins a new cell in the middle of ours. */
const SEPARATED = /([;\t][;"\s]*)([=+\-@＝＋－＠]?)/g;

/**
 * One line of a CSV file (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe in front, as OWASP advises:
 * names and addresses are typed by strangers.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(writeCell).join(",")}\r\n`;
}

function writeCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "object") return cell.decimal;
  if (typeof cell !== "string") return cell.toString();
  const guarded = cell.replace(SEPARATED, (run, separators: string, sign: string) =>
    sign === "" ? run : `${separators}'${sign}`,
  );
  const safe = FORMULA.test(guarded) ? `'${guarded}` : guarded;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
