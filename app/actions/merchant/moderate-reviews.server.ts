import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { ReviewHandling } from "../../reviews/handling.ts";
import { decideReviews, replyTo } from "../../reviews/moderation.server.ts";
import { savePublishDays } from "../../reviews/settings.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** `count`: of how many reviews something has changed. Those that were changed since they were seen, or stand so already, are left as they are. */
export type Moderated = { did: ReviewHandling["intent"]; count: number; outcome: "done" | "changed" | "invalid" };

/** Somebody of the shop publishes, rejects, takes back or answers reviews. The same again changes nothing. */
export async function moderateReviews(shop: Shop, handling: ReviewHandling, actor: string, now = clock): Promise<Moderated> {
  const { intent: did } = handling;
  if (handling.intent === "days") {
    await savePublishDays(db(), shop.shopId, handling.days, now());
    return { did, count: 1, outcome: "done" };
  }
  if (handling.intent === "reply" || handling.intent === "unreply") {
    const text = handling.intent === "reply" ? handling.text : null;
    const [about] = handling.reviews;
    if (about === undefined || (handling.intent === "reply" && text === null)) return { did, count: 0, outcome: "invalid" };
    const done = await change(shop, async (tx, at) => ({ result: await replyTo(tx, shop, about, text, actor, at) }), now);
    return { did, count: done ? 1 : 0, outcome: done ? "done" : "changed" };
  }
  const decision =
    handling.intent === "reject"
      ? { state: "rejected" as const, reason: handling.reason }
      : { state: handling.intent === "publish" ? ("published" as const) : ("waiting" as const) };
  const { reviewIds } = await change(
    shop,
    async (tx, at) => {
      const result = await decideReviews(tx, shop, handling.reviews, decision, actor, at);
      return { result, touched: result.touched };
    },
    now,
  );
  return { did, count: reviewIds.length, outcome: reviewIds.length === 0 ? "changed" : "done" };
}
