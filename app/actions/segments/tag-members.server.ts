import { db } from "../../db.server.ts";
import { enqueue } from "../../queue/queue.server.ts";
import { inTurn } from "../../segments/editing/store.server.ts";
import { setTag, type TagRefusal } from "../../segments/tags/settings.server.ts";
import type { Shop } from "../../shops/shop.ts";

/**
 * A merchant lets customers have a tag in Shopify while they are in a segment, or no longer. Who has to get it, or to lose it, is found by a job.
 * @returns why not; null when it is done
 */
export function tagMembers({ shopId }: Shop, segmentId: number, tag: string | null): Promise<TagRefusal | null> {
  return inTurn(db(), shopId, async (tx) => {
    const refused = await setTag(tx, shopId, segmentId, tag);
    if (refused === null) await enqueue("rebuild-segments", [{ shopId }], { db: tx });
    return refused;
  });
}
