import { db } from "../db.server.ts";
import { shopperLocale, shopperSays, voiceOf, type ShopperLocale } from "../i18n/shopper/say.ts";
import type { ShopperRefusal } from "../i18n/shopper/shopper-words.ts";
import { isTransient } from "../lib/database-errors.ts";
import { within } from "../lib/patience.ts";
import { log } from "../log.server.ts";
import { liveCustomer } from "../points/ledger.server.ts";
import { AdminApiError } from "../shopify.server.ts";
import type { Shop } from "../shops/shop.ts";
import { refusal, themePage, wordPage } from "./answer.ts";
import { PATIENCE_MS } from "./limits.ts";
import { receiveVisit } from "./visit.server.ts";

/** Who looks at a page of ours in the theme. `customerId` null: nobody is logged in whom we know; `loggedIn`: somebody is logged in at all. */
export type PageVisit = { shop: Shop; customerId: bigint | null; loggedIn: boolean; locale: ShopperLocale };

/**
 * Answers in time for Shopify's proxy. Where the database or Shopify is away, the shopper is asked to come back: whatever is answered here must be safe to ask for again.
 * @param asked `wanted`: the language that the page was opened in; `page`: what the log calls it
 */
export async function pageInTime(
  request: Request,
  { wanted, page, now }: { wanted: string | null; page: string; now: Date },
  answer: (visit: PageVisit) => Promise<Response>,
): Promise<Response> {
  const answering = (async () => {
    const visit = await receiveVisit(request, now);
    if (visit instanceof Response) return visit;
    const { shop } = visit;
    const customerId = visit.customerId === null ? null : await liveCustomer(db(), shop.shopId, visit.customerId);
    return answer({ shop, customerId, loggedIn: visit.customerId !== null, locale: shopperLocale(wanted, shop.primaryLocale) });
  })();
  try {
    return await within(PATIENCE_MS, answering);
  } catch (error) {
    if (!isTransient(error) && !(error instanceof AdminApiError)) throw error;
    log().warn({ error, page }, "a shopper is asked to come back");
    answering.catch(
      (failure: unknown) => failure !== error && log().warn({ error: failure, page }, "a shopper's page failed late"),
    );
    const voice = { locale: shopperLocale(wanted), names: {} };
    const words = shopperSays(voice);
    return themePage(voice.locale, wordPage(words.refused, refusal(voice, "busy").message, words.back), 503);
  }
}

export function refused(visit: Pick<PageVisit, "shop" | "locale">, reason: ShopperRefusal, status: number): Response {
  return said(visit, refusal(voiceOf(visit.shop, visit.locale), reason).message, status);
}

/** What there is to say where there is no page. */
export function said({ shop, locale }: Pick<PageVisit, "shop" | "locale">, text: string, status: number): Response {
  const words = shopperSays(voiceOf(shop, locale));
  return themePage(locale, wordPage(words.refused, text, words.back), status);
}
