import { now as clock } from "../../clock.server.ts";
import { db, type Db } from "../../db.server.ts";
import { draftFrom, EMPTY_DRAFT, type Draft } from "../../flows/editing/draft.ts";
import { createFlow } from "../../flows/flows.server.ts";
import type { FlowPreset } from "../../flows/presets/preset.ts";
import { emailsOf, flowPresets, percentsOf, type FlowPresetKey } from "../../flows/presets/presets.ts";
import { isPresetKey } from "../../messages/content/presets/registry.ts";
import { listEmails } from "../../messages/content/store/emails.server.ts";
import { createFromPreset } from "../../messages/content/store/publish.server.ts";
import { isPercentOff, percentOff } from "../../rewards/reward.ts";
import { createReward, listRewards } from "../../rewards/rewards.server.ts";
import { inLockedShop } from "../../shops/lock.server.ts";
import type { Shop } from "../../shops/shop.ts";

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

/** What the shop has of a preset is used again, and the rest is made. Two who begin at once wait for each other, so that nothing is made twice. */
function withOwn(shop: Shop, preset: FlowPreset, actor: string, at: Date): Promise<Draft> {
  return inLockedShop(db(), shop.shopId, async (tx) => {
    const emailIds = await ownEmails(shop, emailsOf(preset), actor, at);
    return draftFrom(preset, emailIds, await ownRewards(tx, shop.shopId, percentsOf(preset), at));
  });
}

/** By the name of the preset that each was made from. Missing where the shop has as many emails as it may have. */
async function ownEmails(shop: Shop, presets: readonly string[], actor: string, at: Date): Promise<Map<string, number>> {
  const known = await listEmails(shop.shopId);
  const found = new Map<string, number>();
  for (const preset of new Set(presets)) {
    const own = known.find((email) => email.preset === preset && email.published !== null);
    const emailId = own?.emailId ?? (isPresetKey(preset) ? await createFromPreset(shop, preset, actor, at) : null);
    if (emailId !== null) found.set(preset, emailId);
  }
  return found;
}

/** By the percents that they take off. A new one is not offered to shoppers. */
async function ownRewards(tx: Db, shopId: number, percents: readonly number[], at: Date): Promise<Map<number, number>> {
  const known = (await listRewards(tx, shopId)).filter(({ state }) => state !== "archived");
  const found = new Map<number, number>();
  for (const percent of new Set(percents)) {
    // What nobody is offered was made for this.
    const fitting = known.filter(({ terms }) => isPercentOff(terms, percent));
    const own = fitting.find(({ state }) => state === "paused") ?? fitting[0];
    found.set(percent, own?.rewardId ?? (await createReward(shopId, percentOff(percent), at, "paused")));
  }
  return found;
}
