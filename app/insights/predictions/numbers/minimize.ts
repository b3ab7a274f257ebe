import type { Steps } from "./steps.ts";

/** A function with its gradient: writes the gradient into `into` and returns the value. */
export type Smooth = (at: Float64Array, into: Float64Array) => number;
export type Matrix = readonly (readonly number[])[];
export type Minimum = { at: Float64Array; value: number; converged: boolean; evaluations: number };

const MEMORY = 6;
const MOST = 100;
const TRIES = 30;
/** A search that comes so far from zero is on its way to nowhere and is given up: of a logarithm, e^12. */
const FAR = 12;
/** The largest component of the gradient at which the search is over. */
const FLAT = 1e-8;
/** What rounding leaves open of a sum over some hundred thousand groups, beside its size. With less, a search tries the same few last digits again and again. */
const ROUNDING = 1e-12;
/** So far a first step goes: in logarithms of parameters, more is a leap. */
const FIRST_STEP = 0.5;

/**
 * L-BFGS (Nocedal, 1980) with a line search that halves and doubles until the weak Wolfe conditions hold. Not a number is a wall: the step is shortened.
 * Ends where the gradient is flat, where no step improves the value in the last digits, or far out. A step is one evaluation: over a large shop's customers each takes a while.
 * @param bent how the ground bends about there: the inverse of its second derivatives, where something is known of it
 */
export function* minimizing(smooth: Smooth, start: Float64Array, bent: Matrix | null = null): Steps<Minimum> {
  const size = start.length;
  let at: Float64Array = Float64Array.from(start);
  let gradient: Float64Array = new Float64Array(size);
  let value = smooth(at, gradient);
  let evaluations = 1;
  const steps: Float64Array[] = [];
  const turns: Float64Array[] = [];
  for (let round = 0; round < MOST; round += 1) {
    if (!Number.isFinite(value) || isFar(at)) return { at, value, converged: false, evaluations };
    if (largest(gradient) <= FLAT) return { at, value, converged: true, evaluations };
    const direction = descend(gradient, steps, turns, bent);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      steps.length = 0;
      turns.length = 0;
      direction.set(gradient.map((part) => -part));
      slope = dot(direction, gradient);
    }
    let [low, high] = [0, Infinity];
    let length = steps.length === 0 && bent === null ? Math.min(1, FIRST_STEP / largest(direction)) : 1;
    let moved: { at: Float64Array; gradient: Float64Array; value: number } | null = null;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const next = at.map((part, index) => part + length * (direction[index] ?? 0));
      const nextGradient = new Float64Array(size);
      const nextValue = smooth(next, nextGradient);
      evaluations += 1;
      yield;
      const nextSlope = dot(direction, nextGradient);
      // Close to the bottom rounding hides whether the value falls; the slope still tells (Hager and Zhang, 2005).
      const flat = nextValue <= value + ROUNDING * Math.abs(value) && nextSlope <= -0.999 * slope;
      if (!(nextValue <= value + 1e-4 * length * slope) && !flat) high = length;
      else {
        moved = { at: next, gradient: nextGradient, value: nextValue };
        if (nextSlope >= 0.9 * slope) break;
        low = length;
      }
      length = high === Infinity ? 2 * length : (low + high) / 2;
      if (high - low < 1e-12 * high) break;
    }
    // Rounding leaves nothing to gain: as good as flat, if it is nearly so.
    if (moved === null) return { at, value, converged: largest(gradient) <= FLAT * 1e3, evaluations };
    const step = moved.at.map((part, index) => part - (at[index] ?? 0));
    const turn = moved.gradient.map((part, index) => part - (gradient[index] ?? 0));
    if (dot(step, turn) > 1e-14) {
      steps.push(step);
      turns.push(turn);
      if (steps.length > MEMORY) {
        steps.shift();
        turns.shift();
      }
    }
    ({ at, gradient, value } = moved);
  }
  return { at, value, converged: largest(gradient) <= FLAT * 1e3, evaluations };
}

export function isFar(at: Float64Array): boolean {
  return !at.every((part) => Math.abs(part) < FAR);
}

/** Against the gradient, as the last steps have shown the ground to bend. */
function descend(
  gradient: Float64Array,
  steps: readonly Float64Array[],
  turns: readonly Float64Array[],
  bent: Matrix | null,
): Float64Array {
  let direction: Float64Array = gradient.map((part) => -part);
  const shares: number[] = [];
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    const [step, turn] = [steps[index] as Float64Array, turns[index] as Float64Array];
    const share = dot(step, direction) / dot(step, turn);
    shares[index] = share;
    add(direction, turn, -share);
  }
  const [step, turn] = [steps.at(-1), turns.at(-1)];
  if (bent !== null) direction = times(bent, direction);
  else if (step !== undefined && turn !== undefined) {
    const scale = dot(step, turn) / dot(turn, turn);
    for (let index = 0; index < direction.length; index += 1) direction[index] = (direction[index] ?? 0) * scale;
  }
  for (let index = 0; index < steps.length; index += 1) {
    const [past, turned] = [steps[index] as Float64Array, turns[index] as Float64Array];
    add(direction, past, (shares[index] ?? 0) - dot(turned, direction) / dot(past, turned));
  }
  return direction;
}

function times(matrix: Matrix, vector: Float64Array): Float64Array {
  return Float64Array.from(matrix, (row) => dot(Float64Array.from(row), vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

function add(to: Float64Array, what: Float64Array, times: number): void {
  for (let index = 0; index < to.length; index += 1) to[index] = (to[index] ?? 0) + times * (what[index] ?? 0);
}

function largest(of: Float64Array): number {
  let most = 0;
  for (const part of of) most = Math.abs(part) > most || Number.isNaN(part) ? Math.abs(part) : most;
  return most;
}
