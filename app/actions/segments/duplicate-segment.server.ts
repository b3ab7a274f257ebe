import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { enqueue } from "../../queue/queue.server.ts";
import { foldName, LONGEST_NAME, numbered } from "../../segments/editing/draft.ts";
import {
  findSegment,
  inTurn,
  insertSegment,
  listAll,
  MOST_SEGMENTS,
  namesOf,
  type EditedSegment,
} from "../../segments/editing/store.server.ts";
import { settleMirrors } from "../../sync/mirrors/wanted.server.ts";
import type { Shop } from "../../shops/shop.ts";

export type DuplicatedSegment = { ok: true; segment: EditedSegment } | { ok: false; reason: "gone" | "too-many" };

/** A merchant makes a segment like another. @param name what it is to be called, in their language; with a number behind it where that is taken */
export function duplicateSegment({ shopId }: Shop, segmentId: number, name: string, now = clock): Promise<DuplicatedSegment> {
  return inTurn(db(), shopId, async (tx) => {
    const found = await findSegment(tx, shopId, segmentId);
    if (found === null) return { ok: false, reason: "gone" };
    if ((await listAll(tx, shopId)).length >= MOST_SEGMENTS) return { ok: false, reason: "too-many" };
    const names = await namesOf(tx, shopId);
    const free = numbered(name.trim(), " ", LONGEST_NAME).find((candidate) => !names.has(foldName(candidate))) ?? name;
    const segment = await insertSegment(tx, shopId, { name: free, query: found.query }, now());
    await settleMirrors(tx, shopId, now());
    await enqueue("rebuild-segments", [{ shopId }], { db: tx });
    return { ok: true, segment };
  });
}
