import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { enqueue } from "../../queue/queue.server.ts";
import { checkDraft, foldName, type DraftErrors, type SegmentDraft } from "../../segments/editing/draft.ts";
import {
  inTurn,
  insertSegment,
  listAll,
  MOST_SEGMENTS,
  namesOf,
  type EditedSegment,
} from "../../segments/editing/store.server.ts";
import { askedBy, readWhole } from "../../segments/language/answers.ts";
import { settleMirrors } from "../../sync/mirrors/wanted.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { isRunning } from "../../visits/pixel.server.ts";

export type CreatedSegment =
  | { ok: true; segment: EditedSegment }
  | { ok: false; reason: "invalid"; errors: DraftErrors }
  | { ok: false; reason: "too-many" };

/** A merchant makes a segment; its members are found by a job. @param draft `key`: of a ready-made one, what the app calls it; else it comes from the name */
export async function createSegment(
  { shopId }: Shop,
  { key, ...typed }: SegmentDraft & { key?: string },
  now = clock,
): Promise<CreatedSegment> {
  const checked = checkDraft(typed);
  if (!checked.ok) return { ok: false, reason: "invalid", errors: checked.errors };
  const { draft } = checked;
  return inTurn(db(), shopId, async (tx) => {
    const all = await listAll(tx, shopId);
    if (all.length >= MOST_SEGMENTS) return { ok: false, reason: "too-many" };
    const whole = readWhole(draft.query, askedBy(all), null, await isRunning(tx, shopId));
    if (!whole.ok) return { ok: false, reason: "invalid", errors: { query: whole.problems } };
    if ((await namesOf(tx, shopId)).has(foldName(draft.name))) return { ok: false, reason: "invalid", errors: { name: "taken" } };
    const segment = await insertSegment(tx, shopId, key === undefined ? draft : { ...draft, key }, now());
    await settleMirrors(tx, shopId, now());
    await enqueue("rebuild-segments", [{ shopId }], { db: tx });
    return { ok: true, segment };
  });
}
