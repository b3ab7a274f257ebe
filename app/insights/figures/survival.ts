/** How long somebody was watched, and whether what was waited for came at the end of it; if not, it may come later (censored). `customers` of them; one unless told. */
export type Wait = { readonly days: number; readonly came: boolean; readonly customers?: number };

/** After so many days it has not come yet for this share, with the share's standard error (Greenwood). */
export type Step = {
  readonly days: number;
  readonly atRisk: number;
  readonly events: number;
  readonly share: number;
  readonly error: number;
};

/**
 * Kaplan and Meier's estimate of for whom something has not happened yet. Who was not watched for long enough counts as long as they were; at equal times what happened counts
 * before watching ended. One step a day on which it happened.
 */
export function survival(waits: readonly Wait[]): Step[] {
  const byDay = Map.groupBy(waits, ({ days }) => days);
  const steps: Step[] = [];
  let [atRisk, share, greenwood] = [sizeOf(waits), 1, 0];
  for (const days of [...byDay.keys()].sort((a, b) => a - b)) {
    const here = byDay.get(days) ?? [];
    const events = sizeOf(here.filter(({ came }) => came));
    if (events > 0) {
      share *= 1 - events / atRisk;
      greenwood += atRisk === events ? 0 : events / (atRisk * (atRisk - events));
      steps.push({ days, atRisk, events, share, error: share * Math.sqrt(greenwood) });
    }
    atRisk -= sizeOf(here);
  }
  return steps;
}

/** After how many days it has come for a share of all, a half or a quarter; null: not yet, which is an answer. */
export function reachedBy(steps: readonly Step[], share: number): number | null {
  return steps.find((step) => step.share <= 1 - share + 1e-12)?.days ?? null;
}

/** Between which shares the true one lies, with a certainty of 95 %: Greenwood's error on the logarithm, so that it never leaves 0 to 1. */
function shareRange({ share, error }: Step): { low: number; high: number } {
  if (share === 0) return { low: 0, high: 0 };
  const factor = Math.exp((1.96 * error) / share);
  return { low: share / factor, high: Math.min(1, share * factor) };
}

/** When it has come for a share of all, and the days between which that is, with a certainty of 95 %; null: not yet. */
export type Reached = { share: number; days: number | null; earliest: number | null; latest: number | null };

export function reached(steps: readonly Step[], share: number): Reached {
  const left = 1 - share + 1e-12;
  return {
    ...{ share, days: reachedBy(steps, share) },
    earliest: steps.find((step) => shareRange(step).low <= left)?.days ?? null,
    latest: steps.find((step) => shareRange(step).high <= left)?.days ?? null,
  };
}

/** A survival curve as pages show it: quartiles, and the share for whom it has come week by week, as far as anybody was watched. */
export type Waited = { reached: Reached[]; curve: { days: number; came: number; low: number; high: number }[] };

const [WEEK, YEAR] = [7, 365];

export function waitedFor(steps: readonly Step[]): Waited {
  const curve: Waited["curve"] = [];
  const until = Math.min(YEAR, steps.at(-1)?.days ?? 0);
  let [at, step] = [0, steps[0]];
  for (let days = 0; days <= until; days += WEEK) {
    for (; (steps[at]?.days ?? Infinity) <= days; at++) step = steps[at];
    const range = at === 0 || step === undefined ? { low: 1, high: 1, share: 1 } : { ...shareRange(step), share: step.share };
    curve.push({ days, came: 1 - range.share, low: 1 - range.high, high: 1 - range.low });
  }
  return { reached: [0.25, 0.5, 0.75].map((share) => reached(steps, share)), curve };
}

function sizeOf(waits: readonly Wait[]): number {
  return waits.reduce((sum, { customers = 1 }) => sum + customers, 0);
}

/** When it has come for half of all. */
export function median({ reached: all }: Waited): Reached | undefined {
  return all.find(({ share }) => share === 0.5);
}
