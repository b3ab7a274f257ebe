import { db } from "../../db.server.ts";
import { listOpen } from "../../gatherings/gatherings.server.ts";
import { listFor } from "../../gatherings/shown/for-shoppers.server.ts";
import { gatheringWords } from "../../gatherings/shown/words.ts";
import { dayText } from "../../i18n/shopper/dates.ts";
import { shopperSays, voiceOf } from "../../i18n/shopper/say.ts";
import { textIn } from "../../program/rules/texts.ts";
import { plain, themePage } from "../answer.ts";
import { pageInTime, refused } from "../page-visit.server.ts";
import { visitorWithinRate } from "../visitor.server.ts";

/** What is ahead: what is for everybody, and for who is logged in what is for them. */
export async function showEvents(request: Request, now: Date): Promise<Response> {
  const wanted = new URL(request.url).searchParams.get("l");
  return pageInTime(request, { wanted, page: "events", now }, async (visit) => {
    const { shop, customerId, locale } = visit;
    if (!visitorWithinRate(shop, request, now)) return refused(visit, "too-many", 429);
    const words = gatheringWords[locale];
    const says = shopperSays(voiceOf(shop, locale));
    const forAll = async () =>
      (await listOpen(db(), shop.shopId, now))
        .filter(({ terms }) => terms.tier === null && terms.segmentId === null)
        .map(({ handle, terms }) => ({
          handle,
          title: terms.title,
          startsAt: terms.startsAt,
          timeZone: terms.timeZone,
          own: null,
        }));
    const events = customerId === null ? await forAll() : await listFor(db(), shop.shopId, customerId, now);
    const items = events.map(({ handle, title, startsAt, timeZone, own }) => {
      const place = own === null ? "" : ` · ${own === "registered" ? words.registered : words.waiting}`;
      return `<li><a href="event/${plain(handle)}?l=${locale}">${plain(textIn(title, locale, shop.primaryLocale))}</a><br>${plain(`${dayText(new Date(startsAt), timeZone, locale)}${place}`)}</li>`;
    });
    return themePage(
      locale,
      `<h1>${plain(words.title)}</h1>
${items.length === 0 ? `<p>${plain(words.none)}</p>` : `<ul>${items.join("\n")}</ul>`}
<p class="reprise-answer__links"><a href="{{ routes.account_url }}">${plain(says.toAccount)}</a>
<a href="{{ routes.root_url }}">${plain(says.back)}</a></p>`,
    );
  });
}
