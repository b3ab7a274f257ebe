/** How many customers are in exactly these segments of those compared, and in none of the others. */
export type OverlapPart = { segmentIds: readonly number[]; count: number };

export type Overlap = {
  /** Every combination, those of few segments first: two segments have three, three have seven. */
  parts: OverlapPart[];
  /** In all of them. */
  together: number;
};

/** Every combination of these segments, by its mask: bit n is the segment n of the list. */
export function masksOf(segmentIds: readonly number[]): { mask: number; ids: number[] }[] {
  return Array.from({ length: 2 ** segmentIds.length - 1 }, (_, index) => index + 1).map((mask) => ({
    ...{ mask, ids: segmentIds.filter((_, index) => (mask & (1 << index)) !== 0) },
  }));
}

/**
 * The parts of an overlap.
 * @param segmentIds two or three
 * @param shared by mask: how many are in all of its segments, be they in others or not
 */
export function overlapOf(segmentIds: readonly number[], shared: ReadonlyMap<number, number>): Overlap {
  const masks = masksOf(segmentIds);
  const exactly = (mask: number, most: number) =>
    masks.reduce((sum, { mask: other, ids }) => {
      const sign = (ids.length - most) % 2 === 0 ? 1 : -1;
      return (other & mask) === mask ? sum + sign * (shared.get(other) ?? 0) : sum;
    }, 0);
  const parts = masks
    .map(({ mask, ids }) => ({ segmentIds: ids, count: exactly(mask, ids.length) }))
    .toSorted((a, b) => a.segmentIds.length - b.segmentIds.length);
  return { parts, together: parts.at(-1)?.count ?? 0 };
}

const MOST_COMPARED = 2;
const ID = /^\d{1,9}$/;

/** The segments that an address compares with one: at most two others, each once. */
export function parseCompared(params: URLSearchParams, segmentId: number): number[] {
  const ids = params
    .getAll("with")
    .filter((id) => ID.test(id))
    .map(Number);
  return [...new Set(ids)].filter((id) => id !== segmentId).slice(0, MOST_COMPARED);
}
