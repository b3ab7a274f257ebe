import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { withdrawConsent } from "../actions/shopper/withdraw-consent.server.ts";
import { db } from "../db.server.ts";
import { linkSecrets } from "../env.server.ts";
import { readFields } from "../lib/posted.ts";
import { linkAnswer } from "../messages/links/answer.ts";
import { readerLocale } from "../messages/links/broken.tsx";
import { UnsubscribePage, type UnsubscribeView } from "../messages/unsubscribe/page.tsx";
import { readToken } from "../messages/unsubscribe/token.ts";
import { findSubscriber, type Subscriber } from "../messages/unsubscribe/unsubscribe.server.ts";

/** The page behind the link in each email. It only asks: programs that check links must not unsubscribe anybody. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const subscriber = await subscriberOf(request);
  if (subscriber === null) return page({ kind: "failed", locale: readerLocale(request) }, 404);
  return page({ kind: subscriber.subscribed ? "ask" : "done", locale: subscriber.locale, shopName: subscriber.shop.name });
}

/** The page's button, and the mail program's own (RFC 8058: a body of `List-Unsubscribe=One-Click`, no cookies, no redirects). */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  const subscriber = await subscriberOf(request);
  if (subscriber === null) return page({ kind: "failed", locale: readerLocale(request) }, 404);
  const oneClick = await isOneClick(request);
  await withdrawConsent(subscriber, oneClick ? "list-unsubscribe" : "unsubscribe-link");
  return page({ kind: "done", locale: subscriber.locale, shopName: subscriber.shop.name });
}

async function subscriberOf(request: Request): Promise<Subscriber | null> {
  const subscription = readToken(new URL(request.url).searchParams.get("t") ?? "", linkSecrets());
  return subscription === null ? null : findSubscriber(db(), subscription);
}

const LONGEST_BODY = 4_096;

async function isOneClick(request: Request): Promise<boolean> {
  if (Number(request.headers.get("content-length") ?? 0) > LONGEST_BODY) return false;
  try {
    const form = await readFields(request);
    return form.get("List-Unsubscribe") === "One-Click";
  } catch {
    // Whatever the body was: whoever posts to a signed link wants no more email.
    return false;
  }
}

function page(view: UnsubscribeView, status = 200): Response {
  return linkAnswer(<UnsubscribePage view={view} />, view.locale, status);
}
