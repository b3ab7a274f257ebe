import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { enqueue } from "../../queue/queue.server.ts";
import { checkDraft, foldName, type DraftErrors, type SegmentDraft } from "../../segments/editing/draft.ts";
import { findSegment, inTurn, listAll, updateSegment, namesOf, type EditedSegment } from "../../segments/editing/store.server.ts";
import { askedBy, readWhole } from "../../segments/language/answers.ts";
import { askShopify, flowsWouldWait, settleMirrors } from "../../sync/mirrors/wanted.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { isRunning } from "../../visits/pixel.server.ts";

/** `other`: the segment as somebody else has made it meanwhile. */
export type ChangedSegment =
  | { ok: true; segment: EditedSegment }
  | { ok: false; reason: "invalid"; errors: DraftErrors }
  | { ok: false; reason: "gone" }
  | { ok: false; reason: "changed"; other: EditedSegment };

/** A merchant changes a segment. Nothing is written where somebody else has changed it since `seen`. Who is in it now is found by a job, if the query is another. */
export async function changeSegment(
  { shopId }: Shop,
  segmentId: number,
  { seen, ...typed }: SegmentDraft & { seen: number },
  now = clock,
): Promise<ChangedSegment> {
  const checked = checkDraft(typed);
  if (!checked.ok) return { ok: false, reason: "invalid", errors: checked.errors };
  const { draft } = checked;
  return inTurn(db(), shopId, async (tx) => {
    const found = await findSegment(tx, shopId, segmentId);
    if (found === null) return { ok: false, reason: "gone" };
    if (found.revision !== seen) return { ok: false, reason: "changed", other: found };
    if ((await namesOf(tx, shopId, segmentId)).has(foldName(draft.name)))
      return { ok: false, reason: "invalid", errors: { name: "taken" } };
    const all = await listAll(tx, shopId);
    // What asks for visits may stay, and be called otherwise, when nothing is heard of them any more.
    const visits = draft.query === found.query || (await isRunning(tx, shopId));
    const whole = readWhole(draft.query, askedBy(all), found.key, visits);
    if (!whole.ok) return { ok: false, reason: "invalid", errors: { query: whole.problems } };
    const then = askedBy(all.map((one) => (one.segmentId === segmentId ? { ...one, query: draft.query } : one)));
    const waiting = draft.query === found.query ? [] : await flowsWouldWait(tx, shopId, askedBy(all), then);
    if (waiting.length > 0) {
      await askShopify(shopId, waiting, now(), tx);
      const problem = { code: "awaits-shopify" as const, at: 0, length: draft.query.length };
      return { ok: false, reason: "invalid", errors: { query: [problem] } };
    }
    const segment = await updateSegment(tx, shopId, segmentId, draft, now());
    if (segment.query !== found.query) {
      await settleMirrors(tx, shopId, now());
      await enqueue("rebuild-segments", [{ shopId }], { db: tx });
    }
    return { ok: true, segment };
  });
}
