import { dayText } from "../../i18n/shopper/dates.ts";
import { fillIn, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { formatMoney } from "../../lib/money.ts";
import { textIn } from "../../program/rules/texts.ts";
import type { Terms } from "../../referrals/terms.ts";
import type { Shop } from "../../shops/shop.ts";
import { plain } from "../answer.ts";
import { referralWords } from "./words.ts";

/** `firstName` null: nobody knows, or they have not told. */
export type Offer = { shop: Pick<Shop, "name" | "currency" | "timeZone">; locale: ShopperLocale; firstName: string | null; terms: Terms };

/** A name is a name: longer ones, and what looks like an address of the web, are left out. */
const LONGEST_NAME = 40;

function nameOf(firstName: string | null): string | null {
  const name = (firstName ?? "").replace(/\s+/g, " ").trim();
  return name === "" || name.length > LONGEST_NAME || /[./:@]\S|www/i.test(name) ? null : name;
}

/** Who recommends, what there is, and that it is advertising: the same wherever it stands. */
function about({ shop, locale, firstName, terms }: Offer): { title: string; text: string | null; offer: string; disclosure: string } {
  const words = referralWords[locale];
  const name = nameOf(firstName);
  const values = { shop: shop.name, name: name ?? "" };
  const { friend } = terms;
  const value =
    friend.kind === "percentage"
      ? new Intl.NumberFormat(locale, { style: "percent" }).format(friend.percent / 100)
      : formatMoney(BigInt(friend.valueMinor), shop.currency, locale);
  return {
    title: terms.title === null ? fillIn(name === null ? words.recommended : words.recommendedBy, values) : textIn(terms.title, locale),
    text: terms.text === null ? null : textIn(terms.text, locale),
    offer: fillIn(friend.kind === "percentage" ? words.percent : words.amount, { value }),
    disclosure: fillIn(name === null ? words.disclosure : words.disclosureOf, values),
  };
}

/** The page behind a link, with the form that asks for a code. It posts to its own address. @param problem what is wrong with what was sent */
export function offerPage(offer: Offer, problem: { email: string; text: string } | null): string {
  const { shop, locale, terms } = offer;
  const words = referralWords[locale];
  const { title, text, offer: what, disclosure } = about(offer);
  const minimum =
    terms.minSpendMinor === 0 ? [] : [fillIn(words.minimum, { amount: formatMoney(BigInt(terms.minSpendMinor), shop.currency, locale) })];
  const conditions = [...minimum, fillIn(words.valid, { days: String(terms.validDays) }), words.once];
  return `<h1>${plain(title)}</h1>
${text === null ? "" : `<p>${plain(text)}</p>`}
<p class="reprise-answer__offer"><strong>${plain(what)}</strong></p>
<p>${conditions.map(plain).join(" ")}</p>
<p><small>${plain(disclosure)}</small></p>
<form class="reprise-answer__form" method="post">
<input type="hidden" name="l" value="${locale}">
<label for="reprise-friend">${plain(words.email)}</label>
<input id="reprise-friend" name="email" type="email" required maxlength="254" autocomplete="email" value="${plain(problem?.email ?? "")}"${problem === null ? "" : ` aria-invalid="true" aria-describedby="reprise-friend-problem"`}>
${problem === null ? "" : `<p id="reprise-friend-problem" role="alert">${plain(problem.text)}</p>`}
<p class="reprise-answer__trap" aria-hidden="true"><label for="reprise-friend-website">${plain(words.trap)}</label><input id="reprise-friend-website" name="website" type="text" tabindex="-1" autocomplete="off"></p>
<p><small>${plain(words.hint)}</small></p>
<button class="reprise-answer__main" type="submit">${plain(words.send)}</button>
</form>`;
}

/** The friend's code, and the way into the shop with it. */
export function codePage(offer: Offer, { code, expiresAt }: { code: string; expiresAt: Date }): string {
  const { shop, locale } = offer;
  const words = referralWords[locale];
  const { offer: what, disclosure } = about(offer);
  const text = fillIn(words.codeText, { date: dayText(new Date(expiresAt.getTime() - 1), shop.timeZone, locale) });
  return `<h1>${plain(words.codeTitle)}</h1>
<p><strong>${plain(what)}</strong></p>
<p><code class="reprise-answer__code" translate="no">${plain(code)}</code></p>
<p role="status">${plain(text)}</p>
<p class="reprise-answer__links"><a class="reprise-answer__main" href="/discount/${plain(encodeURIComponent(code))}?redirect={{ routes.root_url | url_encode }}">${plain(words.shop)}</a></p>
<p><small>${plain(disclosure)}</small></p>`;
}

/** What there is to say where there is no offer: the link is over, or its reader is not one of those it is for. */
export function wordPage(title: string, text: string, back: string): string {
  return `<h1>${plain(title)}</h1>
<p role="status">${plain(text)}</p>
<p class="reprise-answer__links"><a href="{{ routes.root_url }}">${plain(back)}</a></p>`;
}
