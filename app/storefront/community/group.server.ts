import { joinGroup, nameInGroup } from "../../actions/shopper/taking-part/join-group.server.ts";
import { readShown } from "../../community/shown/for-shoppers.server.ts";
import { communityWords } from "../../community/shown/words.ts";
import { db } from "../../db.server.ts";
import { linkSecrets } from "../../env.server.ts";
import { MINUTE_MS } from "../../lib/time.ts";
import { isSignature, signatureOf } from "../../messages/links/signature.ts";
import { readForm } from "../../shops/proxy/proxy-visit.server.ts";
import { createRateGuard } from "../../shops/proxy/rate-guard.ts";
import { themePage } from "../answer.ts";
import { pageInTime, refused, said, type PageVisit } from "../page-visit.server.ts";
import { logInPage, withinRate } from "./list.server.ts";
import { groupPage } from "./page.ts";

const LONGEST_FORM = 4_096;
const LONGEST_NAME = 80;
const mayAct = createRateGuard(20, MINUTE_MS);

/** A group's page. Opening it gives nothing. */
export async function showGroup(request: Request, handle: string, now: Date): Promise<Response> {
  const wanted = new URL(request.url).searchParams.get("l");
  return pageInTime(request, { wanted, page: "community", now }, async (visit) => {
    if (!withinRate(visit, request, now)) return refused(visit, "too-many", 429);
    return show(visit, handle, {});
  });
}

/** Somebody asks for their invite, or says what they are called there. Who, Shopify's signature says; that they mean it, a key that other sites do not know. */
export async function takeInvite(request: Request, handle: string, now: Date): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  const form = await readForm(request, LONGEST_FORM);
  return pageInTime(request, { wanted: form?.get("l") ?? null, page: "community", now }, async (visit) => {
    const { shop, customerId, locale } = visit;
    const words = communityWords[locale];
    if (form === null) return refused(visit, "unreadable", 422);
    if (customerId === null) return logInPage(visit, 403);
    if (!isSignature(form.get("key") ?? "", "community", bindingOf(visit, handle, customerId), linkSecrets()))
      return show(visit, handle, { problem: words.stale }, 422);
    if (!mayAct(`${shop.shopId}:${customerId}`, now)) return refused(visit, "too-many", 429);
    if (form.get("intent") === "name") {
      await nameInGroup(shop, { handle, customerId, name: nameIn(form.get("name") ?? "") });
      return show(visit, handle, { done: words.saved });
    }
    const joined = await joinGroup(shop, { handle, customerId });
    if (joined.ok) return show(visit, handle, { done: words.given });
    return joined.reason === "none-left" ? show(visit, handle, { problem: words.noneLeft }, 409) : said(visit, words.notFor, 403);
  });
}

/** Null: they do not say. */
function nameIn(typed: string): string | null {
  const name = typed
    .replace(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, LONGEST_NAME);
  return name === "" ? null : name;
}

const bindingOf = ({ shop }: PageVisit, handle: string, customerId: bigint) => `${shop.shopId}-${handle}-${customerId}`;

async function show(
  visit: PageVisit,
  handle: string,
  more: { done?: string; problem?: string },
  status = 200,
): Promise<Response> {
  const { shop, customerId, locale } = visit;
  // What a group is called is for who belongs to it.
  if (customerId === null) return logInPage(visit);
  const shown = await readShown(db(), shop.shopId, handle, customerId);
  if (shown === null) return said(visit, communityWords[locale].notFor, 403);
  const [secret = ""] = linkSecrets();
  const key = signatureOf("community", bindingOf(visit, handle, customerId), secret);
  return themePage(locale, groupPage({ shop, locale, shown, key, done: null, problem: null, ...more }), status);
}
