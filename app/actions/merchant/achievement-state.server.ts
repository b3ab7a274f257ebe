import { findAchievement, setState, type AchievementState } from "../../achievements/achievements.server.ts";
import { startOf } from "../../achievements/progress/periods.ts";
import { startOfDay } from "../../lib/time.ts";
import { change } from "../../pipeline/change.server.ts";
import { enqueue } from "../../queue/queue.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** `begun`: a challenge would begin in the past, with orders that were placed before anybody could know of it; `changed`: it is not what was seen. */
export type StateChange = { ok: true } | { ok: false; reason: "gone" | "begun" | "changed" };

/** A merchant switches an achievement on, pauses or archives it. @param seen the version that they have seen */
export async function changeAchievementState(
  shop: Shop,
  achievementId: number,
  state: Exclude<AchievementState, "draft">,
  seen: number,
): Promise<StateChange> {
  const outcome = await change<StateChange>(shop, async (tx, at) => {
    const known = await findAchievement(tx, shop.shopId, achievementId);
    if (known === null) return { result: { ok: false, reason: "gone" } };
    const { challenge } = known.terms;
    const isFirst = state === "active" && known.activatedAt === null;
    if (isFirst && challenge !== null && startOf(challenge.from, shop.timeZone) < startOfDay(at, shop.timeZone))
      return { result: { ok: false, reason: "begun" } };
    const done = await setState(tx, shop.shopId, achievementId, state, at, seen);
    return { result: done || known.state === state ? { ok: true } : { ok: false, reason: "changed" } };
  });
  if (outcome.ok) await enqueue("publish-program", [{ shopId: shop.shopId }]);
  return outcome;
}
