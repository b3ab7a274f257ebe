import { goodUntil, offerInWords, type Offer } from "../../referrals/landing/offer.ts";
import { referralWords } from "../../referrals/landing/words.ts";
import { plain } from "../answer.ts";

/** What a friend sent and why it will not do. */
export type Problem = { email: string; text: string };

/** The page behind a link, with the form that asks for a code. It posts to its own address. */
export function offerPage(offer: Offer, problem: Problem | null): string {
  const words = referralWords[offer.locale];
  const { title, text, value, conditions, disclosure } = offerInWords(offer);
  const wrong = problem === null ? "" : ` aria-invalid="true" aria-describedby="reprise-friend-problem"`;
  return `<h1>${plain(title)}</h1>
${text === null ? "" : `<p>${plain(text)}</p>`}
<p class="reprise-answer__offer"><strong>${plain(value)}</strong></p>
<p>${conditions.map(plain).join(" ")}</p>
<p>${plain(disclosure)}</p>
<form class="reprise-answer__form" method="post">
<input type="hidden" name="l" value="${offer.locale}">
<label for="reprise-friend">${plain(words.email)}</label>
<input id="reprise-friend" name="email" type="email" required maxlength="254" autocomplete="email" value="${plain(problem?.email ?? "")}"${wrong}>
${problem === null ? "" : `<p id="reprise-friend-problem" role="alert">${plain(problem.text)}</p>`}
<p class="reprise-answer__trap" aria-hidden="true"><label for="reprise-friend-website">${plain(words.trap)}</label><input id="reprise-friend-website" name="website" type="text" tabindex="-1" autocomplete="off"></p>
<p><small>${plain(words.hint)}</small></p>
<button class="reprise-answer__main" type="submit">${plain(words.send)}</button>
</form>`;
}

/** The friend's code, and the way into the shop with it. */
export function codePage(offer: Offer, { code, expiresAt }: { code: string; expiresAt: Date }): string {
  const words = referralWords[offer.locale];
  const { value, disclosure } = offerInWords(offer);
  return `<h1>${plain(words.codeTitle)}</h1>
<p class="reprise-answer__offer"><strong>${plain(value)}</strong></p>
<p><code class="reprise-answer__code" translate="no">${plain(code)}</code></p>
<p role="status">${plain(goodUntil(expiresAt, offer.shop.timeZone, offer.locale))}</p>
<p class="reprise-answer__links"><a class="reprise-answer__main" href="/discount/${plain(encodeURIComponent(code))}?redirect={{ routes.root_url | url_encode }}">${plain(words.shop)}</a></p>
<p>${plain(disclosure)}</p>`;
}
