import { digamma, logGamma } from "../numbers/gamma.ts";
import type { Smooth } from "../numbers/minimize.ts";
import { chances, type Kind } from "./model.ts";
import type { Groups } from "./purchases.ts";

/**
 * The mean negative log-likelihood of customers over the logarithms of r, alpha, a and b, with its gradient. What depends on one number only (a count, a time) is worked out once for each
 * that occurs; for a group there is left one exponential and one logarithm.
 * @param unit what alpha and times are counted in, in the unit of the groups
 */
export function negativeLogLikelihood(groups: Groups, kind: Kind, unit = 1): Smooth {
  const counts = distinct(groups.repeats);
  const ages = inUnits(distinct(groups.age), unit);
  const lasts = inUnits(distinct(groups.last), unit);
  const size = groups.people.length;
  const people = groups.people.reduce((sum, many) => sum + many, 0);
  const peopleByCount = sums(counts, groups.people);
  const peopleByAge = sums(ages, groups.people);
  const repeatsByAge = sums(ages, groups.people, groups.repeats);
  const odds = new Float64Array(counts.values.length);
  const goneByCount = new Float64Array(counts.values.length);
  const shapes = new Float64Array(counts.values.length);
  const [logAge, inverseAge] = [new Float64Array(ages.values.length), new Float64Array(ages.values.length)];
  const [logLast, inverseLast] = [new Float64Array(lasts.values.length), new Float64Array(lasts.values.length)];

  return (at, into) => {
    const [r = 0, alpha = 0, a = 0, b = 0] = at.map(Math.exp);
    const [logAlpha = 0, logA = 0] = [at[1], at[2]];
    let value = 0;
    let [byR, byAlpha, byA, byB] = [0, 0, 0, 0];
    const [gammaR, gammaB, gammaAB] = [logGamma(r), logGamma(b), logGamma(a + b)];
    const [psiR, psiB, psiAB] = [digamma(r), digamma(b), digamma(a + b)];
    for (const [index, repeats] of counts.values.entries()) {
      const many = peopleByCount[index] ?? 0;
      const chance = chances(kind, repeats);
      value += many * (logGamma(r + repeats) - gammaR + r * logAlpha);
      value += many * (logGamma(b + chance) - gammaB - logGamma(a + b + chance) + gammaAB);
      byR += many * (digamma(r + repeats) - psiR + logAlpha);
      const psi = digamma(a + b + chance);
      byA += many * (psiAB - psi);
      byB += many * (digamma(b + chance) - psiB + psiAB - psi);
      odds[index] = chance === 0 ? -Infinity : logA - Math.log(b + chance - 1);
      goneByCount[index] = 0;
      shapes[index] = r + repeats;
    }
    byAlpha += (people * r) / alpha;
    for (const [index, age] of ages.values.entries()) {
      const log = Math.log(alpha + age);
      const [many, repeats] = [peopleByAge[index] ?? 0, repeatsByAge[index] ?? 0];
      logAge[index] = log;
      inverseAge[index] = 1 / (alpha + age);
      value -= (many * r + repeats) * log;
      byR -= many * log;
      byAlpha -= (many * r + repeats) / (alpha + age);
    }
    for (const [index, last] of lasts.values.entries()) {
      logLast[index] = Math.log(alpha + last);
      inverseLast[index] = 1 / (alpha + last);
    }
    // A logarithm of many factors at once, where one customer is in a group, as in most.
    let [logs, product] = [0, 1];
    for (let row = 0; row < size; row += 1) {
      const count = counts.of[row] as number;
      const start = odds[count] as number;
      if (start === -Infinity) continue;
      const age = ages.of[row] as number;
      const last = lasts.of[row] as number;
      const many = groups.people[row] as number;
      const shape = shapes[count] as number;
      const since = (logAge[age] as number) - (logLast[last] as number);
      // ln of gone : still there. Of two tiny densities only this difference is ever needed.
      const u = start + shape * since;
      const small = Math.exp(u > 0 ? -u : u);
      if (u > 0) value += many * u;
      if (many > 1) logs += many * Math.log1p(small);
      else if ((product *= 1 + small) > LARGE) {
        logs += Math.log(product);
        product = 1;
      }
      const gone = (many * (u > 0 ? 1 : small)) / (1 + small);
      byR += gone * since;
      byAlpha += gone * shape * ((inverseAge[age] as number) - (inverseLast[last] as number));
      byA += gone / a;
      goneByCount[count] = (goneByCount[count] as number) + gone;
    }
    value += logs + Math.log(product);
    for (const [index, repeats] of counts.values.entries())
      if ((goneByCount[index] ?? 0) > 0) byB -= (goneByCount[index] ?? 0) / (b + chances(kind, repeats) - 1);
    into[0] = (-byR * r) / people;
    into[1] = (-byAlpha * alpha) / people;
    into[2] = (-byA * a) / people;
    into[3] = (-byB * b) / people;
    return -value / people;
  };
}

/** Far from where numbers end. */
const LARGE = 1e200;

export type Distinct = { values: number[]; of: Int32Array };

/** Whole numbers below this, as days and counts are, are found in a table. */
const TABLE = 2 ** 16;

/** The values that occur in a column, in the order in which they do first, and for each row which of them it has. */
export function distinct(column: Float64Array): Distinct {
  const values: number[] = [];
  // One more than the place of a value.
  const table = new Int32Array(TABLE);
  const others = new Map<number, number>();
  const of = new Int32Array(column.length);
  for (let row = 0; row < column.length; row += 1) {
    const value = column[row] as number;
    const isListed = value >= 0 && value < TABLE && value === Math.floor(value);
    let place = isListed ? (table[value] as number) : (others.get(value) ?? 0);
    if (place === 0) {
      place = values.push(value);
      if (isListed) table[value] = place;
      else others.set(value, place);
    }
    of[row] = place - 1;
  }
  return { values, of };
}

function inUnits({ values, of }: Distinct, unit: number): Distinct {
  return { values: values.map((value) => value / unit), of };
}

/** A column added up by those values. @param times what each row of it counts times, if not once */
export function sums({ values, of }: Distinct, column: Float64Array, times?: Float64Array): Float64Array {
  const total = new Float64Array(values.length);
  for (let row = 0; row < column.length; row += 1) {
    const place = of[row] as number;
    const value = column[row] as number;
    total[place] = (total[place] as number) + (times === undefined ? value : value * (times[row] as number));
  }
  return total;
}
