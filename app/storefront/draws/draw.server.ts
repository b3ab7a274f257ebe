import { enterDraw } from "../../actions/shopper/enter-draw.server.ts";
import { db } from "../../db.server.ts";
import { handleSchema } from "../../draws/content/terms.ts";
import { newsAddress, readShown, type ShownDraw } from "../../draws/shown/for-shoppers.server.ts";
import { drawWords } from "../../draws/shown/words.ts";
import { linkSecrets } from "../../env.server.ts";
import { shopperLocale, shopperSays, voiceOf, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { isTransient } from "../../lib/database-errors.ts";
import { within } from "../../lib/patience.ts";
import { MINUTE_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import { isAddress } from "../../messages/channels/email/address.ts";
import { isSignature, signatureOf } from "../../messages/links/signature.ts";
import { noteSignUp } from "../../messages/sign-ups/sign-ups.server.ts";
import { liveCustomer } from "../../points/ledger.server.ts";
import { readForm } from "../../shops/proxy/proxy-visit.server.ts";
import { createRateGuard } from "../../shops/proxy/rate-guard.ts";
import type { Shop } from "../../shops/shop.ts";
import { refusal, themePage } from "../answer.ts";
import { runningFor } from "../api/account.server.ts";
import { wordPage } from "../links/offer-page.ts";
import { PATIENCE_MS } from "../limits.ts";
import { receiveVisit } from "../visit.server.ts";
import { visitorWithinRate } from "../visitor.server.ts";
import { drawPage } from "./page.ts";
import type { DrawPage } from "./result.ts";

const LONGEST_FORM = 4_096;
const mayLook = createRateGuard(60, MINUTE_MS);
const mayEnter = createRateGuard(10, MINUTE_MS);

/** `customerId` null: nobody is logged in whom we know; `isKnown`: somebody is logged in at all. */
type Asked = { shop: Shop; customerId: bigint | null; loggedIn: boolean; locale: ShopperLocale; handle: string };

/** The page of a draw, with its prizes, odds and rules. It reads, and draws nothing: programs that look ahead open it as often as they like. */
export async function showDraw(request: Request, handle: string, now: Date): Promise<Response> {
  return inTime(request, handle, now, new URL(request.url).searchParams.get("l"), async (asked) => {
    const { shop, customerId } = asked;
    const isFine = customerId === null ? visitorWithinRate(shop, request, now) : mayLook(`${shop.shopId}:${customerId}`, now);
    if (!isFine) return refused(asked, "too-many", 429);
    return show(asked, now, {});
  });
}

/** Taking part. Who it is, Shopify's signature says; that they mean it, a key that no other site's page knows; that they have read the rules, their tick. */
export async function takeEntry(request: Request, handle: string, now: Date): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  const form = await readForm(request, LONGEST_FORM);
  return inTime(request, handle, now, form?.get("l") ?? null, async (asked) => {
    const { shop, customerId, locale } = asked;
    if (form === null) return refused(asked, "unreadable", 422);
    if (customerId === null) return show(asked, now, {}, 403);
    if (!isSignature(form.get("key") ?? "", "draw", bindingOf(asked, customerId), linkSecrets()))
      return refused(asked, "unreadable", 422);
    if (!mayEnter(`${shop.shopId}:${customerId}`, now)) return refused(asked, "too-many", 429);
    if (form.get("accept") !== "on") return show(asked, now, { problem: drawWords[locale].must }, 422);
    const entered = await enterDraw(shop, { handle: asked.handle, customerId });
    if (!entered.ok && entered.reason === "outside") return refused(asked, "paused", 403);
    const address = entered.ok && form.get("agree") === "on" ? await newsAddress(db(), shop.shopId, customerId) : null;
    const signedUp = address !== null && isAddress(address);
    if (signedUp) await noteSignUp(db(), shop, address, locale, now, "draw");
    return show(asked, now, { fresh: entered.ok && entered.fresh, signedUp });
  });
}

type Said = Partial<Pick<DrawPage, "fresh" | "problem" | "signedUp">>;

async function show(asked: Asked, now: Date, said: Said, status = 200): Promise<Response> {
  const { shop, customerId, locale, handle } = asked;
  const shown = handleSchema.safeParse(handle).success ? await readShown(db(), shop, handle, customerId, now) : null;
  const running = await runningFor(db(), shop, customerId, now);
  // Whom the program does not run for hears nothing of it, but what they have drawn.
  if (shown === null || (running === "no" && shown.own === null)) return gone(asked);
  const phase = running === "paused" && shown.phase === "open" ? "paused" : shown.phase;
  const page: DrawPage = {
    ...{
      shop,
      locale,
      shown: { ...shown, phase, left: said.fresh === true ? leftBefore(shown) : shown.left },
      fresh: false,
      signedUp: false,
    },
    problem: asked.loggedIn && customerId === null ? drawWords[locale].unknown : null,
    key: customerId === null ? null : keyOf(asked, customerId),
    news: customerId !== null && (await newsAddress(db(), shop.shopId, customerId)) !== null,
    ...said,
  };
  return themePage(locale, drawPage(page), status);
}

/** A card that its reader has not opened yet must not be told by what is left of its prize. */
function leftBefore({ draw, left, own }: ShownDraw): ShownDraw["left"] {
  const count = own === null ? undefined : left.get(own.prize);
  return draw.terms.kind === "wheel" || own === null || count === undefined ? left : new Map([...left, [own.prize, count + 1]]);
}

/** Whose request it is, in time for Shopify's proxy. Trying again is safe: a second entry of a period tells what the first drew. */
async function inTime(
  request: Request,
  handle: string,
  now: Date,
  wanted: string | null,
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
    log().warn({ error }, "a shopper is asked to come back to a draw");
    answering.catch((failure: unknown) => failure !== error && log().warn({ error: failure }, "a draw failed late"));
    const locale = shopperLocale(wanted);
    const voice = { locale, names: {} };
    return themePage(locale, wordPage(shopperSays(voice).refused, refusal(voice, "busy").message, shopperSays(voice).back), 503);
  }
}

function bindingOf({ shop, handle }: Asked, customerId: bigint): string {
  return `${shop.shopId}-${handle}-${customerId}`;
}

function keyOf(asked: Asked, customerId: bigint): string {
  const [secret = ""] = linkSecrets();
  return signatureOf("draw", bindingOf(asked, customerId), secret);
}

function gone({ shop, locale }: Asked): Response {
  const words = shopperSays(voiceOf(shop, locale));
  return themePage(locale, wordPage(words.refused, drawWords[locale].over, words.back), 404);
}

function refused({ shop, locale }: Asked, reason: "too-many" | "unreadable" | "paused", status: number): Response {
  const voice = voiceOf(shop, locale);
  const words = shopperSays(voice);
  return themePage(locale, wordPage(words.refused, refusal(voice, reason).message, words.back), status);
}
