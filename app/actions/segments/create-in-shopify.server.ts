import { checkDraft, type NameIssue, type SegmentDraft } from "../../segments/editing/draft.ts";
import { read } from "../../segments/language/check.ts";
import { obstacleInShopify } from "../../segments/language/shopify/obstacle.ts";
import type { Shop } from "../../shops/shop.ts";
import { createShopifySegment, type CreatedInShopify } from "../../sync/customers/shopify-segment.server.ts";

/** `unfit`: it cannot be read, or Shopify's segments cannot say it. */
export type ShopifySegment = CreatedInShopify | { ok: false; reason: "name"; issue: NameIssue } | { ok: false; reason: "unfit" };

/** A merchant makes a segment of Shopify's own from what the editor has, saved or not. It is Shopify's from then on: changes of ours are none of it. */
export async function createInShopify(shop: Shop, typed: SegmentDraft): Promise<ShopifySegment> {
  const checked = checkDraft(typed);
  if (!checked.ok)
    return checked.errors.query === undefined && checked.errors.name !== undefined
      ? { ok: false, reason: "name", issue: checked.errors.name }
      : { ok: false, reason: "unfit" };
  const whole = read(checked.draft.query);
  if (!whole.ok || obstacleInShopify(whole.query) !== null) return { ok: false, reason: "unfit" };
  return createShopifySegment(shop, checked.draft);
}
