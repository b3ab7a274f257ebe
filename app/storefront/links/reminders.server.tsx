import { askOfReminders } from "../../actions/shopper/ask-of-reminders.server.ts";
import { db } from "../../db.server.ts";
import { oneLine } from "../../messages/content/text.ts";
import { linkAnswer } from "../../messages/links/answer.ts";
import { brokenLink } from "../../messages/links/broken.tsx";
import type { LinkTarget } from "../../messages/links/target.ts";
import { findReader, type Reader } from "../../messages/reader.server.ts";
import { readAsked, type AskedKind } from "../../refill/wishes/form.ts";
import { RemindersPage } from "../../refill/wishes/page.tsx";
import { readWishesOf } from "../../refill/wishes/wishes.server.ts";
import type { Shop } from "../../shops/shop.ts";

type RemindersLink = { messageId: bigint; target: Extract<LinkTarget, { to: "reminders" }> };

/** "Later" or "not this product", clicked in an email: asks before it stores. */
export async function showReminders(request: Request, shop: Shop, { messageId, target }: RemindersLink): Promise<Response> {
  const reader = await findReader(db(), shop.shopId, messageId);
  return reader === null ? brokenLink(request) : page(request, shop, reader, target, null);
}

/** What was chosen, of the products that the link names. */
export async function takeWish(
  request: Request,
  shop: Shop,
  { messageId, target }: RemindersLink,
  form: ReadonlyMap<string, string> | null,
): Promise<Response> {
  const asked = form === null ? null : readAsked(form, target.productIds.map(BigInt));
  const reader = asked === null ? await findReader(db(), shop.shopId, messageId) : await askOfReminders(shop, messageId, asked);
  if (reader === null) return brokenLink(request);
  return page(request, shop, reader, target, asked?.what ?? "nothing");
}

async function page(
  request: Request,
  shop: Shop,
  { customerId, locale }: Reader,
  { wish, productIds }: RemindersLink["target"],
  said: AskedKind | "nothing" | null,
): Promise<Response> {
  const products = await readWishesOf(db(), shop.shopId, customerId, productIds.map(BigInt));
  if (products.length === 0) return brokenLink(request);
  const view = { locale, shopName: oneLine(shop.name), timeZone: shop.timeZone, products, first: wish, said };
  return linkAnswer(<RemindersPage view={view} />, locale, said === "nothing" ? 400 : 200);
}
