import { db } from "../../db.server.ts";
import { linkSecrets } from "../../env.server.ts";
import { shopperLocale, shopperSays, voiceOf, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { isTransient } from "../../lib/database-errors.ts";
import { within } from "../../lib/patience.ts";
import { MINUTE_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import { isSignature, signatureOf } from "../../messages/links/signature.ts";
import { liveCustomer } from "../../points/ledger.server.ts";
import { createRateGuard } from "../../shops/proxy/rate-guard.ts";
import type { Shop } from "../../shops/shop.ts";
import { refusal, themePage } from "../answer.ts";
import { PATIENCE_MS } from "../limits.ts";
import { wordPage } from "../links/offer-page.ts";
import { receiveVisit } from "../visit.server.ts";

/** Longer than a module's form can be. */
export const LONGEST_FORM = 16_384;
export const mayLook = createRateGuard(60, MINUTE_MS);
export const mayAnswer = createRateGuard(20, MINUTE_MS);

/** `customerId` null: nobody is logged in whom we know; `loggedIn`: somebody is logged in at all. */
export type Asked = { shop: Shop; customerId: bigint | null; loggedIn: boolean; locale: ShopperLocale; handle: string };

/** Whose request it is, in time for Shopify's proxy. Trying again is safe: a form counts once. */
export async function inTime(
  request: Request,
  { handle, wanted, now }: { handle: string; wanted: string | null; now: Date },
  answer: (asked: Asked) => Promise<Response>,
): Promise<Response> {
  const answering = (async () => {
    const visit = await receiveVisit(request, now);
    if (visit instanceof Response) return visit;
    const { shop } = visit;
    const customerId = visit.customerId === null ? null : await liveCustomer(db(), shop.shopId, visit.customerId);
    const locale = shopperLocale(wanted, shop.primaryLocale);
    return answer({ shop, customerId, loggedIn: visit.customerId !== null, locale, handle });
  })();
  try {
    return await within(PATIENCE_MS, answering);
  } catch (error) {
    if (!isTransient(error)) throw error;
    log().warn({ error }, "a shopper is asked to come back to a module");
    answering.catch((failure: unknown) => failure !== error && log().warn({ error: failure }, "a module failed late"));
    const voice = { locale: shopperLocale(wanted), names: {} };
    const words = shopperSays(voice);
    return themePage(voice.locale, wordPage(words.refused, refusal(voice, "busy").message, words.back), 503);
  }
}

/** What a form is known by, that no other site's page knows, and that is good for one customer. @param about what it is for */
export function keyOf({ shop, handle }: Asked, customerId: bigint, about: string): string {
  const [secret = ""] = linkSecrets();
  return signatureOf("module", `${shop.shopId}-${handle}-${customerId}-${about}`, secret);
}

export function isKey(given: string | undefined, { shop, handle }: Asked, customerId: bigint, about: string): boolean {
  return isSignature(given ?? "", "module", `${shop.shopId}-${handle}-${customerId}-${about}`, linkSecrets());
}

export function refused({ shop, locale }: Asked, reason: "too-many" | "unreadable" | "paused", status: number): Response {
  const voice = voiceOf(shop, locale);
  const words = shopperSays(voice);
  return themePage(locale, wordPage(words.refused, refusal(voice, reason).message, words.back), status);
}

/** What there is to say where there is no page. */
export function said({ shop, locale }: Asked, text: string, status: number): Response {
  const words = shopperSays(voiceOf(shop, locale));
  return themePage(locale, wordPage(words.refused, text, words.back), status);
}
