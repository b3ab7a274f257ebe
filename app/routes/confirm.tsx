import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { confirmSignUpOf } from "../actions/shopper/confirm-sign-up.server.ts";
import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { oneLine } from "../messages/content/text.ts";
import { linkAnswer } from "../messages/links/answer.ts";
import { brokenLink } from "../messages/links/broken.tsx";
import { LinkPage } from "../messages/links/document.tsx";
import { findSignUp, type PendingSignUp } from "../messages/sign-ups/sign-ups.server.ts";
import { signUpWords } from "../messages/sign-ups/words.ts";

/** The page behind the link that confirms a sign-up. It only asks: a program that opens every link must not agree for anybody. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const signUp = await findSignUp(db(), tokenOf(request), now());
  return signUp === null ? brokenLink(request) : page(signUp, signUp.state);
}

/** The page's one button. What the body says does not matter, and is not read. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  const signUp = await findSignUp(db(), tokenOf(request), now());
  if (signUp === null) return brokenLink(request);
  if (signUp.state !== "open") return page(signUp, signUp.state);
  await confirmSignUpOf(signUp);
  return page(signUp, "confirmed");
}

function tokenOf(request: Request): string {
  return new URL(request.url).searchParams.get("t") ?? "";
}

function page({ shop, locale }: PendingSignUp, state: PendingSignUp["state"]): Response {
  const words = signUpWords[locale](oneLine(shop.name));
  const shown = { open: words.ask, confirmed: words.done, expired: words.expired, replaced: words.replaced }[state];
  const button = state === "open" ? words.confirm : null;
  return linkAnswer(
    <LinkPage locale={locale} {...shown} button={button} />,
    locale,
    state === "expired" || state === "replaced" ? 410 : 200,
  );
}
