/** What counted of an affiliate's orders on a day ("2026-11-30") of the shop, in minor units, and from which turnover on the terms of its orders have another rate. */
export type Day = { affiliateId: bigint; day: string; netMinor: bigint; steps: readonly bigint[] };
export type AffiliateDay = Pick<Day, "affiliateId" | "day">;

export const dayKey = ({ affiliateId, day }: AffiliateDay): string => `${affiliateId}:${day}`;
const monthKey = ({ affiliateId, day }: AffiliateDay): string => `${affiliateId}:${day.slice(0, 7)}`;

/** What had been turned over in the calendar month when a day began, by `dayKey`. @param days all of the months in question */
export function volumesBefore(days: readonly Day[]): Map<string, bigint> {
  const volumes = new Map<string, bigint>();
  for (const month of Map.groupBy(days, monthKey).values()) {
    let volume = 0n;
    for (const day of month.toSorted((a, b) => (a.day < b.day ? -1 : 1))) {
      volumes.set(dayKey(day), volume);
      volume += day.netMinor;
    }
  }
  return volumes;
}

/**
 * Days on which orders that have not changed themselves may have another rate now: a step lies between what had been turned over before one of them, then and now. On all other days none is crossed.
 * @param before all days of the months in question, as they were @param after as they are @param changed those of whose orders something has changed
 */
export function movedDays(before: readonly Day[], after: readonly Day[], changed: readonly AffiliateDay[]): AffiliateDay[] {
  const touched = new Set(changed.map(dayKey));
  const known = new Map(before.map((day) => [dayKey(day), day]));
  const [then, now] = [volumesBefore(before), volumesBefore(after)];
  return after.filter((day) => {
    const key = dayKey(day);
    const to = now.get(key) ?? 0n;
    const from = then.get(key) ?? to;
    if (from === to && !touched.has(key)) return false;
    const low = from < to ? from : to;
    const ends = [from + (known.get(key)?.netMinor ?? 0n), to + day.netMinor];
    return day.steps.some((step) => step > low && ends.some((end) => step <= end));
  });
}
