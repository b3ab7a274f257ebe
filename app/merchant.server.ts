import { findLocale, type Locale } from "./i18n/translate.ts";
import { ensureInstalled } from "./install.server.ts";
import { authenticateAdmin } from "./shopify.server.ts";
import type { Shop } from "./shops/shop.ts";

export type Merchant = {
  shop: Shop;
  /**
   * The language of the admin. Shopify names it in the address of the first request only, and cookies do not work in the admin's frame: so
   * the layout's loader decides once for the life of a document, the browser keeps that decision, and loaders and actions below it answer
   * with facts and codes instead of words.
   */
  locale: Locale;
  /** For ledger and audit: `merchant:<Shopify user id>`. */
  actor: string;
};

/**
 * Who is asking, for every admin route. The first visit after an install sets the shop up.
 * @throws Response as Shopify's library wants it answered (bounce page, 401 with retry header, redirect into the admin)
 */
export async function authenticateMerchant(request: Request): Promise<Merchant> {
  const { session, sessionToken } = await authenticateAdmin(request);
  const shop = await ensureInstalled(session.shop);
  const asked =
    findLocale(new URL(request.url).searchParams.get("locale")) ?? findLocale(session.onlineAccessInfo?.associated_user.locale);
  return { shop, locale: asked ?? findLocale(shop.primaryLocale) ?? "en", actor: `merchant:${sessionToken.sub}` };
}
