import { now as clock } from "../../clock.server.ts";
import type { CampaignPreset } from "../../campaigns/campaign.ts";
import { createCampaign } from "../../campaigns/campaigns.server.ts";
import { EARLY_HOURS, NO_PLAN, type Plan } from "../../campaigns/plan.ts";
import { db } from "../../db.server.ts";
import { translator, type Locale } from "../../i18n/translate.ts";
import { listEmails } from "../../messages/content/store/emails.server.ts";
import { createFromPreset } from "../../messages/content/store/publish.server.ts";
import { inLockedShop } from "../../shops/lock.server.ts";
import type { Shop } from "../../shops/shop.ts";

type Beginning = {
  preset: CampaignPreset;
  locale: Locale;
  actor: string;
  segment?: { segmentId: number; name: string } | null;
};

/**
 * A merchant begins a campaign: from nothing, or with the email and the time of a preset. It is a draft, and does nothing yet.
 * @param segment whom it is for, where that is known; the draft is called after it
 * @returns its id; null where the shop has as many drafts as it may have
 */
export async function startCampaign(
  shop: Shop,
  { preset, locale, actor, segment = null }: Beginning,
  now = clock,
): Promise<number | null> {
  const at = now();
  const t = translator(locale);
  const audience = segment === null ? null : { kind: "segment" as const, segmentId: segment.segmentId };
  if (preset === "blank") {
    const draft = { name: segment?.name ?? t("campaigns.untitled"), plan: { ...NO_PLAN, audience } };
    return createCampaign(db(), shop.shopId, draft, actor, at);
  }
  // Two who begin at once wait for each other, so that the email is made once.
  return inLockedShop(db(), shop.shopId, async (tx) => {
    const plan = { ...(await earlyAccess(shop, actor, at)), audience };
    return createCampaign(tx, shop.shopId, { name: t("campaigns.earlyAccess"), plan }, actor, at);
  });
}

/** Two days before a date, to whom the merchant chooses. */
async function earlyAccess(shop: Shop, actor: string, at: Date): Promise<Plan> {
  const own = (await listEmails(shop.shopId)).find(({ preset, published }) => preset === "early-access" && published !== null);
  const emailId = own?.emailId ?? (await createFromPreset(shop, "early-access", actor, at));
  return { ...NO_PLAN, emailId, timing: { kind: "before", hours: EARLY_HOURS }, about: { day: "", time: "10:00" } };
}
