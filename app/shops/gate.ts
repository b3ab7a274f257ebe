import { LateError } from "../lib/patience.ts";

/** Lets work of a shop in, a few at a time, in the order in which it came. Shops do not wait for each other. */
export type Gate = <Result>(shopId: number, work: () => Promise<Result>) => Promise<Result>;

type Lane = { inside: number; waiting: Set<() => void> };

/**
 * @param width how much work of one shop is inside at once
 * @param patienceMs how long work waits outside, in real milliseconds; then LateError, and it is not begun
 */
export function createGate(width: number, patienceMs: number): Gate {
  const lanes = new Map<number, Lane>();

  async function enter(lane: Lane): Promise<void> {
    if (lane.inside < width) {
      lane.inside += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const called = () => {
        clearTimeout(timer);
        lane.waiting.delete(called);
        resolve();
      };
      const timer = setTimeout(() => {
        lane.waiting.delete(called);
        reject(new LateError(`the shop was busy for ${patienceMs} ms`));
      }, patienceMs);
      lane.waiting.add(called);
    });
  }

  return async (shopId, work) => {
    const lane = lanes.get(shopId) ?? { inside: 0, waiting: new Set() };
    lanes.set(shopId, lane);
    await enter(lane);
    try {
      return await work();
    } finally {
      // Whoever is next takes the place over; nobody can slip in between.
      const [next] = lane.waiting;
      if (next !== undefined) next();
      else {
        lane.inside -= 1;
        if (lane.inside === 0) lanes.delete(shopId);
      }
    }
  };
}
