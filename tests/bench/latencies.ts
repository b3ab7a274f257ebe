import { percentile, perSecond, timed, type Measured } from "./figures.ts";

/** Does something again and again, one after the other. */
export async function latencies(
  times: number,
  work: (time: number) => Promise<unknown>,
): Promise<Omit<Measured, "what"> & { p50: number; p99: number }> {
  const ms: number[] = [];
  for (let time = 0; time < times; time += 1) ms.push((await timed(() => work(time))).ms);
  return spread(ms);
}

/** @param ms how long each took */
export function spread(ms: readonly number[]): Omit<Measured, "what"> & { p50: number; p99: number } {
  const sorted = [...ms].sort((a, b) => a - b);
  const all = sorted.reduce((sum, one) => sum + one, 0);
  return { perSecond: perSecond(sorted.length, all), p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
}

export const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
