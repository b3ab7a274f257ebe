/**
 * How many emails a flow is expected to send on each day from today on: what its forecast says of days ahead; of today what is left of it, for what has left since counts among what was sent.
 * @param days emails by day, "2026-12-01", as of when the forecast was made; @param sentSince emails that have left since
 */
export function expectedFrom(days: Readonly<Record<string, number>>, today: string, sentSince: number): Map<string, number> {
  const until = Object.entries(days).filter(([day]) => day <= today);
  const due = until.reduce((sum, [, emails]) => sum + emails, 0);
  // What was expected of days that are over and has not left is no longer expected of them, but does not come on top of today either.
  const rest = Math.min(days[today] ?? 0, Math.max(0, due - sentSince));
  const ahead = Object.entries(days).filter(([day]) => day > today);
  return new Map([...(rest > 0 ? [[today, rest] as const] : []), ...ahead]);
}
