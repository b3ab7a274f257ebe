import { fillIn, pointsText, shopperSays, voiceOf, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { fieldOf, takesSeveral } from "../../learning/answers/grade.ts";
import { bodyHtml } from "../../messages/content/document/page-markup.ts";
import type { Question } from "../../learning/content/terms.ts";
import type { ShownModule } from "../../learning/shown/for-shoppers.server.ts";
import { moduleWords } from "../../learning/shown/words.ts";
import { textIn, type Texts } from "../../program/rules/texts.ts";
import type { Shop } from "../../shops/shop.ts";
import { plain } from "../answer.ts";

export type ModulePage = {
  shop: Shop;
  locale: ShopperLocale;
  handle: string;
  shown: ShownModule;
  /** Just now. */
  answered: boolean;
  /** That passing has just brought. */
  points: bigint;
  problem: string | null;
  /** Questions that were left out. */
  missing: readonly string[];
  /** What the form said, where it is shown again. */
  chosen: ReadonlyMap<string, string> | null;
  /** What the form is known by; null: nobody is logged in. */
  key: string | null;
};

const STYLE = `
.reprise-module img{display:block;max-width:100%;height:auto}
.reprise-module fieldset{margin:0 0 1.5rem;padding:0;border:0;min-inline-size:0}
.reprise-module legend{padding:0;font-weight:600}
.reprise-module fieldset label{display:flex;gap:.75em;align-items:start;padding-block:.4em}
.reprise-module fieldset input{flex:none;width:1.2em;height:1.2em;margin:.15em 0 0}
`;

/** What there is to read, what came of the last try, and the questions. The form posts to its own address, and nothing on the page needs a script. */
export function modulePage(page: ModulePage): string {
  const { shown, locale, shop, problem, handle } = page;
  const { terms, pass } = shown;
  const says = shopperSays(voiceOf(shop, locale));
  const name = namesIn(page);
  const body = textIn(terms.body, locale, shop.primaryLocale);
  const words = moduleWords[locale];
  return `<style>${STYLE}</style>
<div class="reprise-module">
<h1>${plain(name(terms.title))}</h1>
${problem === null ? "" : `<p role="alert" id="reprise-module-problem"><strong>${plain(problem)}</strong></p>`}
${pass === null ? outcome(page) : passed(page)}
${bodyHtml(body)}
${terms.video === null ? "" : `<p><a href="${plain(terms.video)}" rel="noopener">${plain(words.video)}</a></p>`}
${pass === null ? quiz(page) : solution(page)}
</div>
<p class="reprise-answer__links">${pass === null ? "" : `<a class="reprise-answer__main" href="${plain(handle)}/certificate?l=${locale}">${plain(words.certificate)}</a>`}
<a href="{{ routes.account_url }}">${plain(says.toAccount)}</a>
<a href="{{ routes.root_url }}">${plain(says.back)}</a></p>`;
}

function namesIn({ locale, shop }: ModulePage): (texts: Texts) => string {
  return (texts) => textIn(texts, locale, shop.primaryLocale);
}

function passed({ locale, shop, points }: ModulePage): string {
  const words = moduleWords[locale];
  const credited = fillIn(words.credited, { points: pointsText(points, voiceOf(shop, locale)) });
  return `<div role="status"><p class="reprise-answer__offer"><strong>${plain(words.passed)}</strong></p>
${points > 0n ? `<p>${plain(credited)}</p>` : ""}</div>`;
}

/** Of a try that did not pass: which questions were wrong, and not what is right. */
function outcome(page: ModulePage): string {
  const { locale, shown, answered } = page;
  const { last, terms } = shown;
  if (!answered || last === null) return "";
  const words = moduleWords[locale];
  const name = namesIn(page);
  const wrong = terms.questions.filter(({ key }) => last.wrong.includes(key));
  const score = fillIn(words.score, { correct: String(last.correct), count: String(last.questions) });
  return `<div role="status"><p class="reprise-answer__offer"><strong>${plain(words.failed)}</strong></p>
<p>${plain(score)} ${plain(words.wrongOnes)}</p>
<ul>${wrong.map(({ text }) => `<li>${plain(name(text))}</li>`).join("\n")}</ul></div>`;
}

function quiz(page: ModulePage): string {
  const { locale, shop, shown, key } = page;
  const words = moduleWords[locale];
  const { terms, sheet, left } = shown;
  const { questions, needed, points } = terms;
  const say = (text: string) => `<p>${plain(text)}</p>`;
  const counts = { needed: String(needed), count: String(questions.length) };
  const brings = points === 0 ? "" : say(fillIn(words.brings, { points: pointsText(points, voiceOf(shop, locale)) }));
  const about = `<h2>${plain(words.quiz)}</h2>
${say(fillIn(words.pass, counts))}
${brings}`;
  if (key === null)
    return `${about}
${say(words.logInText)}
<p><a class="reprise-answer__main" href="{{ routes.storefront_login_url | default: routes.account_login_url }}">${plain(words.logIn)}</a></p>`;
  if (left === 0) return `${about}\n<p><strong>${plain(words.none)}</strong></p>`;
  return `${about}
<form method="post">
<input type="hidden" name="l" value="${locale}">
<input type="hidden" name="version" value="${sheet.version}">
<input type="hidden" name="try" value="${sheet.number}">
<input type="hidden" name="key" value="${plain(key)}">
${questions.map((question) => fields(page, question)).join("\n")}
<p>${plain(left === 1 ? words.leftOne : fillIn(words.left, { count: String(left) }))}</p>
<p><button class="reprise-answer__main" type="submit">${plain(words.send)}</button></p>
</form>`;
}

function fields(page: ModulePage, question: Question): string {
  const { chosen, missing, locale } = page;
  const name = namesIn(page);
  const words = moduleWords[locale];
  const { key, text, answers } = question;
  const several = takesSeveral(question);
  const wrong = missing.includes(key) ? ` aria-describedby="reprise-module-problem"` : "";
  const inputs = answers.map((answer) => {
    const field = several ? fieldOf(key, answer.key) : fieldOf(key);
    const value = several ? "on" : answer.key;
    const on = chosen?.get(field) === value ? " checked" : "";
    const kind = several ? `type="checkbox"` : `type="radio" required`;
    return `<label><input ${kind} name="${field}" value="${value}"${on}> <span>${plain(name(answer.text))}</span></label>`;
  });
  return `<fieldset${wrong}><legend>${plain(name(text))}</legend>
<small>${plain(several ? words.several : words.one)}</small>
${inputs.join("\n")}
</fieldset>`;
}

/** Once it has been passed: what is right, and why. */
function solution(page: ModulePage): string {
  const name = namesIn(page);
  const words = moduleWords[page.locale];
  const items = page.shown.terms.questions.map(({ text, why, answers }) => {
    const right = answers.filter((answer) => answer.right).map((answer) => plain(name(answer.text)));
    return `<li><strong>${plain(name(text))}</strong><br>${plain(words.rightAnswer)}: ${right.join(" · ")}${why === null ? "" : `<br>${plain(name(why))}`}</li>`;
  });
  return `<h2>${plain(words.solution)}</h2>
<ol>${items.join("\n")}</ol>`;
}
