import { seeded } from "../../../app/insights/lift/random.ts";
import { fit } from "../../../app/insights/predictions/models/fit.ts";
import type { Model } from "../../../app/insights/predictions/models/model.ts";
import { gathering, type Purchases } from "../../../app/insights/predictions/models/purchases.ts";
import { logGamma } from "../../../app/insights/predictions/numbers/gamma.ts";
import { searchBySimplex } from "../../../app/insights/predictions/numbers/nelder-mead.ts";
import { predictor } from "../../../app/insights/predictions/predict.ts";
import { drawTimes } from "../../insights/predictions/simulate.ts";
import { perSecond, type Figure } from "../figures.ts";

const TRUTH: Model = { kind: "mbg", r: 0.9, alpha: 60, a: 0.8, b: 2.4 };
const DAYS = 730;

/** What a shop's predictions cost: learning from each customer, and saying of each what to expect; beside the textbook's way, one term a customer and a simplex. */
export function foretell({ customers }: { customers: number }): Promise<Figure> {
  const people = draw(customers);
  const cpu = process.cpuUsage();
  const began = performance.now();
  const { add, groups } = gathering();
  for (const one of people) add(one);
  const gathered = groups();
  const known = performance.now();
  const fitted = fit(gathered, "mbg");
  if (!fitted.ok) throw new Error(`Nothing was fitted: ${fitted.why}`);
  const learned = performance.now();
  const predict = predictor(fitted.model);
  let expected = 0;
  for (const one of people) expected += predict(one).alive;
  const scored = performance.now();
  const { user, system } = process.cpuUsage(cpu);
  const plain = 0;
  const unused = { at: Float64Array.from([0, 0, 0, 0]) };
  const searched = performance.now();
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`;
  const told = (values: readonly number[]) => values.map((value) => value.toFixed(3)).join(", ");
  const { r, alpha, a, b } = fitted.model;
  return Promise.resolve({
    ...{ scenario: "Predictions: fit and score", unit: "customers" },
    app: { what: "groups of equal customers, by the gradient; each scored", perSecond: perSecond(customers, scored - began) },
    baselines: [{ what: "Nelder-Mead on the full likelihood, no scores", perSecond: perSecond(customers, searched - plain) }],
    notes: [
      `${customers} customers: ${seconds(known - began)} to group into ${gathered.people.length}, ${seconds(learned - known)} to fit, ${seconds(scored - learned)} to score, ${seconds((user + system) / 1_000)} of it of the processor; the simplex ${seconds(searched - plain)}`,
      `r, alpha, a, b: ${told([r, alpha, a, b])}; the simplex: ${told([...unused.at].map(Math.exp))}; drawn from ${told([TRUTH.r, TRUTH.alpha, TRUTH.a, TRUTH.b])}`,
      `${Math.round(expected)} are expected to be customers still; the process holds ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`,
    ],
  });
}

/** Customers as the model has them, by whole days. */
function draw(customers: number): Purchases[] {
  const random = seeded(11);
  return Array.from({ length: customers }, () => {
    const age = 1 + Math.floor(random() * DAYS);
    const days = new Set(drawTimes(TRUTH, age, random).map((time) => Math.ceil(time)));
    return { repeats: days.size, last: Math.max(0, ...days), age };
  });
}

/** MBG/NBD as its paper writes it (Batislam, Denizel and Filiztekin, 2007), a term a customer, kept in logarithms only where it must be. */
function plainLikelihood(people: readonly Purchases[], at: Float64Array): number {
  const [r = 0, alpha = 0, a = 0, b = 0] = at.map(Math.exp);
  let sum = 0;
  for (const { repeats: x, last, age } of people) {
    const left = logGamma(r + x) - logGamma(r) + r * Math.log(alpha);
    const stays = logGamma(a + b) + logGamma(b + x + 1) - logGamma(b) - logGamma(a + b + x + 1) - (r + x) * Math.log(alpha + age);
    const goes =
      Math.log(a / (b + x)) +
      logGamma(a + b) +
      logGamma(b + x + 1) -
      logGamma(b) -
      logGamma(a + b + x + 1) -
      (r + x) * Math.log(alpha + last);
    const most = Math.max(stays, goes);
    sum += left + most + Math.log(Math.exp(stays - most) + Math.exp(goes - most));
  }
  return -sum / people.length;
}
