/** Below this the asymptotic series is reached by the recurrence. */
const FAR = 12;

/** Coefficients of 1/x, 1/x³, 1/x⁵ … in Stirling's series (Abramowitz and Stegun 6.1.41). */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];
const HALF_LOG_TWO_PI = 0.9189385332046727;

/** ln Γ(x) for x > 0, to about 1e-15 of its size. */
export function logGamma(x: number): number {
  let product = 1;
  let shifted = x;
  for (; shifted < FAR; shifted += 1) product *= shifted;
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  let series = 0;
  for (let index = STIRLING.length - 1; index >= 0; index -= 1) series = series * square + (STIRLING[index] ?? 0);
  return (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TWO_PI + series * inverse - Math.log(product);
}

/** Coefficients of 1/x², 1/x⁴ … (Abramowitz and Stegun 6.3.18). */
const DIGAMMA = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12];

/** The derivative of ln Γ, for x > 0. */
export function digamma(x: number): number {
  let sum = 0;
  let shifted = x;
  for (; shifted < FAR; shifted += 1) sum -= 1 / shifted;
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  let series = 0;
  for (let index = DIGAMMA.length - 1; index >= 0; index -= 1) series = series * square + (DIGAMMA[index] ?? 0);
  return sum + Math.log(shifted) - 0.5 * inverse - series * square;
}

/** ln B(a, b). */
function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

const STEPS = 500;
const TINY = 1e-300;

/** The share of a beta distribution below x: the continued fraction of Lentz, on the side where it converges fast. */
export function betaShare(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
  let c = 1;
  let d = nonZero(1 - ((a + b) * x) / (a + 1));
  d = 1 / d;
  let fraction = d;
  for (let m = 1; m <= STEPS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return front * fraction;
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
