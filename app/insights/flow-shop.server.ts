import type { Db } from "../db.server.ts";
import { listEmails } from "../messages/content/store/emails.server.ts";
import { readRules } from "../messages/timing/sending-rules.server.ts";
import { currentProgram } from "../program/versions.server.ts";
import type { Texts } from "../program/rules/texts.ts";
import { listRewards } from "../rewards/rewards.server.ts";
import { listSegments } from "../segments/segments.server.ts";
import type { Shop } from "../shops/shop.ts";

/** What of the shop's a flow can name, with what each is called. */
export type FlowShop = {
  emails: { emailId: number; name: string; published: boolean }[];
  /** `title` by language. */
  rewards: { rewardId: number; title: Texts; archived: boolean }[];
  /** `awaiting`: Shopify has still to say who is in it. */
  segments: { segmentId: number; key: string; name: string; awaiting: boolean }[];
  tiers: { key: string; name: Texts }[];
  /** Whether the merchant has said that emails about similar goods may go to buyers without consent (§ 7 (3) UWG). */
  existingCustomers: boolean;
};

export async function readFlowShop(db: Db, shop: Shop, now: Date): Promise<FlowShop> {
  const [emails, rewards, segments, { rules }, sending] = await Promise.all([
    listEmails(shop.shopId),
    listRewards(db, shop.shopId),
    listSegments(db, shop.shopId),
    currentProgram(db, shop.shopId, now),
    readRules(shop.shopId),
  ]);
  return {
    emails: emails.map(({ emailId, name, published }) => ({ emailId, name, published: published !== null })),
    rewards: rewards.map(({ rewardId, terms, state }) => ({ rewardId, title: terms.title, archived: state === "archived" })),
    segments: segments.map(({ segmentId, key, name, awaiting }) => ({ segmentId, key, name, awaiting })),
    tiers: (rules.tiers?.levels ?? []).map(({ key, name }) => ({ key, name })),
    existingCustomers: sending.existingCustomersSince !== null,
  };
}
