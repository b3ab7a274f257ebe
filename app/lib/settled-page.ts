/** Customers who are settled in one part of a long run. */
export const PAGE = 500;

/** Whose state was another than before, how many were looked at, and after whom the next page begins; null: this was the last. */
export type SettledPage = { changed: bigint[]; seen: number; next: bigint | null };

/** @param rows the next `PAGE` customers by their ids, or fewer where no more are left */
export async function settlePage(
  rows: readonly { customer_id: bigint }[],
  settle: (customerIds: bigint[]) => Promise<bigint[]>,
): Promise<SettledPage> {
  const page = rows.map(({ customer_id }) => customer_id);
  const changed = await settle(page);
  return { changed, seen: page.length, next: page.length < PAGE ? null : (page.at(-1) ?? null) };
}
