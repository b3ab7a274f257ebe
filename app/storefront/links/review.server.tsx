import { db } from "../../db.server.ts";
import { brokenLink } from "../../messages/links/broken.tsx";
import type { LinkTarget } from "../../messages/links/target.ts";
import { findReader } from "../../messages/reader.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { showForm, takeReview, type Asking } from "../reviews/form.server.tsx";

type ReviewLink = { messageId: bigint; target: Extract<LinkTarget, { to: "review" }> };

/** Stars that were clicked in an email: asks before it stores. */
export async function showReview(request: Request, shop: Shop, link: ReviewLink): Promise<Response> {
  const asking = await askedBy(shop, link);
  return asking === null ? brokenLink(request) : showForm(request, shop, asking);
}

/** The review that is sent, of whoever got the email. */
export async function takeReviewOf(request: Request, shop: Shop, link: ReviewLink): Promise<Response> {
  const asking = await askedBy(shop, link);
  return asking === null ? brokenLink(request) : takeReview(request, shop, asking);
}

async function askedBy(shop: Shop, { messageId, target }: ReviewLink): Promise<Asking | null> {
  const reader = await findReader(db(), shop.shopId, messageId);
  if (reader === null) return null;
  const { product, stars } = target;
  return { ...reader, productId: BigInt(product), stars: stars === 0 ? null : stars, key: "" };
}
