import { now as clock } from "../../clock.server.ts";
import type { Campaign } from "../../campaigns/campaign.ts";
import { findCampaign, saveCampaign, steer } from "../../campaigns/campaigns.server.ts";
import { problemsOf, type Plan } from "../../campaigns/plan.ts";
import { db } from "../../db.server.ts";
import { readFlowShop } from "../../insights/flow-shop.server.ts";
import { missingForAdvertising } from "../../shops/settings/settings.ts";
import { readSettings } from "../../shops/settings/settings.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** A campaign as its form has it; `seen`: the revision that it began from. */
export type Typed = { name: string; plan: Plan; seen: number };

export type Scheduled =
  | { ok: true; campaign: Campaign }
  | { ok: false; reason: "gone" | "incomplete" | "past" | "no-sender" }
  | { ok: false; reason: "changed"; other: Campaign };

/**
 * A merchant sends a campaign as it is typed, or has it sent when its time comes. Nothing is written where anything is missing or wrong by now, or somebody has
 * changed or sent it meanwhile.
 */
export async function scheduleCampaign(
  shop: Shop,
  campaignId: number,
  { name, plan, seen }: Typed,
  actor: string,
  now = clock,
): Promise<Scheduled> {
  const at = now();
  const found = await findCampaign(db(), shop.shopId, campaignId);
  if (found === null) return { ok: false, reason: "gone" };
  if (found.revision !== seen || found.state !== "draft") return { ok: false, reason: "changed", other: found };
  const problems = problemsOf(plan, await readFlowShop(db(), shop, at), shop.timeZone, at);
  if (problems.timing === "past") return { ok: false, reason: "past" };
  if (Object.keys(problems).length > 0) return { ok: false, reason: "incomplete" };
  if (missingForAdvertising(await readSettings(shop.shopId)).length > 0) return { ok: false, reason: "no-sender" };
  const saved = await saveCampaign(db(), shop.shopId, campaignId, { name, plan, seen }, actor, at);
  if (!saved.ok) return saved;
  return steer(db(), shop, campaignId, { step: "schedule", seen: saved.campaign.revision }, actor, at);
}
