import { timed } from "../figures.ts";

/** What took how long, in seconds. */
export type Took = [string, number][];

/** Runs one part after the other. @returns how long each took */
export async function inTurn(parts: Readonly<Record<string, () => Promise<unknown>>>): Promise<Took> {
  const took: Took = [];
  for (const [name, work] of Object.entries(parts)) {
    const { ms } = await timed(work);
    took.push([name, ms / 1_000]);
    process.stderr.write(`  ${name}: ${(ms / 1_000).toFixed(1)} s\n`);
  }
  return took;
}
