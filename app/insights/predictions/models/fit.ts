import { findingHessian, inverseIfPositive } from "../numbers/curvature.ts";
import { isFar, minimizing, type Smooth } from "../numbers/minimize.ts";
import { searchingBySimplex } from "../numbers/nelder-mead.ts";
import { atOnce, type Steps } from "../numbers/steps.ts";
import { distinct, negativeLogLikelihood, sums } from "./likelihood.ts";
import type { Kind, Model, Parameters } from "./model.ts";
import { coarsen, countPeople, type Groups } from "./purchases.ts";

export type Fit = {
  ok: true;
  model: Model;
  logLikelihood: number;
  /** Standard errors, from the curvature at the top. */
  errors: Parameters;
};
/** `no-top`: no search came to where the likelihood is flat. `no-curvature`: it is as likely along a whole ridge, so the data do not say. */
export type Refused = { ok: false; why: "no-history" | "no-top" | "no-curvature" };

/** In units of a fiftieth of the oldest age, whatever the unit of the data: then hours, days and weeks are searched alike. */
const UNITS = 50;
/** So many groups are searched from every start; of more, a coarser view is, and the best is followed up in the whole. */
const FEW = 4_000;

/** The parameters under which what was bought is likeliest: from several starts, by the gradient; by a simplex where that fails. Never a start that was not left. */
export function* fitting(groups: Groups, kind: Kind): Steps<Fit | Refused> {
  const oldest = groups.age.reduce((most, age) => Math.max(most, age), 0);
  const anyRepeat = groups.repeats.some((repeats) => repeats > 0);
  if (!(oldest > 0) || !anyRepeat) return { ok: false, why: "no-history" };
  const unit = oldest / UNITS;
  const smooth = negativeLogLikelihood(groups, kind, unit);
  const view = groups.people.length > FEW ? negativeLogLikelihood(coarsen(groups, unit), kind) : smooth;
  const middle = Math.max(1, medianAge(groups) / unit);
  const starts = [
    [1, 1, 1, 1],
    [1, 3, 1, 3],
    [0.5, middle, 0.5, 0.5],
  ].map((start) => Float64Array.from(start, Math.log));
  const tried: Found[] = [];
  for (const start of starts) tried.push(yield* minimizing(view, start));
  const first = best(tried);
  const followed = view === smooth || isFar(first.at) ? first : yield* following(smooth, first.at, view);
  const found = followed.converged || isFar(followed.at) ? followed : yield* searchingAgain(smooth, followed);
  if (!found.converged || isFar(found.at)) return { ok: false, why: "no-top" };
  if (starts.some((start) => start.every((part, index) => part === found.at[index]))) return { ok: false, why: "no-top" };
  const covariance = inverseIfPositive(yield* findingHessian(smooth, found.at));
  if (covariance === null) return { ok: false, why: "no-curvature" };
  const people = countPeople(groups);
  const [r = 0, alpha = 0, a = 0, b = 0] = found.at.map(Math.exp);
  const [dr = 0, dAlpha = 0, da = 0, db = 0] = covariance.map((row, index) => Math.sqrt((row[index] ?? 0) / people));
  const purchases = groups.repeats.reduce((sum, repeats, row) => sum + repeats * (groups.people[row] ?? 0), 0);
  return {
    ok: true,
    model: { kind, r, alpha: alpha * unit, a, b },
    // A density of times: in another unit it is another number.
    logLikelihood: -found.value * people - purchases * Math.log(unit),
    errors: { r: r * dr, alpha: alpha * unit * dAlpha, a: a * da, b: b * db },
  };
}

export function fit(groups: Groups, kind: Kind): Fit | Refused {
  return atOnce(fitting(groups, kind));
}

type Found = { at: Float64Array; value: number; converged: boolean };

/** From the top of a coarser view, which bends much like the whole: each look at the whole takes long. */
function* following(smooth: Smooth, start: Float64Array, view: Smooth): Steps<Found> {
  return yield* minimizing(smooth, start, inverseIfPositive(yield* findingHessian(view, start)));
}

/** Where the gradient has led nowhere, a simplex looks for a better place to follow it from. */
function* searchingAgain(smooth: Smooth, { at: start }: Found): Steps<Found> {
  const unused = new Float64Array(start.length);
  const simplex = yield* searchingBySimplex((at) => (isFar(at) ? Infinity : smooth(at, unused)), start);
  const again = yield* minimizing(smooth, simplex.at);
  return again.value <= simplex.value ? { ...again, converged: again.converged || simplex.converged } : simplex;
}

function best(found: readonly Found[]): Found {
  return found.reduce((least, other) => (other.value < least.value || Number.isNaN(least.value) ? other : least));
}

function medianAge({ age, people }: Groups): number {
  const ages = distinct(age);
  const many = sums(ages, people);
  const ordered = ages.values.map((one, place) => ({ one, many: many[place] ?? 0 })).sort((x, y) => x.one - y.one);
  const half = ordered.reduce((sum, { many: of }) => sum + of, 0) / 2;
  let sum = 0;
  for (const { one, many: of } of ordered) if ((sum += of) >= half) return one;
  return 0;
}
