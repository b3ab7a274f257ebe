import { enterDraw } from "../../actions/shopper/taking-part/enter-draw.server.ts";
import { db } from "../../db.server.ts";
import { handleSchema } from "../../draws/content/terms.ts";
import { newsAddress, readShown, type ShownDraw } from "../../draws/shown/for-shoppers.server.ts";
import { drawWords } from "../../draws/shown/words.ts";
import { linkSecrets } from "../../env.server.ts";
import { MINUTE_MS } from "../../lib/time.ts";
import { isAddress } from "../../messages/channels/email/address.ts";
import { isSignature, signatureOf } from "../../messages/links/signature.ts";
import { noteSignUp } from "../../messages/sign-ups/sign-ups.server.ts";
import { readForm } from "../../shops/proxy/proxy-visit.server.ts";
import { createRateGuard } from "../../shops/proxy/rate-guard.ts";
import { themePage } from "../answer.ts";
import { runningFor } from "../api/account.server.ts";
import { pageInTime, refused, said, type PageVisit } from "../page-visit.server.ts";
import { visitorWithinRate } from "../visitor.server.ts";
import { drawPage } from "./page.ts";
import type { DrawPage } from "./result.ts";

const LONGEST_FORM = 4_096;
const mayLook = createRateGuard(60, MINUTE_MS);
const mayEnter = createRateGuard(10, MINUTE_MS);

type Asked = PageVisit & { handle: string };

/** The page of a draw, with its prizes, odds and rules. It reads, and draws nothing: programs that look ahead open it as often as they like. */
export async function showDraw(request: Request, handle: string, now: Date): Promise<Response> {
  return askedFor(request, { handle, wanted: new URL(request.url).searchParams.get("l"), now }, async (asked) => {
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
  return askedFor(request, { handle, wanted: form?.get("l") ?? null, now }, async (asked) => {
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

async function show(asked: Asked, now: Date, more: Said, status = 200): Promise<Response> {
  const { shop, customerId, locale, handle } = asked;
  const shown = handleSchema.safeParse(handle).success ? await readShown(db(), shop, handle, customerId, now) : null;
  const running = await runningFor(db(), shop, customerId, now);
  // Whom the program does not run for hears nothing of it, but what they have drawn.
  if (shown === null || (running === "no" && shown.own === null)) return said(asked, drawWords[locale].over, 404);
  const phase = running === "paused" && shown.phase === "open" ? "paused" : shown.phase;
  const page: DrawPage = {
    ...{
      shop,
      locale,
      shown: { ...shown, phase, left: more.fresh === true ? leftBefore(shown) : shown.left },
      fresh: false,
      signedUp: false,
    },
    problem: asked.loggedIn && customerId === null ? drawWords[locale].unknown : null,
    key: customerId === null ? null : keyOf(asked, customerId),
    news: customerId !== null && (await newsAddress(db(), shop.shopId, customerId)) !== null,
    ...more,
  };
  return themePage(locale, drawPage(page), status);
}

/** A card that its reader has not opened yet must not be told by what is left of its prize. */
function leftBefore({ draw, left, own }: ShownDraw): ShownDraw["left"] {
  const count = own === null ? undefined : left.get(own.prize);
  return draw.terms.kind === "wheel" || own === null || count === undefined ? left : new Map([...left, [own.prize, count + 1]]);
}

/** Whose request it is. Trying again is safe: a second entry of a period tells what the first drew. */
async function askedFor(
  request: Request,
  { handle, wanted, now }: { handle: string; wanted: string | null; now: Date },
  answer: (asked: Asked) => Promise<Response>,
): Promise<Response> {
  return pageInTime(request, { wanted, page: "draw", now }, (visit) => answer({ ...visit, handle }));
}

function bindingOf({ shop, handle }: Asked, customerId: bigint): string {
  return `${shop.shopId}-${handle}-${customerId}`;
}

function keyOf(asked: Asked, customerId: bigint): string {
  const [secret = ""] = linkSecrets();
  return signatureOf("draw", bindingOf(asked, customerId), secret);
}
