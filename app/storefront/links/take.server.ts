import { linkSecrets } from "../../env.server.ts";
import { MINUTE_MS } from "../../lib/time.ts";
import { readClick } from "../../messages/clicks/token.ts";
import { brokenLink, tooMany } from "../../messages/links/broken.tsx";
import { readForm } from "../../shops/proxy/proxy-visit.server.ts";
import { createRateGuard } from "../../shops/proxy/rate-guard.ts";
import { takeAnswer } from "./question.server.tsx";
import { takeWish } from "./reminders.server.tsx";
import { takeReviewOf } from "./review.server.tsx";
import { takeSurvey } from "./surveys/survey.server.tsx";
import { receiveVisit } from "../visit.server.ts";

/** With as many of a reader's own words as a survey takes, in any script. */
const LONGEST_FORM = 20_480;
/** What changes customers waits in one line with everything else of the shop: one link must not fill it. */
const withinRate = createRateGuard(20, MINUTE_MS);

/** The form of the page behind a link of an email. The link says who says what, and about what; a form cannot. */
export async function takeForm(request: Request, token: string, now: Date): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  const link = readClick(token, linkSecrets());
  // A form with photos is long: nobody reads one before it is known to be ours.
  const form = link?.target.to === "review" ? null : await readForm(request, LONGEST_FORM);
  const visit = await receiveVisit(request, now);
  if (visit instanceof Response) return visit;
  if (link === null || link.shopId !== visit.shop.shopId) return brokenLink(request);
  const { messageId, target } = link;
  if (!withinRate(`${link.shopId}:${messageId}`, now)) return tooMany(request);
  switch (target.to) {
    case "answer":
      return takeAnswer(request, visit.shop, { messageId, target }, form);
    case "survey":
      return takeSurvey(request, visit.shop, { messageId, target }, form);
    case "review":
      return takeReviewOf(request, visit.shop, { messageId, target });
    case "reminders":
      return takeWish(request, visit.shop, { messageId, target }, form);
    case "url":
    case "cart":
      return brokenLink(request);
  }
}
