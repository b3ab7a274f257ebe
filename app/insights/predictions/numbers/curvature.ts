import type { Matrix, Smooth } from "./minimize.ts";
import type { Steps } from "./steps.ts";

const STEP = 1e-4;

/** The second derivatives at a point, from differences of the gradient. */
export function* findingHessian(smooth: Smooth, at: Float64Array): Steps<number[][]> {
  const rows: number[][] = [];
  for (const axis of at.keys()) {
    const [ahead, behind] = [new Float64Array(at.length), new Float64Array(at.length)];
    smooth(
      Float64Array.from(at, (part, index) => part + (index === axis ? STEP : 0)),
      ahead,
    );
    smooth(
      Float64Array.from(at, (part, index) => part - (index === axis ? STEP : 0)),
      behind,
    );
    rows.push(Array.from(ahead, (part, index) => (part - (behind[index] ?? 0)) / (2 * STEP)));
    yield;
  }
  return rows.map((row, i) => row.map((part, j) => (part + (rows[j]?.[i] ?? 0)) / 2));
}

/** Its inverse by Cholesky's factors; null unless it is positive definite: then the point is no minimum, or nothing says where one is. */
export function inverseIfPositive(matrix: Matrix): number[][] | null {
  const size = matrix.length;
  const factor = matrix.map(() => new Array<number>(size).fill(0));
  const entry = (i: number, j: number) => factor[i]?.[j] ?? 0;
  for (let i = 0; i < size; i += 1)
    for (let j = 0; j <= i; j += 1) {
      let rest = matrix[i]?.[j] ?? NaN;
      for (let k = 0; k < j; k += 1) rest -= entry(i, k) * entry(j, k);
      // Next to nothing beside its own diagonal is nothing: the ground is flat that way.
      if (i === j && !(rest > 1e-10 * Math.abs(matrix[i]?.[i] ?? 0))) return null;
      (factor[i] as number[])[j] = i === j ? Math.sqrt(rest) : rest / entry(j, j);
    }
  const columns = matrix.map((_, unit) => {
    const forward: number[] = [];
    for (let i = 0; i < size; i += 1) {
      let rest = i === unit ? 1 : 0;
      for (let k = 0; k < i; k += 1) rest -= entry(i, k) * (forward[k] ?? 0);
      forward[i] = rest / entry(i, i);
    }
    const back = new Array<number>(size).fill(0);
    for (let i = size - 1; i >= 0; i -= 1) {
      let rest = forward[i] ?? 0;
      for (let k = i + 1; k < size; k += 1) rest -= entry(k, i) * (back[k] ?? 0);
      back[i] = rest / entry(i, i);
    }
    return back;
  });
  return columns.map((_, i) => columns.map((column) => column[i] ?? 0));
}
