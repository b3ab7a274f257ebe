import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { draftFrom, EMPTY_DRAFT, type Draft } from "../../flows/editing/draft.ts";
import { createFlow } from "../../flows/flows.server.ts";
import { emailsOf, flowPresets, percentsOf, type FlowPreset, type FlowPresetKey } from "../../flows/presets/presets.ts";
import { isPercentOff, percentOff } from "../../rewards/reward.ts";
import { createReward, listRewards } from "../../rewards/rewards.server.ts";
import { inLockedShop } from "../../shops/lock.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { emailsOfPresets } from "./flow-emails.server.ts";

/**
 * A merchant begins a flow: from one of the presets, with emails and rewards of the shop's own, or from nothing. It is a draft, and does nothing yet.
 * @returns the new flow's id
 */
export async function startFlow(
  shop: Shop,
  { preset, actor }: { preset: FlowPresetKey | null; actor: string },
  now = clock,
): Promise<number> {
  const at = now();
  const draft = preset === null ? EMPTY_DRAFT : await withOwn(shop, flowPresets[preset], actor, at);
  return createFlow(shop.shopId, { preset, name: null, draft }, actor, at);
}

async function withOwn(shop: Shop, preset: FlowPreset, actor: string, at: Date): Promise<Draft> {
  const emailIds = await emailsOfPresets(shop, emailsOf(preset), actor, at);
  return draftFrom(preset, emailIds, await rewardsOf(shop, percentsOf(preset), at));
}

/** The shop's rewards of these percents: one that it has, else a new one that is not offered to shoppers. Two who begin at once wait for each other. */
function rewardsOf(shop: Shop, percents: readonly number[], at: Date): Promise<Map<number, number>> {
  return inLockedShop(db(), shop.shopId, async (tx) => {
    const known = (await listRewards(tx, shop.shopId)).filter(({ state }) => state !== "archived");
    const found = new Map<number, number>();
    for (const percent of new Set(percents)) {
      // What nobody is offered was made for this.
      const fitting = known.filter(({ terms }) => isPercentOff(terms, percent));
      const own = fitting.find(({ state }) => state === "paused") ?? fitting[0];
      found.set(percent, own?.rewardId ?? (await createReward(shop.shopId, percentOff(percent), at, "paused")));
    }
    return found;
  });
}
