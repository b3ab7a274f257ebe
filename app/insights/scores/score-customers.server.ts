import type { Db } from "../../db.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { readHistories } from "../predictions/histories.server.ts";
import { readModel, workOutModel } from "../predictions/kept.server.ts";
import { readCuts } from "../rfm/cuts.server.ts";
import { freezeCuts, summarize } from "./days.server.ts";
import { dropUnscored, keepScores } from "./keep.server.ts";
import { tellOfRisk } from "./at-risk.server.ts";
import { scorer } from "./score.ts";
import { shopDay } from "./shop-day.ts";

/** So old a model is learned anew. A night less than a week, so that it stays the same night of each. */
const REFIT_AFTER_MS = 6.5 * DAY_MS;

/**
 * Scores every customer of a shop who has bought, as of today. The model is learned anew once a week, while there is none, and where `refit` asks. Doing it again on the same day gives the
 * same scores, but for orders that have come since.
 */
export async function scoreCustomers(db: Db, shop: Shop, now: Date, { refit = false } = {}): Promise<void> {
  const today = shopDay(shop, now);
  const known = await readModel(db, shop.shopId);
  const usable = known !== null && known.fitted.model !== null && known.fittedAt > plusMs(now, -REFIT_AFTER_MS) && !refit;
  const { fitted } = usable ? known : await workOutModel(db, shop, today, now);
  const cuts = await freezeCuts(db, shop.shopId, today, () => readCuts(db, shop));
  const score = scorer(today, cuts, fitted);
  for await (const buyers of readHistories(db, shop)) {
    const scores = buyers.flatMap((buyer) => {
      const found = score(buyer);
      return found === null ? [] : [{ customerId: buyer.customerId, score: found }];
    });
    if (scores.length === 0) continue;
    // First, while it is known what was kept before: whoever dies in between tells the same again.
    await tellOfRisk(db, shop.shopId, today, scores, now);
    await keepScores(db, shop.shopId, today, scores);
  }
  await dropUnscored(db, shop.shopId, today);
  await summarize(db, shop.shopId, today);
}
