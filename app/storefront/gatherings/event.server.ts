import { joinGathering, leaveGathering } from "../../actions/shopper/taking-part/join-gathering.server.ts";
import { db } from "../../db.server.ts";
import { guestOf, guestToken } from "../../gatherings/link.server.ts";
import { calendarFile } from "../../gatherings/shown/calendar.ts";
import { readShown, type ShownGathering } from "../../gatherings/shown/for-shoppers.server.ts";
import { gatheringWords } from "../../gatherings/shown/words.ts";
import { MINUTE_MS } from "../../lib/time.ts";
import { liveCustomer } from "../../points/ledger.server.ts";
import { readForm } from "../../shops/proxy/proxy-visit.server.ts";
import { createRateGuard } from "../../shops/proxy/rate-guard.ts";
import { readStorefront } from "../../shops/shops.server.ts";
import { eventLink } from "../../shops/storefront/storefront-links.ts";
import { plain, themePage } from "../answer.ts";
import { pageInTime, refused, said, type PageVisit } from "../page-visit.server.ts";
import { visitorWithinRate } from "../visitor.server.ts";
import { eventPage } from "./page.ts";

const LONGEST_FORM = 4_096;
const mayLook = createRateGuard(60, MINUTE_MS);
const mayAct = createRateGuard(20, MINUTE_MS);

/** Whoever looks at an event: `who` is logged in, or has the link of an email; null: nobody we know. */
type Asked = PageVisit & { shown: ShownGathering; who: bigint | null };
type Handled = (asked: Asked) => Promise<Response>;

/** Finds the event, and who looks. An address that no event ever had is no page. */
async function inEvent(visit: PageVisit, handle: string, token: string | null, now: Date, answer: Handled): Promise<Response> {
  const { shop, customerId, locale } = visit;
  const bare = await readShown(db(), shop.shopId, handle, customerId, now);
  if (bare === null) return said(visit, gatheringWords[locale].closed, 404);
  const named = customerId ?? guestOf(token, { shopId: shop.shopId, gatheringId: bare.gatheringId });
  const who = named === null ? null : await liveCustomer(db(), shop.shopId, named);
  const shown = who === customerId ? bare : await readShown(db(), shop.shopId, handle, who, now);
  return shown === null ? said(visit, gatheringWords[locale].closed, 404) : answer({ ...visit, shown, who });
}

function withinRate({ shop, customerId }: PageVisit, request: Request, now: Date): boolean {
  return customerId === null ? visitorWithinRate(shop, request, now) : mayLook(`${shop.shopId}:${customerId}`, now);
}

/** An event's page. Opening it registers nobody. */
export async function showEvent(request: Request, handle: string, now: Date): Promise<Response> {
  const query = new URL(request.url).searchParams;
  return pageInTime(request, { wanted: query.get("l"), page: "event", now }, async (visit) => {
    if (!withinRate(visit, request, now)) return refused(visit, "too-many", 429);
    return inEvent(visit, handle, query.get("g"), now, (asked) => Promise.resolve(show(asked, {})));
  });
}

/** Somebody takes a place or gives it back. Who, Shopify's signature or the link of an email says; that they mean it, a key that other sites do not know. */
export async function takeGuest(request: Request, handle: string, now: Date): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  const form = await readForm(request, LONGEST_FORM);
  return pageInTime(request, { wanted: form?.get("l") ?? null, page: "event", now }, async (visit) => {
    if (form === null) return refused(visit, "unreadable", 422);
    return inEvent(visit, handle, form.get("key") ?? null, now, async (asked) => {
      const { shop, who, shown, locale } = asked;
      const words = gatheringWords[locale];
      if (who === null) return show(asked, {}, 403);
      if (guestOf(form.get("key") ?? null, { shopId: shop.shopId, gatheringId: shown.gatheringId }) !== who)
        return show(asked, { problem: words.stale }, 422);
      if (!mayAct(`${shop.shopId}:${who}`, now)) return refused(asked, "too-many", 429);
      const answer = form.get("intent") === "leave" ? await leave(asked, who) : await join(asked, who);
      const after = await readShown(db(), shop.shopId, handle, who, now);
      return after === null
        ? said(visit, words.closed, 404)
        : show({ ...asked, shown: after }, answer, "problem" in answer ? 409 : 200);
    });
  });
}

type Answer = { done: string } | { problem: string };

async function join({ shop, locale, shown: { handle } }: Asked, customerId: bigint): Promise<Answer> {
  const words = gatheringWords[locale];
  const joined = await joinGathering(shop, { handle, customerId });
  if (joined.ok) return { done: joined.state === "registered" ? words.taken : words.waitingNow };
  switch (joined.reason) {
    case "over":
      return { problem: words.over };
    case "group":
      return { problem: words.notFor };
    case "closed":
      return { problem: words.cancelled };
    case "unknown":
      return { problem: words.closed };
  }
}

async function leave({ shop, locale, shown: { handle } }: Asked, customerId: bigint): Promise<Answer> {
  const words = gatheringWords[locale];
  return (await leaveGathering(shop, { handle, customerId })) ? { done: words.left } : { problem: words.closed };
}

function show(asked: Asked, more: { done?: string; problem?: string }, status = 200): Response {
  const { shop, locale, shown, who, loggedIn } = asked;
  const words = gatheringWords[locale];
  if (!shown.open) return who === null && !loggedIn ? groupPage(asked) : said(asked, words.notFor, 403);
  const key = who === null ? null : guestToken({ shopId: shop.shopId, gatheringId: shown.gatheringId, customerId: who });
  return themePage(locale, eventPage({ shop, locale, shown, key, done: null, problem: null, ...more }), status);
}

/** Nobody who is not known hears what an event for some is about. */
function groupPage({ locale }: Asked): Response {
  const words = gatheringWords[locale];
  return themePage(
    locale,
    `<h1>${plain(words.logIn)}</h1>
<p>${plain(words.logInGroup)}</p>
<p><a class="reprise-answer__main" href="{{ routes.storefront_login_url | default: routes.account_login_url }}">${plain(words.logIn)}</a></p>`,
    200,
  );
}

/** The event for a calendar. What is for some is only for them. */
export async function sendCalendar(request: Request, handle: string, now: Date): Promise<Response> {
  const query = new URL(request.url).searchParams;
  return pageInTime(request, { wanted: query.get("l"), page: "event", now }, async (visit) => {
    if (!withinRate(visit, request, now)) return refused(visit, "too-many", 429);
    return inEvent(visit, handle, query.get("g"), now, async (asked) => {
      const { shop, shown, locale } = asked;
      if (!shown.open) return said(asked, gatheringWords[locale].notFor, 403);
      const link = `${eventLink(await readStorefront(db(), shop), handle)}?l=${locale}`;
      const about = { domain: shop.domain, locale, shopLocale: shop.primaryLocale, shopName: shop.name, link, now };
      return new Response(calendarFile(shown, { ...about, guest: shown.own === "registered" }), {
        headers: {
          "Content-Type": "text/calendar; charset=utf-8",
          "Content-Disposition": `attachment; filename="${handle}.ics"`,
          "X-Content-Type-Options": "nosniff",
          "Cache-Control": "private, no-store",
        },
      });
    });
  });
}
