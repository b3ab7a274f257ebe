import { wholeOf } from "../../lib/typed-number.ts";

/** How many days one of something may last. */
const DAYS = { least: 1, most: 1000 } as const;

/** Of which product, or of which of its variants; `variantId` 0: of the whole product. `days` null: it does not run out. */
export type NewSupply = { productId: bigint; variantId: bigint; days: number | null };

/** What a field calls a product or a variant. */
export const nameOf = ({ productId, variantId }: Pick<NewSupply, "productId" | "variantId">): string =>
  `${productId}:${variantId}`;

const NAME = /^([1-9]\d{0,17}):(0|[1-9]\d{0,17})$/;

/** Days as they are typed: empty for none. "wrong": no whole number of days in range. */
export function readDays(typed: string): number | null | "wrong" {
  if (typed.trim() === "") return null;
  const digits = wholeOf(typed);
  const days = digits === null || digits.length > 6 ? Number.NaN : Number(digits);
  return days >= DAYS.least && days <= DAYS.most ? days : "wrong";
}

/** What was typed on the page, by field; the names of fields that are wrong. A name that is none is left out. */
export function readTyped(typed: Readonly<Record<string, string>>): { supplies: NewSupply[]; wrong: string[] } {
  const supplies: NewSupply[] = [];
  const wrong: string[] = [];
  for (const [name, text] of Object.entries(typed)) {
    const [, product, variant] = NAME.exec(name) ?? [];
    if (product === undefined || variant === undefined) continue;
    const days = readDays(text);
    if (days === "wrong") wrong.push(name);
    else supplies.push({ productId: BigInt(product), variantId: BigInt(variant), days });
  }
  return { supplies, wrong };
}

/** Columns of the file, as it is exported; others are for people and are not read. */
export const columns = { product: "product_id", variant: "variant_id", days: "supply_days" } as const;

/** What is wrong in a line of a file. "header": the columns are not there. */
export type LineProblem = { row: number; code: "header" | "product" | "variant" | "days" | "twice" };

/** What a file says, and what is wrong with it, line by line. @param records the first with the names of the columns */
export function readRecords(records: readonly { row: number; cells: readonly string[] }[]): {
  supplies: (NewSupply & { row: number })[];
  problems: LineProblem[];
} {
  const [header, ...lines] = records;
  const at = (name: string) => header?.cells.findIndex((cell) => cell.trim().toLowerCase() === name) ?? -1;
  const [product, variant, days] = [at(columns.product), at(columns.variant), at(columns.days)];
  if (product < 0 || days < 0) return { supplies: [], problems: [{ row: header?.row ?? 1, code: "header" }] };
  const supplies: (NewSupply & { row: number })[] = [];
  const problems: LineProblem[] = [];
  const seen = new Set<string>();
  for (const { row, cells } of lines) {
    // Spreadsheets that must not make numbers of ids write an apostrophe in front.
    const cell = (index: number) => (cells[index] ?? "").trim().replace(/^'/, "");
    const productId = /^[1-9]\d{0,17}$/.test(cell(product)) ? BigInt(cell(product)) : null;
    const variantId = variant < 0 || cell(variant) === "" ? 0n : /^\d{1,18}$/.test(cell(variant)) ? BigInt(cell(variant)) : null;
    const read = readDays(cell(days));
    const code = productId === null ? "product" : variantId === null ? "variant" : read === "wrong" ? "days" : null;
    if (productId === null || variantId === null || read === "wrong") {
      problems.push({ row, code: code ?? "product" });
      continue;
    }
    const one = { productId, variantId, days: read };
    if (seen.has(nameOf(one))) problems.push({ row, code: "twice" });
    seen.add(nameOf(one));
    supplies.push({ ...one, row });
  }
  return { supplies, problems };
}
