import { commitmentOf, outcomeOf, type Odds } from "./outcome.ts";
import { givenFor } from "./stock.ts";

/** What a draw was bound to before anybody took part. `stock` null: without end. */
export type Bound = {
  seed: string;
  seedHash: string;
  prizes: readonly (Odds[number] & { stock: number | null })[];
  fallback: string | null;
};

/** An entry as it is on record. */
export type Recorded = { number: number; roll: number; drawn: string; prize: string };

/** `seed`: it is not the one that was published; `missing`: a number was left out or is there twice; else what does not follow. */
export type Fault = { number: number | null; what: "seed" | "missing" | "roll" | "drawn" | "prize" };

/** Looks at entries one after another, in the order of their numbers; a fault ends it. */
export function verifying({ seed, seedHash, prizes, fallback }: Bound): (entry: Recorded) => Fault | null {
  const left = new Map(prizes.flatMap(({ key, stock }) => (stock === null ? [] : [[key, stock] as const])));
  const isBound = commitmentOf(seed) === seedHash;
  let next = 1;
  return ({ number, roll, drawn, prize }) => {
    if (!isBound) return { number: null, what: "seed" };
    if (number !== next) return { number: next, what: "missing" };
    next += 1;
    const right = outcomeOf(seed, number, prizes);
    if (roll !== right.roll) return { number, what: "roll" };
    if (drawn !== right.key) return { number, what: "drawn" };
    if (prize !== givenFor(drawn, left, fallback)) return { number, what: "prize" };
    const count = left.get(prize);
    if (count !== undefined) left.set(prize, count - 1);
    return null;
  };
}

/** The first thing on record that does not follow from the seed, the odds and the stock; null: all of it does. */
export function faultIn(bound: Bound, entries: Iterable<Recorded>): Fault | null {
  if (commitmentOf(bound.seed) !== bound.seedHash) return { number: null, what: "seed" };
  const look = verifying(bound);
  for (const entry of entries) {
    const fault = look(entry);
    if (fault !== null) return fault;
  }
  return null;
}
