import { listFor } from "../../community/shown/for-shoppers.server.ts";
import { communityWords } from "../../community/shown/words.ts";
import { db } from "../../db.server.ts";
import { MINUTE_MS } from "../../lib/time.ts";
import { createRateGuard } from "../../shops/proxy/rate-guard.ts";
import { plain, themePage } from "../answer.ts";
import { pageInTime, refused, type PageVisit } from "../page-visit.server.ts";
import { visitorWithinRate } from "../visitor.server.ts";
import { listPage } from "./page.ts";

const mayLook = createRateGuard(60, MINUTE_MS);

export const withinRate = ({ shop, customerId }: PageVisit, request: Request, now: Date): boolean =>
  customerId === null ? visitorWithinRate(shop, request, now) : mayLook(`${shop.shopId}:${customerId}`, now);

/** The groups that somebody belongs to. */
export async function showGroups(request: Request, now: Date): Promise<Response> {
  const wanted = new URL(request.url).searchParams.get("l");
  return pageInTime(request, { wanted, page: "community", now }, async (visit) => {
    const { shop, customerId, locale } = visit;
    if (!withinRate(visit, request, now)) return refused(visit, "too-many", 429);
    if (customerId === null) return logInPage(visit);
    return themePage(locale, listPage({ shop, locale, groups: await listFor(db(), shop.shopId, customerId) }));
  });
}

/** For who is not logged in. */
export function logInPage({ locale }: PageVisit, status = 200): Response {
  const words = communityWords[locale];
  return themePage(
    locale,
    `<h1>${plain(words.title)}</h1>
<p>${plain(words.logInText)}</p>
<p><a class="reprise-answer__main" href="{{ routes.storefront_login_url | default: routes.account_login_url }}">${plain(words.logIn)}</a></p>`,
    status,
  );
}
