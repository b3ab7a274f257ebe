import { written } from "../../community/content/post.ts";
import type { OpenGroup, ShownGroup } from "../../community/shown/for-shoppers.server.ts";
import { systemNames } from "../../community/shown/systems.ts";
import { communityWords } from "../../community/shown/words.ts";
import { dayText } from "../../i18n/shopper/dates.ts";
import { fillIn, shopperSays, voiceOf, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { bodyHtml } from "../../messages/content/document/page-markup.ts";
import { textIn, type Texts } from "../../program/rules/texts.ts";
import type { Shop } from "../../shops/shop.ts";
import { plain } from "../answer.ts";

type Around = { shop: Shop; locale: ShopperLocale };

export type GroupPage = Around & {
  shown: ShownGroup;
  /** What forms are known by. */
  key: string;
  /** What has just been done, or why it was not. */
  done: string | null;
  problem: string | null;
};

const STYLE = `
.reprise-group img{display:block;max-width:100%;height:auto}
.reprise-group article{margin-block:1.5rem;padding-block-start:1rem;border-block-start:1px solid currentcolor}
`;

const linksOf = ({ shop, locale }: Around) => {
  const says = shopperSays(voiceOf(shop, locale));
  return `<p class="reprise-answer__links"><a href="{{ routes.account_url }}">${plain(says.toAccount)}</a>
<a href="{{ routes.root_url }}">${plain(says.back)}</a></p>`;
};

/** The groups that are open to whoever looks. */
export function listPage({ groups, ...around }: Around & { groups: readonly OpenGroup[] }): string {
  const { shop, locale } = around;
  const words = communityWords[locale];
  const items = groups.map(
    ({ handle, title }) =>
      `<li><a href="community/${plain(handle)}?l=${locale}">${plain(textIn(title, locale, shop.primaryLocale))}</a></li>`,
  );
  return `<h1>${plain(words.title)}</h1>
${items.length === 0 ? `<p>${plain(words.none)}</p>` : `<ul>${items.join("\n")}</ul>`}
${linksOf(around)}`;
}

/** What a group is about, the way in, and what is posted for it. Its forms post to its own address, and nothing on the page needs a script. */
export function groupPage(page: GroupPage): string {
  const { shown, locale, shop, done, problem } = page;
  const { title, about } = shown.terms;
  const name = (texts: Texts) => textIn(texts, locale, shop.primaryLocale);
  return `<style>${STYLE}</style>
<div class="reprise-group">
<h1>${plain(name(title))}</h1>
${problem === null ? "" : `<p role="alert"><strong>${plain(problem)}</strong></p>`}
${done === null ? "" : `<p role="status"><strong>${plain(done)}</strong></p>`}
${Object.keys(about).length === 0 ? "" : bodyHtml(name(about))}
${wayIn(page)}
${posts(page)}
</div>
${linksOf(page)}`;
}

function wayIn({ shown, locale, key }: GroupPage): string {
  const { terms, link, left, nameThere } = shown;
  const words = communityWords[locale];
  const hidden = (intent: string) => `<input type="hidden" name="l" value="${locale}">
<input type="hidden" name="key" value="${plain(key)}">
<input type="hidden" name="intent" value="${intent}">`;
  if (terms.giving === "none") return "";
  if (link === null)
    return left
      ? `<p>${plain(words.inviteText)}</p>
<form method="post">${hidden("join")}<button class="reprise-answer__main" type="submit">${plain(words.getIn)}</button></form>`
      : `<p><strong>${plain(words.noneLeft)}</strong></p>`;
  const system = systemNames[terms.kind] ?? words.group;
  return `<p><a class="reprise-answer__main" href="${plain(link)}" rel="noopener noreferrer">${plain(fillIn(words.open, { system }))}</a></p>
<p>${plain(words.keep)}</p>
<form class="reprise-answer__form" method="post">${hidden("name")}
<label for="reprise-name-there">${plain(words.nameThere)}</label>
<input id="reprise-name-there" name="name" maxlength="80" autocomplete="off" value="${plain(nameThere ?? "")}">
<p><small>${plain(words.nameHint)}</small></p>
<button class="reprise-answer__main" type="submit">${plain(words.save)}</button></form>`;
}

function posts({ shown, locale, shop }: GroupPage): string {
  const words = communityWords[locale];
  if (shown.posts.length === 0) return shown.terms.giving === "none" ? `<p>${plain(words.nothing)}</p>` : "";
  const says = (typed: Readonly<Record<string, string>>) => textIn(written(typed), locale, shop.primaryLocale);
  const items = shown.posts.map(({ post, publishedAt }) => {
    const day = publishedAt === null ? "" : dayText(publishedAt, shop.timeZone, locale);
    return `<article><h3>${plain(says(post.titles))}</h3>
<p><small>${plain(`${words[post.kind]} · ${day}`)}</small></p>
${bodyHtml(says(post.bodies))}</article>`;
  });
  return `<h2>${plain(words.posts)}</h2>
${items.join("\n")}`;
}
