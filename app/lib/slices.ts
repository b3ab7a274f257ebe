/** Lets others have their turn, as `await setImmediate()` of node:timers/promises does. */
export type Rest = () => Promise<unknown>;

/** Long computing in short slices: who computes says after each piece how much it was, and rests when a slice is full. */
export type Slices = { after: (work: number) => Promise<unknown> | undefined };

/** So many characters take a few milliseconds to look at, also the costliest. */
const SLICE = 50_000;

/** @param rest what is done between two slices; in units of one character */
export function inSlices(rest: Rest, slice = SLICE): Slices {
  let done = 0;
  return {
    after: (work) => {
      done += work;
      if (done < slice) return undefined;
      done = 0;
      return rest();
    },
  };
}
