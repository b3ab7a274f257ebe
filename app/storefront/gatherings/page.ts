import type { ShownGathering } from "../../gatherings/shown/for-shoppers.server.ts";
import { gatheringWords } from "../../gatherings/shown/words.ts";
import { dayText } from "../../i18n/shopper/dates.ts";
import { fillIn, shopperSays, voiceOf, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { bodyHtml } from "../../messages/content/document/page-markup.ts";
import { timesText } from "../../messages/templates/event-news/times.ts";
import { textIn } from "../../program/rules/texts.ts";
import type { Shop } from "../../shops/shop.ts";
import { plain } from "../answer.ts";

export type EventPage = {
  shop: Shop;
  locale: ShopperLocale;
  shown: ShownGathering;
  /** What forms and the calendar's address are known by; null: nobody is known. */
  key: string | null;
  /** What has just been done, or why it was not. */
  done: string | null;
  problem: string | null;
};

const STYLE = `
.reprise-event img{display:block;max-width:100%;height:auto}
.reprise-event dl{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.25rem 1rem;margin-block:1rem}
.reprise-event dt{font-weight:600}
.reprise-event dd{margin:0}
@media (max-width:30rem){.reprise-event dl{display:block}.reprise-event dd{margin-block-end:.5rem}}
`;

/** When and where an event is, what it is about, and a place at it. Its forms post to its own address, and nothing on the page needs a script. */
export function eventPage(page: EventPage): string {
  const { shown, locale, shop, done, problem } = page;
  const { terms, state } = shown;
  const says = shopperSays(voiceOf(shop, locale));
  const words = gatheringWords[locale];
  const name = (texts: Record<string, string>) => textIn(texts, locale, shop.primaryLocale);
  return `<style>${STYLE}</style>
<div class="reprise-event">
<h1>${plain(name(terms.title))}</h1>
${problem === null ? "" : `<p role="alert"><strong>${plain(problem)}</strong></p>`}
${done === null ? "" : `<p role="status"><strong>${plain(done)}</strong></p>`}
${state === "cancelled" ? `<p><strong>${plain(words.cancelled)}</strong></p>` : ""}
${facts(page)}
${Object.keys(terms.about).length === 0 ? "" : bodyHtml(name(terms.about))}
${state === "open" ? place(page) : ""}
</div>
<p class="reprise-answer__links"><a href="{{ routes.account_url }}">${plain(says.toAccount)}</a>
<a href="{{ routes.root_url }}">${plain(says.back)}</a></p>`;
}

function facts({ shown, locale, shop }: EventPage): string {
  const words = gatheringWords[locale];
  const { startsAt, endsAt, timeZone, place, url } = shown.terms;
  const times = { startsAt: new Date(startsAt), endsAt: new Date(endsAt), timeZone };
  const rows = [
    [words.when, plain(`${dayText(times.startsAt, timeZone, locale)}, ${timesText(times, locale)}`)],
    ...(place === null ? [] : [[words.where, plain(textIn(place, locale, shop.primaryLocale))]]),
    ...(url === null
      ? []
      : shown.own === "registered"
        ? [[words.online, `<a href="${plain(url)}" rel="noopener">${plain(url)}</a>`]]
        : [[words.online, plain(words.onlineAfter)]]),
  ];
  return `<dl>${rows.map(([term = "", text = ""]) => `<dt>${plain(term)}</dt><dd>${text}</dd>`).join("")}</dl>`;
}

/** Where whoever looks stands, and what they can do about it. */
function place(page: EventPage): string {
  const { shown, locale, key } = page;
  const words = gatheringWords[locale];
  const calendar = `<a href="${plain(shown.handle)}/calendar?l=${locale}${key === null ? "" : `&amp;g=${plain(key)}`}">${plain(words.calendar)}</a>`;
  if (shown.own !== null && key !== null) {
    const has = shown.own === "registered";
    return `<h2>${plain(has ? words.registered : words.waiting)}</h2>
<p>${plain(has ? words.registeredText : words.waitingText)}</p>
<div class="reprise-answer__links">${has ? calendar : ""}
${shown.ahead ? form(page, key, "leave", has ? words.leave : words.leaveWait) : ""}</div>`;
  }
  if (!shown.ahead) return `<p><strong>${plain(words.over)}</strong></p>`;
  const standing = shown.full ? `<p><strong>${plain(words.full)}</strong></p>` : left(page);
  if (key === null)
    return `${standing}
<p>${plain(words.logInText)}</p>
<p><a class="reprise-answer__main" href="{{ routes.storefront_login_url | default: routes.account_login_url }}">${plain(words.logIn)}</a></p>`;
  return `${standing}
<p>${plain(words.registerHint)}</p>
${form(page, key, "join", shown.full ? words.wait : words.register)}`;
}

/** Said only where it may hurry somebody for a true reason. */
const FEW = 10;

function left({ shown: { left: count }, locale }: EventPage): string {
  const words = gatheringWords[locale];
  if (count === null || count > FEW) return "";
  return `<p>${plain(count === 1 ? words.placesOne : fillIn(words.places, { count: String(count) }))}</p>`;
}

function form({ locale }: EventPage, key: string, intent: "join" | "leave", label: string): string {
  return `<form method="post">
<input type="hidden" name="l" value="${locale}">
<input type="hidden" name="key" value="${plain(key)}">
<input type="hidden" name="intent" value="${intent}">
<button class="reprise-answer__main" type="submit">${plain(label)}</button>
</form>`;
}
