import { atOnce, type Steps } from "./steps.ts";

type Corner = { at: Float64Array; value: number };

const MOST = 600;
const SIDE = 0.25;

/** The simplex search of Nelder and Mead (1965), for where a gradient leads nowhere. What is not a number counts as infinitely bad. */
export function* searchingBySimplex(
  value: (at: Float64Array) => number,
  start: Float64Array,
): Steps<Corner & { converged: boolean }> {
  const size = start.length;
  const corner = (at: Float64Array): Corner => {
    const found = value(at);
    return { at, value: Number.isNaN(found) ? Infinity : found };
  };
  const corners = [corner(Float64Array.from(start))];
  for (let axis = 0; axis < size; axis += 1)
    corners.push(corner(Float64Array.from(start, (part, index) => part + (index === axis ? SIDE : 0))));
  for (let round = 0; round < MOST; round += 1) {
    yield;
    corners.sort((a, b) => a.value - b.value);
    const [best, second, worst] = [corners[0], corners[size - 1], corners[size]] as [Corner, Corner, Corner];
    if (worst.value - best.value <= 1e-13 * (Math.abs(best.value) + 1) && spread(corners) < 1e-7)
      return { ...best, converged: true };
    const middle = new Float64Array(size);
    for (const { at } of corners.slice(0, size))
      for (let i = 0; i < size; i += 1) middle[i] = (middle[i] ?? 0) + (at[i] ?? 0) / size;
    const towards = (times: number) => corner(middle.map((part, index) => part + times * ((worst.at[index] ?? 0) - part)));
    const reflected = towards(-1);
    if (reflected.value < best.value) {
      const expanded = towards(-2);
      corners[size] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < second.value) corners[size] = reflected;
    else {
      const contracted = towards(reflected.value < worst.value ? -0.5 : 0.5);
      if (contracted.value < Math.min(reflected.value, worst.value)) corners[size] = contracted;
      else
        for (let index = 1; index <= size; index += 1)
          corners[index] = corner((corners[index] as Corner).at.map((part, axis) => ((best.at[axis] ?? 0) + part) / 2));
    }
  }
  corners.sort((a, b) => a.value - b.value);
  return { ...(corners[0] as Corner), converged: false };
}

export function searchBySimplex(value: (at: Float64Array) => number, start: Float64Array): Corner & { converged: boolean } {
  return atOnce(searchingBySimplex(value, start));
}

/** The width of the simplex along its widest axis. */
function spread(corners: readonly Corner[]): number {
  const first = corners[0] as Corner;
  return Math.max(...corners.flatMap(({ at }) => [...at].map((part, axis) => Math.abs(part - (first.at[axis] ?? 0)))));
}
