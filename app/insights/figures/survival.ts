/** How long somebody was watched, and whether what was waited for came at the end of it; if not, it may come later (censored). */
export type Wait = { readonly days: number; readonly came: boolean };

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
  let [atRisk, share, greenwood] = [waits.length, 1, 0];
  for (const days of [...byDay.keys()].sort((a, b) => a - b)) {
    const here = byDay.get(days) ?? [];
    const events = here.filter(({ came }) => came).length;
    if (events > 0) {
      share *= 1 - events / atRisk;
      greenwood += atRisk === events ? 0 : events / (atRisk * (atRisk - events));
      steps.push({ days, atRisk, events, share, error: share * Math.sqrt(greenwood) });
    }
    atRisk -= here.length;
  }
  return steps;
}

/** After how many days it has come for a share of all, a half or a quarter; null: not yet, which is an answer. */
export function reachedBy(steps: readonly Step[], share: number): number | null {
  return steps.find((step) => step.share <= 1 - share + 1e-12)?.days ?? null;
}
