import type { ApplicationIssue } from "../../affiliates/people/application.ts";
import { fillIn } from "../../i18n/shopper/say.ts";
import type { Locale } from "../../i18n/translate.ts";
import { plain } from "../answer.ts";
import { partnerWords } from "./words.ts";

/** Whose page it is, and what is said of the shop. */
export type Setting = { locale: Locale; shopName: string };

/** A field of a form, with its label and what it is told with. `name` is its id, too. */
export function field(
  name: string,
  label: string,
  { type = "text", value = "", most = 140, wanted = true, hint, fill = "off" }: FieldOptions = {},
): string {
  const hinted = hint === undefined ? "" : ` aria-describedby="reprise-${name}-hint"`;
  return `<label for="reprise-${name}">${plain(label)}</label>
<input id="reprise-${name}" name="${name}" type="${type}" maxlength="${most}" autocomplete="${fill}" value="${plain(value)}"${wanted ? " required" : ""}${hinted}>
${hint === undefined ? "" : `<small id="reprise-${name}-hint">${plain(hint)}</small>`}`;
}
type FieldOptions = { type?: string; value?: string; most?: number; wanted?: boolean; hint?: string; fill?: string };

export function tick(name: string, label: string): string {
  return `<label class="reprise-answer__tick"><input type="checkbox" name="${name}" value="yes" required> <span>${plain(label)}</span></label>`;
}

/** What is wrong with a form, above it. */
export function problems(title: string, texts: readonly string[]): string {
  if (texts.length === 0) return "";
  return `<div role="alert"><p><strong>${plain(title)}</strong></p><ul>${texts.map((text) => `<li>${plain(text)}</li>`).join("")}</ul></div>`;
}

/** The merchant's own text, its lines kept. */
export function ownText(text: string): string {
  return plain(text).replaceAll("\n", "<br>");
}

const LOG_IN = "{{ routes.storefront_login_url | default: routes.account_login_url }}";

type ApplyPage = Setting & {
  terms: string | null;
  /** What was typed, or is known of who is logged in. */
  typed: ReadonlyMap<string, string>;
  /** The account's own, which a form cannot change. */
  email: string | null;
  /** Somebody is logged in. */
  known: boolean;
  /** They were declined, and may apply again by now. */
  again: boolean;
  issues: readonly ApplicationIssue[];
  /** Who recruits them, by whose link they came. */
  inviter: { name: string; code: string } | null;
};

/** The form by which somebody applies. It posts to its own address. */
export function applyPage({ locale, shopName, terms, typed, email, known, again, issues, inviter }: ApplyPage): string {
  const words = partnerWords[locale];
  const say = (text: string) => fillIn(text, { shop: shopName });
  return `<h1>${plain(say(words.applyTitle))}</h1>
<p>${plain(say(words.applyText))}</p>
${inviter === null ? "" : `<p>${plain(fillIn(words.invitedBy, { name: inviter.name }))}</p>`}
${again ? `<p>${plain(words.again)}</p>` : ""}
${known ? "" : `<p><a href="${LOG_IN}">${plain(words.logIn)}</a></p>`}
${problems(
  words.wrong,
  issues.map((issue) => words.issues[issue]),
)}
<form class="reprise-answer__form" method="post">
<input type="hidden" name="l" value="${locale}"><input type="hidden" name="what" value="apply">${inviter === null ? "" : `<input type="hidden" name="by" value="${plain(inviter.code)}">`}
${field("name", words.name, { value: typed.get("name") ?? "", most: 100, fill: "name" })}
${email === null ? field("email", words.email, { type: "email", value: typed.get("email") ?? "", most: 254, fill: "email" }) : `<p>${plain(words.email)}: ${plain(email)}</p>`}
${field("website", words.website, { value: typed.get("website") ?? "", most: 300, wanted: false, fill: "url" })}
<label for="reprise-pitch">${plain(words.pitch)}</label>
<textarea id="reprise-pitch" name="pitch" rows="5" maxlength="1000" required>${plain(typed.get("pitch") ?? "")}</textarea>
<p class="reprise-answer__trap" aria-hidden="true"><label for="reprise-company">${plain(words.trap)}</label><input id="reprise-company" name="company" type="text" tabindex="-1" autocomplete="off"></p>
${terms === null ? "" : `<h2>${plain(words.terms)}</h2>\n<p>${ownText(terms)}</p>`}
${tick("agree", terms === null ? words.agreeOwn : `${words.agree} ${words.agreeOwn}`)}
<button class="reprise-answer__main" type="submit">${plain(words.send)}</button>
</form>`;
}

/** The page behind an affiliate's link. It tells that it is advertising, and its button leads into the shop with the code. */
export function linkPage(
  { locale, shopName }: Setting,
  { name, code, percent, key }: { name: string; code: string; percent: number; key: string },
): string {
  const words = partnerWords[locale];
  const values = { name, shop: shopName, percent: String(percent) };
  return `<h1>${plain(fillIn(words.recommendedBy, values))}</h1>
<p class="reprise-answer__offer"><strong>${plain(fillIn(words.off, values))}</strong></p>
<p><code class="reprise-answer__code" translate="no">${plain(code)}</code></p>
<p>${plain(fillIn(words.disclosure, values))}</p>
<form class="reprise-answer__form" method="post">
<input type="hidden" name="l" value="${locale}"><input type="hidden" name="key" value="${key}">
<button class="reprise-answer__main" type="submit">${plain(words.toShop)}</button>
</form>
<p><small>${plain(words.remember)}</small></p>`;
}

/** Who applied as a guest binds the partnership to their account. @param key null: nobody is logged in */
export function accountPage(locale: Locale, { name, token, key }: { name: string; token: string; key: string | null }): string {
  const words = partnerWords[locale];
  if (key === null)
    return `<h1>${plain(words.accountTitle)}</h1>
<p>${plain(words.accountLogIn)}</p>
<p><a class="reprise-answer__main" href="${LOG_IN}">${plain(words.accountLogInLink)}</a></p>`;
  return `<h1>${plain(words.accountTitle)}</h1>
<p>${plain(fillIn(words.accountText, { name }))}</p>
<form class="reprise-answer__form" method="post">
<input type="hidden" name="l" value="${locale}"><input type="hidden" name="what" value="account">
<input type="hidden" name="account" value="${plain(token)}"><input type="hidden" name="key" value="${key}">
<button class="reprise-answer__main" type="submit">${plain(words.accountBind)}</button>
</form>`;
}

/** What there is to say where nothing is to be done. */
export function sayPage(locale: Locale, title: string, texts: readonly string[]): string {
  return `<h1>${plain(title)}</h1>
${texts.map((text) => `<p role="status">${ownText(text)}</p>`).join("\n")}
<p class="reprise-answer__links"><a href="{{ routes.root_url }}">${plain(partnerWords[locale].back)}</a></p>`;
}
