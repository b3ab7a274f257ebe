import { db } from "../../db.server.ts";
import { linkSecrets } from "../../env.server.ts";
import { isTransient } from "../../lib/database-errors.ts";
import { within } from "../../lib/patience.ts";
import { MINUTE_MS, SECOND_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import { isProgram } from "../../messages/clicks/automatic.ts";
import { noteClick } from "../../messages/clicks/clicks.server.ts";
import { readClick, type ClickLink } from "../../messages/clicks/token.ts";
import { linkAnswer } from "../../messages/links/answer.ts";
import { brokenLink, readerLocale } from "../../messages/links/broken.tsx";
import { createRateGuard } from "../../shops/proxy/rate-guard.ts";
import type { Shop } from "../../shops/shop.ts";
import { readStorefront } from "../../shops/shops.server.ts";
import { fillCart, type Offer } from "../../shops/storefront/offer.ts";
import { namesOfVariants } from "../../shops/variants.server.ts";
import { linksOf } from "../../shops/storefront/storefront-links.ts";
import { readOffers } from "../../sync/admin-api/offers.server.ts";
import { CartPage } from "./cart-page.tsx";
import { showQuestion } from "./question.server.tsx";
import { showReminders } from "./reminders.server.tsx";
import { showReview } from "./review.server.tsx";
import { showSurvey } from "./surveys/survey.server.tsx";
import { receiveVisit } from "../visit.server.ts";

/** Shopify's app proxy gives up after ten seconds; nobody waits that long for a page that we only lead to. */
const PATIENCE_MS = 6 * SECOND_MS;
/** Of these so long for what Shopify says of a cart. */
const OFFERS_MS = 4 * SECOND_MS;
/** Shopify is asked so often for one email's carts; programs that open a link again and again cost nothing more. */
const withinRate = createRateGuard(20, MINUTE_MS);

/**
 * Where a link in an email leads: for people and programs alike, since opening it changes nothing but the note that it was opened. HEAD notes nothing. An address is followed
 * also while the database is away: the signature says all there is to know.
 */
export async function followLink(request: Request, token: string, now: Date): Promise<Response> {
  const link = readClick(token, linkSecrets());
  try {
    return await within(PATIENCE_MS, follow(request, link, now));
  } catch (error) {
    if (!isTransient(error) || link === null) throw error;
    if (link.target.to !== "url") throw error;
    log().warn({ error, shopId: link.shopId }, "a click was not noted");
    return leadTo(link.target.url);
  }
}

async function follow(request: Request, link: ClickLink | null, now: Date): Promise<Response> {
  const visit = await receiveVisit(request, now);
  if (visit instanceof Response) return visit;
  if (link === null || link.shopId !== visit.shop.shopId) return brokenLink(request);
  if (request.method !== "HEAD") await noteClick(db(), link, isProgram(request.headers), now);
  const { shop } = visit;
  const { messageId, target } = link;
  switch (target.to) {
    case "url":
      return leadTo(target.url);
    case "cart":
      return openCart(request, shop, { messageId, target }, now);
    case "answer":
      return showQuestion(request, shop, { messageId, target });
    case "survey":
      return showSurvey(request, shop, { messageId, target }, now);
    case "review":
      return showReview(request, shop, { messageId, target });
    case "reminders":
      return showReminders(request, shop, { messageId, target });
  }
}

type CartTarget = Extract<ClickLink["target"], { to: "cart" }>;
type CartLink = { messageId: bigint; target: CartTarget };

/** What can be bought now goes into the cart; where that is not what the email said, a page says so first. Where Shopify cannot be asked, its own page decides. */
async function openCart(request: Request, shop: Shop, { messageId, target }: CartLink, now: Date): Promise<Response> {
  const { lines: wanted, code } = target;
  const locale = readerLocale(request);
  const links = linksOf(await readStorefront(db(), shop), locale);
  const asked = withinRate(`${shop.shopId}:${messageId}`, now) ? await offersOf(shop, wanted) : null;
  if (asked === null) return leadTo(links.withCart(wanted, code));
  const gone = wanted.map(({ variantId }) => variantId).filter((variantId) => !asked.has(variantId));
  const { lines, shortages } = fillCart(wanted, asked, await namesOfVariants(db(), shop.shopId, gone));
  if (shortages.length === 0) return leadTo(links.withCart(lines, code));
  return linkAnswer(<CartPage {...{ locale, lines, shortages, code, links }} currency={shop.currency} />, locale);
}

async function offersOf(shop: Shop, wanted: CartTarget["lines"]): Promise<Map<string, Offer> | null> {
  try {
    return await within(
      OFFERS_MS,
      readOffers(
        shop,
        wanted.map(({ variantId }) => variantId),
      ),
    );
  } catch (error) {
    log().warn({ error, shopId: shop.shopId }, "what a cart can hold was not told");
    return null;
  }
}

function leadTo(url: string): Response {
  return new Response(null, {
    status: 302,
    headers: {
      Location: url,
      "Cache-Control": "private, no-store",
      "Referrer-Policy": "no-referrer",
      "X-Robots-Tag": "noindex",
    },
  });
}
