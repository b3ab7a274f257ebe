import { setImmediate as rest } from "node:timers/promises";

import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { readCsv, type FileProblem } from "../../imports/file/csv-text.ts";
import { inSlices } from "../../lib/slices.ts";
import { change } from "../../pipeline/change.server.ts";
import { readHeader, type Program } from "../../reviews/exchange/columns.ts";
import { countKnown, readProducts, removeTakenOver, takeOver } from "../../reviews/exchange/import.server.ts";
import { readRows, type RowProblem } from "../../reviews/exchange/read-rows.ts";
import { cleanedLine, LONGEST_TEXT } from "../../reviews/review.ts";
import type { Shop } from "../../shops/shop.ts";

const MOST_SHOWN = 50;

export type ReviewFile =
  | { outcome: "refused"; problem: FileProblem }
  | { outcome: "no-columns"; columns: string }
  | { outcome: "checked"; program: Program | null; found: number; known: number; problems: RowProblem[]; more: number }
  | { outcome: "taken"; count: number };

type Given = { bytes: Uint8Array; name: string; actor: string; take: boolean };

/** Looks at a file with reviews, or takes them over. The same file again takes over nothing. */
export async function importReviews(shop: Shop, { bytes, name, actor, take }: Given, now = clock): Promise<ReviewFile> {
  const read = await readCsv(bytes, inSlices(rest), LONGEST_TEXT);
  if (!read.ok) return { outcome: "refused", problem: read.problem };
  const [first, ...records] = read.csv.records;
  const headings = first?.cells ?? [];
  const header = readHeader(headings);
  if (header === null) return { outcome: "no-columns", columns: headings.join(", ").slice(0, 300) };
  const language = shop.primaryLocale.toLowerCase().split(/[-_]/)[0] ?? "en";
  const products = await readProducts(db(), shop.shopId);
  const anonymous = language === "de" ? "Anonym" : "Anonymous";
  const { reviews, problems } = readRows(records, header.columns, products, { anonymous, now: now() });
  if (!take) {
    const [known, found] = [await countKnown(db(), shop.shopId, reviews), reviews.length];
    const shown = problems.slice(0, MOST_SHOWN);
    return { outcome: "checked", program: header.program, found, known, problems: shown, more: problems.length - shown.length };
  }
  const file = `file:${cleanedLine(name, 80)}`;
  const count = await change(
    shop,
    async (tx, at) => ({ result: await takeOver(tx, shop.shopId, reviews, { language, actor, file }, at) }),
    now,
  );
  return { outcome: "taken", count };
}

/** Takes a file's reviews away again. @returns how many */
export function removeImported(shop: Shop, file: string, now = clock): Promise<number> {
  return change(shop, async (tx, at) => ({ result: await removeTakenOver(tx, shop.shopId, file, at) }), now);
}
