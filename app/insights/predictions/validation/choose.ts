import { countsNext } from "../models/counts.ts";
import { fitting, type Fit } from "../models/fit.ts";
import type { Kind, Model } from "../models/model.ts";
import { gather } from "../models/purchases.ts";
import { atOnce, type Steps } from "../numbers/steps.ts";
import type { Held } from "./hold-out.ts";

/** A model that foretold no better than by this in all (natural logarithm) did so by chance. */
const TIE = 2;
/** Nothing that happened may count as impossible: with so small a chance a model cannot lose all at one customer. */
const LEAST = 1e-12;

export type Choice = { model: Model; scores: { [K in Kind]: number | null } };

/**
 * Both models, fitted to what was known, by the chance that each gave to what came then: the better one, and MBG/NBD where neither is. Null: neither can be fitted.
 * Scores are logarithms of chances, added up over customers.
 */
export function* choosing(held: readonly Held[], days: number): Steps<Choice | null> {
  const groups = gather(held.map(({ purchases }) => purchases));
  const [bg, mbg] = [yield* fitting(groups, "bg"), yield* fitting(groups, "mbg")];
  const scores = {
    bg: bg.ok ? yield* scoring(bg, held, days) : null,
    mbg: mbg.ok ? yield* scoring(mbg, held, days) : null,
  };
  if (bg.ok && (scores.mbg === null || (scores.bg ?? -Infinity) > scores.mbg + TIE)) return { model: bg.model, scores };
  return mbg.ok ? { model: mbg.model, scores } : null;
}

export function choose(held: readonly Held[], days: number): Choice | null {
  return atOnce(choosing(held, days));
}

/** So many kinds of history are scored in a step. */
const PART = 500;

function* scoring({ model }: Fit, held: readonly Held[], days: number): Steps<number> {
  const known = new Map<string, number>();
  let sum = 0;
  for (const { purchases, then } of held) {
    const key = `${purchases.repeats} ${purchases.last} ${purchases.age} ${then}`;
    let score = known.get(key);
    if (score === undefined) {
      score = Math.log(Math.max(LEAST, chanceOf(then, countsNext(model, purchases, days))));
      known.set(key, score);
      if (known.size % PART === 0) yield;
    }
    sum += score;
  }
  return sum;
}

function chanceOf(wanted: number, chances: Iterable<number>): number {
  let count = 0;
  for (const chance of chances) {
    if (count === wanted) return chance;
    count += 1;
  }
  return 0;
}
