import { claimOffer } from "../../actions/referrals/claim-offer.server.ts";
import { db } from "../../db.server.ts";
import { fillIn, shopperLocale, shopperSays, voiceOf, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { isTransient } from "../../lib/database-errors.ts";
import { lowerAddress } from "../../lib/lower-address.ts";
import { within } from "../../lib/patience.ts";
import { HOUR_MS, MINUTE_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import { isAddress } from "../../messages/channels/email/address.ts";
import { liveCustomer } from "../../points/ledger.server.ts";
import type { Offer } from "../../referrals/landing/offer.ts";
import { referralWords } from "../../referrals/landing/words.ts";
import { readLinkCode } from "../../referrals/links/code.server.ts";
import { findLink, hasOrdered, type Link } from "../../referrals/links/links.server.ts";
import { AdminApiError } from "../../shopify.server.ts";
import { readForm, type ProxyVisit } from "../../shops/proxy/proxy-visit.server.ts";
import { createRateGuard } from "../../shops/proxy/rate-guard.ts";
import { visitorOf } from "../../shops/proxy/visitor.server.ts";
import { refusal, themePage } from "../answer.ts";
import { runningFor } from "../api/account.server.ts";
import { PATIENCE_MS } from "../limits.ts";
import { receiveVisit } from "../visit.server.ts";
import { visitorWithinRate } from "../visitor.server.ts";
import { codePage, offerPage, wordPage } from "./offer-page.ts";

const LONGEST_FORM = 4_096;
/** Many visitors may share an address; a code is a discount in Shopify, and each process counts for itself (referrals/links/claims.server.ts has the shop's cap). */
const visitorMayAsk = createRateGuard(10, MINUTE_MS);
const linkMayGive = createRateGuard(60, HOUR_MS);

type Asked = { shop: ProxyVisit["shop"]; customerId: bigint | null; locale: ShopperLocale };

/** The page behind an advocate's link. It reads, and writes nothing: programs that look ahead open it as often as they like. */
export async function showOffer(request: Request, typed: string, now: Date): Promise<Response> {
  return inTime(request, now, new URL(request.url).searchParams.get("l"), async (asked) => {
    if (!visitorWithinRate(asked.shop, request, now)) return refused(asked, "too-many", 429);
    const link = await openLink(asked, typed, now);
    if (link === null) return gone(asked);
    return (await turnedAway(asked, link)) ?? themePage(asked.locale, offerPage(offerOf(asked, link), null));
  });
}

/** A friend asks for their code. What is answered never depends on what is known of the address. */
export async function takeFriend(request: Request, typed: string, now: Date): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  const form = await readForm(request, LONGEST_FORM);
  return inTime(request, now, form?.get("l") ?? null, async (asked) => {
    const { shop, locale } = asked;
    if (form === null || (form.get("website") ?? "") !== "") return refused(asked, "unreadable", 422);
    if (!visitorMayAsk(`${shop.shopId}:${visitorOf(request)}`, now)) return refused(asked, "too-many", 429);
    const link = await openLink(asked, typed, now);
    if (link === null) return gone(asked);
    const away = await turnedAway(asked, link);
    if (away !== null) return away;
    const offer = offerOf(asked, link);
    const written = form.get("email") ?? "";
    const email = lowerAddress(written);
    if (email.length > 254 || !isAddress(email))
      return themePage(locale, offerPage(offer, { email: written.slice(0, 254), text: referralWords[locale].missing }), 422);
    if (!linkMayGive(`${shop.shopId}:${link.advocateId}`, now)) return refused(asked, "too-many", 429);
    const claim = await claimOffer(shop, link, email);
    if (claim === null) return refused(asked, "too-many", 429);
    return themePage(locale, codePage({ ...offer, terms: claim.terms }, claim));
  });
}

/** Whose request it is, in time for Shopify's proxy. Where the database or Shopify is away, the friend may try again: asking twice gives the same code. */
async function inTime(
  request: Request,
  now: Date,
  wanted: string | null,
  answer: (asked: Asked) => Promise<Response>,
): Promise<Response> {
  const answering = (async () => {
    const visit = await receiveVisit(request, now);
    if (visit instanceof Response) return visit;
    return answer({ ...visit, locale: shopperLocale(wanted, visit.shop.primaryLocale) });
  })();
  try {
    return await within(PATIENCE_MS, answering);
  } catch (error) {
    if (!isTransient(error) && !(error instanceof AdminApiError)) throw error;
    log().warn({ error }, "a friend is asked to try again");
    answering.catch((failure: unknown) => failure !== error && log().warn({ error: failure }, "a friend's code failed late"));
    const locale = shopperLocale(wanted);
    const voice = { locale, names: {} };
    return themePage(locale, wordPage(shopperSays(voice).refused, refusal(voice, "busy").message, shopperSays(voice).back), 503);
  }
}

async function openLink({ shop }: Asked, typed: string, now: Date): Promise<Link | null> {
  const code = readLinkCode(typed);
  const link = code === null || shop.referralsSince === null ? null : await findLink(db(), shop.shopId, code, now);
  return link !== null && (await runningFor(db(), shop, link.advocateId, now)) === "yes" ? link : null;
}

/** Who is logged in and has the link themselves, or has ordered, hears so: it is theirs to know. */
async function turnedAway(asked: Asked, link: Link): Promise<Response | null> {
  const { shop, locale } = asked;
  const customerId = asked.customerId === null ? null : await liveCustomer(db(), shop.shopId, asked.customerId);
  if (customerId === null) return null;
  const words = referralWords[locale];
  const say = (title: string, text: string) => themePage(locale, wordPage(title, text, backOf(asked)));
  if (customerId === link.advocateId) return say(words.ownTitle, `${words.ownText} ${words.ownNote}`);
  const title = fillIn(words.recommended, { shop: shop.name });
  return (await hasOrdered(db(), shop.shopId, customerId)) ? say(title, words.knownText) : null;
}

function gone(asked: Asked): Response {
  const { goneTitle, goneText } = referralWords[asked.locale];
  return themePage(asked.locale, wordPage(goneTitle, goneText, backOf(asked)), 404);
}

function refused(asked: Asked, reason: "too-many" | "unreadable", status: number): Response {
  const voice = voiceOf(asked.shop, asked.locale);
  return themePage(asked.locale, wordPage(shopperSays(voice).refused, refusal(voice, reason).message, backOf(asked)), status);
}

function backOf({ shop, locale }: Asked): string {
  return shopperSays(voiceOf(shop, locale)).back;
}

function offerOf({ shop, locale }: Asked, { firstName, terms }: Link): Offer {
  return { shop, locale, firstName, terms };
}
