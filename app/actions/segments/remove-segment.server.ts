import { db } from "../../db.server.ts";
import { enqueue } from "../../queue/queue.server.ts";
import { deleteSegment, findSegment, inTurn } from "../../segments/editing/store.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { listSegmentUses, type SegmentUse } from "./uses.server.ts";

/** `uses`: what would miss it. */
export type RemovedSegment = { ok: true } | { ok: false; reason: "gone" } | { ok: false; reason: "in-use"; uses: SegmentUse[] };

/** A merchant deletes a segment that nothing uses. Its members go with a job, and nobody is told that they have left. */
export function removeSegment({ shopId }: Shop, segmentId: number): Promise<RemovedSegment> {
  return inTurn(db(), shopId, async (tx) => {
    const found = await findSegment(tx, shopId, segmentId);
    if (found === null) return { ok: false, reason: "gone" };
    const uses = await listSegmentUses(tx, shopId, found);
    if (uses.length > 0) return { ok: false, reason: "in-use", uses };
    await deleteSegment(tx, shopId, segmentId);
    await enqueue("rebuild-segments", [{ shopId }], { db: tx });
    return { ok: true };
  });
}
