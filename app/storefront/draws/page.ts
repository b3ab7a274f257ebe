import { closesAt, opensAt, zoneOf } from "../../draws/content/days.ts";
import type { Prize } from "../../draws/content/terms.ts";
import type { ShownDraw } from "../../draws/shown/for-shoppers.server.ts";
import { colorOf, wheel } from "../../draws/shown/wheel.ts";
import { drawWords } from "../../draws/shown/words.ts";
import { dayText } from "../../i18n/shopper/dates.ts";
import { fillIn, pointsText, shopperSays, voiceOf, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { plusMs } from "../../lib/time.ts";
import { consentTexts } from "../../messages/sign-ups/consent-text.ts";
import { signUpWords } from "../../messages/sign-ups/words.ts";
import { textIn, type Texts } from "../../program/rules/texts.ts";
import { plain } from "../answer.ts";
import { result, type DrawPage } from "./result.ts";
import { STYLE } from "./style.ts";

/** Everything of a draw before, while and after one takes part. The form posts to its own address, and needs no script; nothing on the page does. */
export function drawPage(page: DrawPage): string {
  const { shown, locale, problem, signedUp, shop } = page;
  const { draw } = shown;
  return `<style>${STYLE}</style>
<h1>${plain(textIn(draw.terms.title, locale, shop.primaryLocale))}</h1>
${problem === null ? "" : `<p role="alert" id="reprise-draw-problem"><strong>${plain(problem)}</strong></p>`}
${shown.own === null ? "" : result(page, shown.own)}
${signedUp ? `<p>${plain(signUpWords[locale](shop.name).sent)}</p>` : ""}
${draw.terms.kind === "wheel" && !isScratched(page) ? picture(page) : ""}
${facts(page)}
${entry(page)}
${rules(page)}
${proof(page)}
<p class="reprise-answer__links"><a href="{{ routes.account_url }}">${plain(shopperSays(voiceOf(shop, locale)).toAccount)}</a>
<a href="{{ routes.root_url }}">${plain(shopperSays(voiceOf(shop, locale)).back)}</a></p>`;
}

const isScratched = ({ shown, fresh }: DrawPage) => fresh && shown.draw.terms.kind === "card";

function picture({ shown, locale, fresh }: DrawPage): string {
  const segments = shown.draw.terms.prizes.map(({ parts, kind }) => ({ parts, blank: kind === "nothing" }));
  return wheel(segments, shown.own?.roll ?? null, fresh, plain(drawWords[locale].wheel));
}

function facts({ shop, locale, shown }: DrawPage): string {
  const words = drawWords[locale];
  const { terms } = shown.draw;
  const { prizes, fallback, everyDays, mostPoints } = terms;
  const name = (texts: Texts) => textIn(texts, locale, shop.primaryLocale);
  const timeZone = zoneOf(shown.draw, shop);
  const day = (at: Date) => dayText(at, timeZone, locale);
  const other = prizes.find(({ key }) => key === fallback);
  const often =
    everyDays === null
      ? words.once
      : everyDays === 1
        ? words.daily
        : fillIn(words.every, { days: new Intl.NumberFormat(locale).format(everyDays) });
  const lines = [
    fillIn(words.from, { from: day(opensAt(terms, timeZone)), until: day(plusMs(closesAt(terms, timeZone), -1)) }),
    often,
    words.free,
    ...(mostPoints === null ? [] : [fillIn(words.cap, { points: pointsText(mostPoints, voiceOf(shop, locale)) })]),
    other === undefined ? words.noFallback : fillIn(words.fallback, { prize: name(other.title) }),
  ];
  const segments = prizes.map(({ parts, kind }) => ({ parts, blank: kind === "nothing" }));
  const rows = prizes.map(
    (
      prize,
      index,
    ) => `<li>${terms.kind === "wheel" ? `<span class="reprise-draw__swatch" style="background:${colorOf(segments, index)}"></span>` : ""}
<span><strong>${plain(name(prize.title))}</strong><br>${plain(`${words.chance}: ${percent(prize, locale)}${stockText(prize, shown, locale)}`)}</span></li>`,
  );
  return `<h2>${plain(words.prizes)}</h2>
<ul class="reprise-draw__prizes">${rows.join("\n")}</ul>
<ul>${lines.map((line) => `<li>${plain(line)}</li>`).join("\n")}</ul>`;
}

function percent({ parts }: Prize, locale: ShopperLocale): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 4 }).format(parts / 1_000_000);
}

function stockText({ key, stock }: Prize, { left }: ShownDraw, locale: ShopperLocale): string {
  const words = drawWords[locale];
  if (stock === null) return "";
  const count = left.get(key) ?? stock;
  const number = (value: number) => new Intl.NumberFormat(locale).format(value);
  return ` · ${count === 0 ? words.gone : fillIn(words.left, { left: number(count), stock: number(stock) })}`;
}

/** The form; or why there is none. */
function entry({ shop, locale, shown, key, news, problem }: DrawPage): string {
  const words = drawWords[locale];
  const { draw, phase, done, again } = shown;
  const timeZone = zoneOf(shown.draw, shop);
  const day = (at: Date) => dayText(at, timeZone, locale);
  const say = (text: string) => `<p><strong>${plain(text)}</strong></p>`;
  if (phase === "over") return say(words.over);
  if (phase === "paused") return say(words.paused);
  if (phase === "ahead") return say(fillIn(words.ahead, { date: day(opensAt(draw.terms, timeZone)) }));
  if (done) return say(again === null ? words.done : fillIn(words.again, { date: day(again) }));
  if (key === null)
    return `<p>${plain(words.logInText)}</p>
<p><a class="reprise-answer__main" href="{{ routes.storefront_login_url | default: routes.account_login_url }}">${plain(words.logIn)}</a></p>`;
  const wrong = problem === null ? "" : ` aria-invalid="true" aria-describedby="reprise-draw-problem"`;
  const consent = consentTexts[locale].replace("{{ shop }}", () => shop.name);
  return `<form class="reprise-draw__form" method="post">
<input type="hidden" name="l" value="${locale}">
<input type="hidden" name="key" value="${plain(key)}">
<p><a href="#reprise-draw-rules">${plain(words.rules)}</a></p>
<p><label><input type="checkbox" name="accept" value="on" required${wrong}> <span>${plain(words.accept)}</span></label></p>
${news ? `<p><label><input type="checkbox" name="agree" value="on"> <span>${plain(consent)} <small>${plain(words.news)}</small></span></label></p>` : ""}
<p><button class="reprise-answer__main" type="submit">${plain(draw.terms.kind === "wheel" ? words.spin : words.card)}</button></p>
</form>`;
}

function rules({ locale, shown, shop }: DrawPage): string {
  const paragraphs = textIn(shown.draw.terms.rules, locale, shop.primaryLocale).split(/\n{2,}/);
  return `<h2 id="reprise-draw-rules">${plain(drawWords[locale].rules)}</h2>
${paragraphs.map((paragraph) => `<p>${plain(paragraph).replace(/\r?\n/g, "<br>")}</p>`).join("\n")}`;
}

function proof({ locale, shown }: DrawPage): string {
  const words = drawWords[locale];
  const { draw, own, phase } = shown;
  const code = (text: string) => `<code class="reprise-draw__hash" translate="no">${plain(text)}</code>`;
  return `<details class="reprise-draw__proof"><summary>${plain(words.proof)}</summary>
<p>${plain(words.hash)}<br>${code(draw.seedHash)}</p>
${phase === "over" ? `<p>${plain(words.seed)}<br>${code(draw.seed)}</p>` : ""}
${own === null ? "" : `<p>${plain(fillIn(words.yours, { number: String(own.number), roll: String(own.roll) }))}</p>`}
<p>${plain(words.how)}</p></details>`;
}
