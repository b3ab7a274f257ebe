/**
 * Where customers stand, in the unit of the basis: `counts[i]` of them from `edges[i]` until before `edges[i + 1]`; the last bin, whose end only closes the
 * picture, holds all above it too.
 */
export type Distribution = {
  /** How many customers that is of is about right: it is worked out from a share of them. */
  about: boolean;
  customers: number;
  edges: readonly number[];
  counts: readonly number[];
  /** Reached by about a fifth and a twentieth. */
  thresholds: { silver: number; gold: number } | null;
};

/** 0 to 1: where a value stands on an axis whose bins are equally wide. */
export function positionOf(value: number, { edges }: Distribution): number {
  const bins = edges.length - 1;
  if (bins < 1) return 0;
  const last = edges.length - 1;
  if (value >= (edges[last] ?? 0)) return 1;
  const bin = Math.max(
    0,
    edges.findLastIndex((edge) => edge <= value),
  );
  const [from = 0, to = 1] = [edges[bin], edges[bin + 1]];
  return (bin + Math.max(0, value - from) / Math.max(1, to - from)) / bins;
}

/** The value at a position, as a round number near it: nobody sets a threshold of 1,487. */
export function valueAt(position: number, { edges }: Distribution): number {
  const bins = edges.length - 1;
  const exact = Math.min(1, Math.max(0, position)) * bins;
  const bin = Math.min(bins - 1, Math.floor(exact));
  const [from = 0, to = 1] = [edges[bin], edges[bin + 1]];
  return roundNear(from + (exact - bin) * (to - from));
}

/** To two significant digits. */
export function roundNear(value: number): number {
  if (value < 10) return Math.round(value);
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.round(value / step) * step;
}

/** The step of one press of an arrow key near a value. */
export function stepAt(value: number): number {
  return value < 20 ? 1 : 10 ** (Math.floor(Math.log10(value)) - 1) * (value >= 100 ? 5 : 1);
}

/** The share of customers who stand at a value or above, taking them as spread evenly within a bin. */
export function shareFrom(value: number, { customers, edges, counts }: Distribution): number {
  if (customers === 0) return 0;
  let above = 0;
  counts.forEach((count, bin) => {
    const [from = 0, to = from + 1] = [edges[bin], edges[bin + 1]];
    if (value <= from) above += count;
    else if (value < to) above += (count * (to - value)) / (to - from);
  });
  return above / customers;
}

/** A round threshold that about this share of customers has reached, never below 1. */
export function thresholdFor(share: number, distribution: Distribution): number {
  const { edges } = distribution;
  let [low, high] = [0, edges.at(-1) ?? 1];
  for (let pass = 0; pass < 50; pass += 1) {
    const middle = (low + high) / 2;
    if (shareFrom(middle, distribution) > share) low = middle;
    else high = middle;
  }
  return Math.max(1, roundNear(high));
}

const LABELS = 5;

/** Which edges are written below the bars, and at which share of the width each stands. */
export function axisOf({ edges }: Pick<Distribution, "edges">): { edge: number; at: number }[] {
  const last = Math.max(1, edges.length - 1);
  const indexes = Array.from({ length: LABELS }, (_label, index) => Math.round((index / (LABELS - 1)) * last));
  return [...new Set(indexes)].flatMap((index) => {
    const edge = edges[index];
    return edge === undefined ? [] : [{ edge, at: index / last }];
  });
}
