import { claimOffer } from "../../actions/referrals/claim-offer.server.ts";
import { db } from "../../db.server.ts";
import { fillIn, shopperSays, voiceOf } from "../../i18n/shopper/say.ts";
import { lowerAddress } from "../../lib/lower-address.ts";
import { HOUR_MS, MINUTE_MS } from "../../lib/time.ts";
import { isAddress } from "../../messages/channels/email/address.ts";
import type { Offer } from "../../referrals/landing/offer.ts";
import { referralWords } from "../../referrals/landing/words.ts";
import { readLinkCode } from "../../referrals/links/code.server.ts";
import { findLink, hasOrdered, type Link } from "../../referrals/links/links.server.ts";
import { readForm } from "../../shops/proxy/proxy-visit.server.ts";
import { createRateGuard } from "../../shops/proxy/rate-guard.ts";
import { visitorOf } from "../../shops/proxy/visitor.server.ts";
import { themePage, wordPage } from "../answer.ts";
import { runningFor } from "../api/account.server.ts";
import { pageInTime, refused, type PageVisit } from "../page-visit.server.ts";
import { visitorWithinRate } from "../visitor.server.ts";
import { codePage, offerPage } from "./offer-page.ts";

const LONGEST_FORM = 4_096;
/** Many visitors may share an address; a code is a discount in Shopify, and each process counts for itself (referrals/links/claims.server.ts has the shop's cap). */
const visitorMayAsk = createRateGuard(10, MINUTE_MS);
const linkMayGive = createRateGuard(60, HOUR_MS);

/** The page behind an advocate's link. It reads, and writes nothing: programs that look ahead open it as often as they like. */
export async function showOffer(request: Request, typed: string, now: Date): Promise<Response> {
  return pageInTime(request, { wanted: new URL(request.url).searchParams.get("l"), page: "offer", now }, async (asked) => {
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
  // Asking twice gives the same code.
  return pageInTime(request, { wanted: form?.get("l") ?? null, page: "offer", now }, async (asked) => {
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

async function openLink({ shop }: PageVisit, typed: string, now: Date): Promise<Link | null> {
  const code = readLinkCode(typed);
  const link = code === null || shop.referralsSince === null ? null : await findLink(db(), shop.shopId, code, now);
  return link !== null && (await runningFor(db(), shop, link.advocateId, now)) === "yes" ? link : null;
}

/** Who is logged in and has the link themselves, or has ordered, hears so: it is theirs to know. */
async function turnedAway(asked: PageVisit, link: Link): Promise<Response | null> {
  const { shop, customerId, locale } = asked;
  if (customerId === null) return null;
  const words = referralWords[locale];
  const say = (title: string, text: string) => themePage(locale, wordPage(title, text, backOf(asked)));
  if (customerId === link.advocateId) return say(words.ownTitle, `${words.ownText} ${words.ownNote}`);
  const title = fillIn(words.recommended, { shop: shop.name });
  return (await hasOrdered(db(), shop.shopId, customerId)) ? say(title, words.knownText) : null;
}

function gone(asked: PageVisit): Response {
  const { goneTitle, goneText } = referralWords[asked.locale];
  return themePage(asked.locale, wordPage(goneTitle, goneText, backOf(asked)), 404);
}

function backOf({ shop, locale }: PageVisit): string {
  return shopperSays(voiceOf(shop, locale)).back;
}

function offerOf({ shop, locale }: PageVisit, { firstName, terms }: Link): Offer {
  return { shop, locale, firstName, terms };
}
