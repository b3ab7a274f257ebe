import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { scoreCustomers } from "../../insights/scores/score-customers.server.ts";
import { change } from "../../pipeline/change.server.ts";
import { dropStrays, findDrift, forgetSlow, type Limits } from "../../segments/drift.server.ts";
import { loadCompiled } from "../../segments/compiled.server.ts";
import { watch } from "../../segments/moves.server.ts";
import { wantTags } from "../../segments/tags/want.server.ts";
import type { Shop } from "../../shops/shop.ts";

/**
 * Brings memberships of the whole shop up to now: after a backfill, after a change of a segment, of the shop's zone or currency, and as the nightly
 * repair. @returns how many customers differed
 */
export async function rebuildSegments(shop: Shop, now = clock, limits?: Limits): Promise<number> {
  await dropStrays(db(), shop.shopId);
  await forgetSlow(db(), shop.shopId);
  await watch(db(), shop, now());
  const differed = await followDrift(shop, "segments", now, limits);
  // Segments give other tags perhaps, or are no more.
  await change(
    shop,
    async (tx, at) => {
      const { taggings } = await loadCompiled(tx, shop, at);
      await wantTags(tx, shop.shopId, null, taggings, at);
      return { result: null };
    },
    now,
  );
  return differed;
}

/** What a whole shop may have been changed by at once, and which segments look at it; null: all of them. */
const OF_ALL = { segments: null, scores: ["scores"], catalog: ["catalog"] } as const;

/** Finds what differs step by step beside the shop's other work, and changes only that. */
export async function followDrift(shop: Shop, cause: keyof typeof OF_ALL, now = clock, limits?: Limits): Promise<number> {
  let differed = 0;
  for (let after: bigint | null = null, first = true; first || after !== null; first = false) {
    const found: Awaited<ReturnType<typeof findDrift>> = await findDrift(db(), shop, after, now(), OF_ALL[cause], limits);
    const { customerIds, next } = found;
    if (customerIds.length > 0) await change(shop, () => Promise.resolve({ result: null, moved: { [cause]: customerIds } }), now);
    differed += customerIds.length;
    after = next;
  }
  return differed;
}

/** Scores every customer of a shop anew, and lets segments that ask for scores follow. */
export async function scoreShop(shop: Shop, { refit = false } = {}, now = clock): Promise<void> {
  await scoreCustomers(db(), shop, now(), { refit });
  await followDrift(shop, "scores", now);
}
