/**
 * Seconds that this process has computed for a piece of work. Unlike the wall clock's, they do not grow while a busy machine lets it wait, so a test may
 * hold them against a bound that only another order of growth exceeds.
 */
export async function computedSeconds(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
