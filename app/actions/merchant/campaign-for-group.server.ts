import { createCampaign } from "../../campaigns/campaigns.server.ts";
import { NO_PLAN } from "../../campaigns/plan.ts";
import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import type { Locale } from "../../i18n/translate.ts";
import type { Place } from "../../insights/rfm/segment-query.ts";
import type { Shop } from "../../shops/shop.ts";
import { segmentOfGroup } from "./segment-of-group.server.ts";

/**
 * A merchant begins a campaign for a group, or for a cell of the map: a draft whose audience is its segment, which is made where there is none.
 * @returns the draft's id; null where the shop has as many segments or drafts as it may have
 */
export async function campaignForGroup(
  shop: Shop,
  { place, locale, actor }: { place: Place; locale: Locale; actor: string },
  now = clock,
): Promise<number | null> {
  const segment = await segmentOfGroup(shop, { place, locale }, now);
  if (segment === null) return null;
  const plan = { ...NO_PLAN, audience: { kind: "segment" as const, segmentId: segment.segmentId } };
  return createCampaign(db(), shop.shopId, { name: segment.name, plan }, actor, now());
}
