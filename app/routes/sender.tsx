import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { linkAnswer } from "../messages/links/answer.ts";
import { LinkPage } from "../messages/links/document.tsx";
import { findLocale } from "../i18n/translate.ts";
import { oneLine } from "../messages/content/text.ts";
import { acceptProof, findProof, type ProofLink } from "../messages/sender-proof/proof.server.ts";
import { proofWords } from "../messages/sender-proof/words.ts";

/** The page behind the link that proves a sender address. It only asks: mailboxes are read by programs that open every link. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return answer(request, await findProof(db(), tokenOf(request), now()));
}

/** The page's button. What the body says does not matter, and is not read. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  return answer(request, await acceptProof(db(), tokenOf(request), now()));
}

function tokenOf(request: Request): string {
  return new URL(request.url).searchParams.get("t") ?? "";
}

function answer(request: Request, link: ProofLink): Response {
  const locale = findLocale(request.headers.get("accept-language")?.trim()) ?? "en";
  const valid = link.kind === "valid";
  const { ask, done, expired, failed } = proofWords[locale]({
    address: valid ? link.address : "",
    shop: valid ? oneLine(link.shop.name) : "",
    domain: valid ? link.shop.domain : "",
  });
  const page = valid ? (link.proved ? done : ask) : link.kind === "expired" ? expired : failed;
  return linkAnswer(<LinkPage locale={locale} {...page} />, locale, valid ? 200 : 400);
}
