import { cutsFrom, type Cuts } from "../../app/insights/rfm/cuts.ts";

const LEVELS = 5;

/** The cuts of values as they stand, in plain arithmetic: what the database works out by `cume_dist`. */
export function cutsOf(values: readonly number[]): Cuts {
  const sorted = values.toSorted((a, b) => a - b);
  const distinct = [...new Set(sorted)];
  if (distinct.length < LEVELS) return cutsFrom([null, null, null, null], distinct);
  const cut = (level: number) => {
    const within = distinct.findLast(
      (value) => sorted.findLastIndex((other) => other === value) + 1 <= (level * sorted.length) / LEVELS,
    );
    return within ?? null;
  };
  return [cut(1), cut(2), cut(3), cut(4)];
}
