import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { changePreferences } from "../actions/shopper/change-preferences.server.ts";
import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { linkSecrets } from "../env.server.ts";
import { linkAnswer } from "../messages/links/answer.ts";
import { brokenLink } from "../messages/links/broken.tsx";
import { readFields } from "../lib/posted.ts";
import { oneLine } from "../messages/content/text.ts";
import { readWish } from "../messages/preferences/form.ts";
import { PreferencePage } from "../messages/preferences/page.tsx";
import { readPreferences } from "../messages/preferences/preferences.server.ts";
import { readToken } from "../messages/unsubscribe/token.ts";
import { findSubscriber, type Subscriber } from "../messages/unsubscribe/unsubscribe.server.ts";

/** The page behind the link "Preferences" of each advertising email. It only shows: programs that check links open it, too. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const subscriber = await subscriberOf(request);
  return subscriber === null ? brokenLink(request) : page(subscriber, false);
}

/** The page's two buttons. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  const subscriber = await subscriberOf(request);
  if (subscriber === null) return brokenLink(request);
  const wish = readWish(await readFields(request));
  if (wish === null) return page(subscriber, false, 400);
  await changePreferences(subscriber, wish);
  return page((await subscriberOf(request)) ?? subscriber, true);
}

async function subscriberOf(request: Request): Promise<Subscriber | null> {
  const subscription = readToken(new URL(request.url).searchParams.get("t") ?? "", linkSecrets(), "preferences");
  return subscription === null ? null : findSubscriber(db(), subscription);
}

async function page(subscriber: Subscriber, saved: boolean, status = 200): Promise<Response> {
  const { shop, customerId, locale, subscribed } = subscriber;
  const { topicsOff, pausedUntil } = await readPreferences(db(), shop.shopId, customerId, now());
  const names = shop.pointsNames;
  const view = {
    locale,
    names,
    shopName: oneLine(shop.name),
    timeZone: shop.timeZone,
    topicsOff,
    pausedUntil,
    subscribed,
    saved,
  };
  return linkAnswer(<PreferencePage view={view} />, locale, status);
}
