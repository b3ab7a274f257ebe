import { findingHessian, inverseIfPositive } from "../numbers/curvature.ts";
import { digamma, logGamma } from "../numbers/gamma.ts";
import { isFar, minimizing, type Minimum, type Smooth } from "../numbers/minimize.ts";
import { atOnce, type Steps } from "../numbers/steps.ts";

/** What somebody spent on repeat purchases: how many, and the mean of each. The first purchase is left out: it says little of those that follow. */
export type Spender = { readonly repeats: number; readonly mean: number };
/** A purchase's amount is gamma (`p`, a rate of the customer's own), that rate gamma (`q`, `gamma`); `gamma` is in money (Fader and Hardie, 2013). */
export type SpendModel = { readonly p: number; readonly q: number; readonly gamma: number };
export type SpendFit =
  | { ok: true; model: SpendModel; logLikelihood: number }
  /** `no-mean`: so many customers could spend without limit (q of at most 1) that there is no mean. */
  | { ok: false; why: "no-spenders" | "no-top" | "no-curvature" | "no-mean" };

/** Amounts of nothing and below say nothing of what a purchase is worth, and have no logarithm. */
export function* fittingSpend(all: readonly Spender[]): Steps<SpendFit> {
  const spenders = all.filter(({ repeats, mean }) => repeats > 0 && mean > 0 && Number.isFinite(mean));
  if (spenders.length < 2) return { ok: false, why: "no-spenders" };
  const unit = spenders.reduce((sum, { mean }) => sum + mean, 0) / spenders.length;
  const smooth = negativeLogLikelihood(spenders.map(({ repeats, mean }) => ({ repeats, mean: mean / unit })));
  const starts = [
    [1, 2, 1],
    [5, 3, 1],
    [2, 8, 4],
  ].map((start) => Float64Array.from(start, Math.log));
  const tried: Minimum[] = [];
  for (const start of starts) tried.push(yield* minimizing(smooth, start));
  const found = tried.reduce((a, b) => (b.value < a.value ? b : a));
  if (!found.converged || isFar(found.at)) return { ok: false, why: "no-top" };
  if (inverseIfPositive(yield* findingHessian(smooth, found.at)) === null) return { ok: false, why: "no-curvature" };
  const [p = 0, q = 0, gamma = 0] = found.at.map(Math.exp);
  if (q <= 1) return { ok: false, why: "no-mean" };
  return {
    ok: true,
    model: { p, q, gamma: gamma * unit },
    logLikelihood: -found.value * spenders.length - spenders.length * Math.log(unit),
  };
}

export function fitSpend(all: readonly Spender[]): SpendFit {
  return atOnce(fittingSpend(all));
}

/** What a customer's next purchase is worth on average: between the shop's mean and the customer's own, nearer to the own with each purchase. */
export function expectedSpend({ p, q, gamma }: SpendModel, { repeats, mean }: Spender): number {
  const known = mean > 0 ? repeats : 0;
  return (p * (gamma + known * mean)) / (p * known + q - 1);
}

/** Mean negative log-likelihood over the logarithms of p, q and gamma, with its gradient. */
function negativeLogLikelihood(spenders: readonly Spender[]): Smooth {
  const byCount = Map.groupBy(spenders, ({ repeats }) => repeats);
  const people = spenders.length;
  return (at, into) => {
    const [p = 0, q = 0, gamma = 0] = at.map(Math.exp);
    const logGammaScale = at[2] ?? 0;
    let value = people * (q * logGammaScale - logGamma(q));
    let [byP, byQ, byGamma] = [0, people * (logGammaScale - digamma(q)), (people * q) / gamma];
    for (const [repeats, those] of byCount) {
      const shape = p * repeats;
      const [together, alone] = [digamma(shape + q), digamma(shape)];
      value += those.length * (logGamma(shape + q) - logGamma(shape) + shape * Math.log(repeats));
      byP += those.length * repeats * (together - alone + Math.log(repeats));
      byQ += those.length * together;
      for (const { mean } of those) {
        const total = repeats * mean + gamma;
        const [logMean, logTotal] = [Math.log(mean), Math.log(total)];
        value += (shape - 1) * logMean - (shape + q) * logTotal;
        byP += repeats * (logMean - logTotal);
        byQ -= logTotal;
        byGamma -= (shape + q) / total;
      }
    }
    into[0] = (-byP * p) / people;
    into[1] = (-byQ * q) / people;
    into[2] = (-byGamma * gamma) / people;
    return -value / people;
  };
}
