import { linkSecrets } from "../../env.server.ts";
import { readClick } from "../../messages/clicks/token.ts";
import { brokenLink } from "../../messages/links/broken.tsx";
import { readForm } from "../../shops/proxy/proxy-visit.server.ts";
import { takeAnswer } from "./question.server.tsx";
import { takeWish } from "./reminders.server.tsx";
import { receiveVisit } from "../visit.server.ts";

/** With a line for each product that an email may name. */
const LONGEST_FORM = 4_096;

/** The form of the page behind a link of an email. The link says who says what, and about what; a form cannot. */
export async function takeForm(request: Request, token: string, now: Date): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  const form = await readForm(request, LONGEST_FORM);
  const visit = await receiveVisit(request, now);
  if (visit instanceof Response) return visit;
  const link = readClick(token, linkSecrets());
  if (link === null || link.shopId !== visit.shop.shopId) return brokenLink(request);
  const { messageId, target } = link;
  switch (target.to) {
    case "answer":
      return takeAnswer(request, visit.shop, { messageId, target }, form);
    case "reminders":
      return takeWish(request, visit.shop, { messageId, target }, form);
    case "url":
    case "cart":
      return brokenLink(request);
  }
}
