import type { SegmentLine } from "../../segments/figures/overview.server.ts";

export const segmentSorts = ["own", "name", "size", "change"] as const;
export type SegmentSort = (typeof segmentSorts)[number];

/** In the order that a reader wants. Of whose change nothing is known stands last; what is equal stays in the merchant's order. */
export function sortSegments<Line extends Pick<SegmentLine, "name" | "members" | "before">>(
  segments: readonly Line[],
  sort: SegmentSort,
): Line[] {
  switch (sort) {
    case "own":
      return [...segments];
    case "name":
      return segments.toSorted((a, b) => a.name.localeCompare(b.name));
    case "size":
      return segments.toSorted((a, b) => b.members - a.members);
    case "change":
      return segments.toSorted((a, b) => sizeOfChange(b) - sizeOfChange(a));
  }
}

function sizeOfChange({ members, before }: Pick<SegmentLine, "members" | "before">): number {
  return before === null ? -1 : Math.abs(members - before);
}
