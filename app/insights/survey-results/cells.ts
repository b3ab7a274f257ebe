import type { QuestionType } from "../../surveys/content/survey.ts";
import { ENOUGH, scored, type Score } from "./score.ts";

/** How often a score was given in one cell of a breakdown: by a segment, a product, a way or in a month. */
export type CellCount = { key: string; label: string | null; score: number; count: number };
/** `score` null: too few answers, or with it the score of too few others could be worked out. */
export type Cell = { key: string; label: string | null; of: number; score: Score | null };

/**
 * What a breakdown comes to, cells of most answers first. A cell of fewer than enough answers shows no score, and no score is shown from which such a one follows by subtraction: where the cells are the parts of the
 * whole, what is hidden among them is enough together; where they overlap, what of the whole is outside a cell is enough, or nobody.
 * @param whole answers with a score altogether @param parts whether each of them is in exactly one cell
 */
export function cellsOf(type: QuestionType, counts: readonly CellCount[], whole: number, parts: boolean): Cell[] {
  const cells = [...Map.groupBy(counts, ({ key }) => key)].map(([key, own]): Cell => {
    const { of, score } = scored(type, own);
    return { key, label: own[0]?.label ?? null, of, score };
  });
  const sorted = cells.toSorted((one, other) => other.of - one.of || (one.key < other.key ? -1 : 1));
  return parts ? hideParts(sorted) : sorted.map((cell) => (isTold(cell, whole) ? cell : { ...cell, score: null }));
}

function isTold({ of }: Cell, whole: number): boolean {
  return whole - of <= 0 || whole - of >= ENOUGH;
}

/** @param cells those of most answers first, so that what is hidden besides is as little as can be */
function hideParts(cells: readonly Cell[]): Cell[] {
  const shown = [...cells];
  const hidden = () => shown.reduce((sum, { of, score }) => (score === null ? sum + of : sum), 0);
  for (let at = shown.length - 1; at >= 0 && hidden() > 0 && hidden() < ENOUGH; at -= 1) {
    const cell = shown[at];
    if (cell !== undefined) shown[at] = { ...cell, score: null };
  }
  return shown;
}
