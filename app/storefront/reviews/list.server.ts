import { sql } from "kysely";

import { db } from "../../db.server.ts";
import { shopperLocale, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { productIn } from "../../reviews/asked/form.ts";
import { meanOf } from "../../reviews/review.ts";
import { readPublished, readRatings, reviewSorts, type ReviewSort } from "../../reviews/shown/read.server.ts";
import type { ShownReview } from "../../reviews/shown/theme-reviews.ts";
import { shownWords } from "../../reviews/shown/words.ts";
import { PROXY_PATH, type Shop } from "../../shops/shop.ts";
import { plain } from "../answer.ts";
import { receiveVisit } from "../visit.server.ts";

const PAGE = 20;
const LAST_PAGE = 500;

/** All reviews of a product, a page at a time, inside the shop's theme. */
export async function listPage(request: Request, now: Date): Promise<Response> {
  const visit = await receiveVisit(request, now);
  if (visit instanceof Response) return visit;
  const { shop } = visit;
  const query = new URL(request.url).searchParams;
  const productId = productIn(query.get("product"));
  const product = productId === null ? null : await findProduct(shop.shopId, productId);
  if (productId === null || product === null) return liquid("<p>404</p>", 404);
  const sort = reviewSorts.find((one) => one === query.get("sort")) ?? "newest";
  const asked = query.get("page") ?? "";
  const page = /^[1-9]\d{0,2}$/.test(asked) ? Math.min(Number(asked), LAST_PAGE) : 1;
  const locale = shopperLocale(query.get("locale"), shop.primaryLocale);
  const [ratings, reviews] = await Promise.all([
    readRatings(db(), shop.shopId, [productId]),
    readPublished(db(), shop, productId, { sort, limit: PAGE + 1, offset: (page - 1) * PAGE }),
  ]);
  const rating = ratings.get(productId) ?? { count: 0, sum: 0 };
  const view = { shop, productId, product, locale, sort, page, mean: meanOf(rating), count: rating.count };
  return liquid(pageOf({ ...view, more: reviews.length > PAGE, reviews: reviews.slice(0, PAGE) }));
}

function liquid(body: string, status = 200): Response {
  return new Response(body, { status, headers: { "Content-Type": "application/liquid", "Cache-Control": "private, no-store" } });
}

async function findProduct(shopId: number, productId: bigint): Promise<{ title: string; handle: string } | null> {
  const { rows } = await sql<{ title: string; handle: string }>`
    select title, handle from products where shop_id = ${shopId} and product_id = ${productId}
  `.execute(db());
  return rows[0] ?? null;
}

type View = {
  shop: Shop;
  productId: bigint;
  product: { title: string; handle: string };
  locale: ShopperLocale;
  sort: ReviewSort;
  page: number;
  mean: string | null;
  count: number;
  more: boolean;
  reviews: readonly ShownReview[];
};

const STYLE = `
.reprise-reviews{box-sizing:border-box;max-width:44rem;margin-inline:auto;padding:clamp(1.5rem,5vw,3rem) 1.25rem;font:inherit;color:inherit;overflow-wrap:anywhere}
.reprise-reviews ul{list-style:none;margin:1.5rem 0;padding:0}
.reprise-reviews li{padding:1rem 0;border-top:1px solid currentcolor}
.reprise-reviews p{margin:.25rem 0}
.reprise-reviews__text{white-space:pre-line}
.reprise-reviews img{display:inline-block;width:96px;height:96px;object-fit:cover;margin:.5rem .5rem 0 0;border-radius:8px}
.reprise-reviews__reply{margin:.75rem 0 0 1rem;padding-left:1rem;border-left:3px solid currentcolor}
.reprise-reviews__links{display:flex;flex-wrap:wrap;gap:.75rem 1.5rem;align-items:center}
.reprise-reviews__links a{display:inline-block;padding-block:.6em;color:inherit}
.reprise-reviews select,.reprise-reviews button{padding:.5em .75em;font:inherit;color:inherit;background:none;border:1px solid currentcolor;border-radius:8px;max-width:100%}
`;

/** Liquid of the theme. Whatever comes from outside is text in it, never markup and never Liquid. */
function pageOf({ shop, productId, product, locale, sort, page, mean, count, more, reviews }: View): string {
  const words = shownWords[locale];
  const proxy = shop.proxyPath ?? PROXY_PATH;
  const address = (to: number) => plain(`?product=${productId}&locale=${locale}&sort=${sort}&page=${to}`);
  const options = reviewSorts.map(
    (one) => `<option value="${one}"${one === sort ? " selected" : ""}>${plain(words[one])}</option>`,
  );
  const link = (href: string, text: string) => `<a href="${href}">${plain(text)}</a>`;
  return `<style>${STYLE}</style>
<div class="reprise-reviews" lang="${locale}">
<h1>${plain(words.title(product.title))}</h1>
<p>${plain(mean === null ? words.none : words.mean(decimal(mean, locale), count))}</p>
<p class="reprise-reviews__links">${link(`${plain(proxy)}/review?product=${productId}&#38;locale=${locale}`, words.write)}
${link(`{{ routes.root_url | append: '/' | replace: '//', '/' }}products/${plain(encodeURIComponent(product.handle))}`, words.back)}</p>
${
  mean === null
    ? ""
    : `<form method="get"><input type="hidden" name="product" value="${productId}"><input type="hidden" name="locale" value="${locale}">
<label for="reprise-sort">${plain(words.sort)}</label> <select id="reprise-sort" name="sort">${options.join("")}</select> <button type="submit">${plain(words.show)}</button></form>
<ul>${reviews.map((review) => itemOf(review, shop, proxy, locale)).join("\n")}</ul>`
}
<p class="reprise-reviews__links">${page > 1 ? link(address(page - 1), words.previous) : ""} ${more ? link(address(page + 1), words.next) : ""}</p>
<p><small>${plain(words.about)}</small></p>
</div>`;
}

function itemOf(review: ShownReview, shop: Shop, proxy: string, locale: ShopperLocale): string {
  const words = shownWords[locale];
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${review.on}T00:00:00Z`));
  const language = review.lang === locale ? "" : ` lang="${plain(review.lang)}"`;
  const photos = review.photos.map(
    (id) =>
      `<a href="${plain(proxy)}/photo/${id}"><img src="${plain(proxy)}/photo/${id}-s" width="96" height="96" loading="lazy" alt="${plain(words.photo)}"></a>`,
  );
  return `<li>
<p><span role="img" aria-label="${plain(words.starsOf(review.stars))}">${"★".repeat(review.stars)}${"☆".repeat(5 - review.stars)}</span> <strong${language}>${plain(review.title)}</strong></p>
<p>${plain(review.name)}, ${plain(day)}, ${plain(review.verified ? words.verified : words.unverified)}</p>
${review.text === "" ? "" : `<p class="reprise-reviews__text"${language}>${plain(review.text)}</p>`}
${photos.length === 0 ? "" : `<p>${photos.join("")}</p>`}
${review.rewarded ? `<p><small>${plain(words.rewarded)}</small></p>` : ""}
${review.reply === "" ? "" : `<div class="reprise-reviews__reply"><p><strong>${plain(words.reply(shop.name))}</strong></p><p class="reprise-reviews__text">${plain(review.reply)}</p></div>`}
</li>`;
}

/** "4.67" as the language writes it. */
function decimal(mean: string, locale: ShopperLocale): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(Number(mean));
}
