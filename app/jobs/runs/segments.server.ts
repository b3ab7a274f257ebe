import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { change } from "../../pipeline/change.server.ts";
import { dropStrays, findDrift } from "../../segments/drift.server.ts";
import type { Shop } from "../../shops/shop.ts";

/**
 * Brings memberships of the whole shop up to now: after a backfill, after a change of a segment, of the shop's zone or currency, and as the nightly
 * repair. Finds what differs step by step beside the shop's other work, and changes only that. @returns how many customers differed
 */
export async function rebuildSegments(shop: Shop, now = clock): Promise<number> {
  await dropStrays(db(), shop.shopId);
  let differed = 0;
  for (let after: bigint | null = null, first = true; first || after !== null; first = false) {
    const { customerIds, next }: Awaited<ReturnType<typeof findDrift>> = await findDrift(db(), shop, after, now());
    if (customerIds.length > 0)
      await change(shop, () => Promise.resolve({ result: null, moved: { segments: customerIds } }), now);
    differed += customerIds.length;
    after = next;
  }
  return differed;
}
