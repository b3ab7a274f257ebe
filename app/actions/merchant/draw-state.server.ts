import { findDraw, setState, type DrawState } from "../../draws/draws.server.ts";
import { opensAt } from "../../draws/content/days.ts";
import { valueOf, type RewardTerms } from "../../rewards/reward.ts";
import { findReward } from "../../rewards/rewards.server.ts";
import { now as clock } from "../../clock.server.ts";
import { startOfDay } from "../../lib/time.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** `begun`: its first day has passed before anybody could know of it; `reward`: one of its rewards is gone, or worth what somebody spends on it; `changed`: it is not what was seen. */
export type DrawChange = { ok: true } | { ok: false; reason: "gone" | "begun" | "reward" | "changed" };

/** A merchant switches a draw on, pauses it or ends it. @param seen the version that they have seen */
export function changeDrawState(
  shop: Shop,
  drawId: number,
  state: Exclude<DrawState, "draft">,
  seen: number,
  now = clock,
): Promise<DrawChange> {
  return change<DrawChange>(
    shop,
    async (tx, at) => {
      const known = await findDraw(tx, shop.shopId, drawId);
      if (known === null) return { result: { ok: false, reason: "gone" } };
      if (known.state === state) return { result: { ok: true } };
      const rewardTerms: Record<string, RewardTerms> = {};
      if (state === "active" && known.activatedAt === null) {
        if (opensAt(known.terms, shop.timeZone) < startOfDay(at, shop.timeZone))
          return { result: { ok: false, reason: "begun" } };
        for (const { rewardId } of known.terms.prizes) {
          if (rewardId === null) continue;
          const reward = await findReward(tx, shop.shopId, rewardId);
          if (reward === null || reward.state === "archived" || !canBeWon(reward.terms))
            return { result: { ok: false, reason: "reward" } };
          rewardTerms[String(rewardId)] = reward.terms;
        }
      }
      const done = await setState(tx, shop, drawId, { state, rewardTerms }, at, seen);
      return { result: done ? { ok: true } : { ok: false, reason: "changed" } };
    },
    now,
  );
}

/** Where the value follows from the points spent, there is none without them. */
function canBeWon(terms: RewardTerms): boolean {
  return (terms.kind !== "amount" && terms.kind !== "slider") || valueOf(terms, 0n) > 0n;
}
