import type { Spender } from "./gamma-gamma.ts";

/** From here on how often somebody buys says something of how much, which the model takes to be unrelated. */
export const RELATED = 0.3;

/** Pearson's correlation of how often repeat customers bought and what they spent each time; null where one of the two does not vary. */
export function frequencyAndValue(spenders: readonly Spender[]): number | null {
  const known = spenders.filter(({ repeats, mean }) => repeats > 0 && mean > 0);
  const [x, y] = [average(known.map(({ repeats }) => repeats)), average(known.map(({ mean }) => mean))];
  let [together, ofX, ofY] = [0, 0, 0];
  for (const { repeats, mean } of known) {
    together += (repeats - x) * (mean - y);
    ofX += (repeats - x) ** 2;
    ofY += (mean - y) ** 2;
  }
  return ofX > 0 && ofY > 0 ? together / Math.sqrt(ofX * ofY) : null;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
