import { deleteAReview } from "../../actions/shopper/answers/delete-a-review.server.ts";
import { writeAReview } from "../../actions/shopper/answers/write-a-review.server.ts";
import { now } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import type { ShopperLocale } from "../../i18n/shopper/say.ts";
import { isProgram } from "../../messages/clicks/automatic.ts";
import { oneLine } from "../../messages/content/text.ts";
import { linkAnswer } from "../../messages/links/answer.ts";
import { brokenLink } from "../../messages/links/broken.tsx";
import { textIn as wordsIn } from "../../program/rules/texts.ts";
import { PERMISSION, productIn, readReview, REMOVAL, starsIn, textIn, type PostedReview } from "../../reviews/asked/form.ts";
import { NothingPage, RemovedPage, ReviewPage, ThanksPage, type Trouble } from "../../reviews/asked/page.tsx";
import { LONGEST_PHOTO, readPicture, type Picture } from "../../reviews/photos/picture.server.ts";
import { promisedFor } from "../../reviews/points.server.ts";
import {
  cleaned,
  cleanedLine,
  LONGEST_AUTHOR,
  LONGEST_TEXT,
  LONGEST_TITLE,
  MOST_PHOTOS,
  usualName,
} from "../../reviews/review.ts";
import { hasAgreed } from "../../reviews/wall/permission.server.ts";
import { permissionWords } from "../../reviews/wall/words.ts";
import { findOwn, listBought, nameOf, type Bought } from "../../reviews/write.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { takeUpload } from "./upload.server.ts";

/** Who is asked for a review, and by what. `stars`: clicked already; `key`: what the form has to bring back. */
export type Asking = { customerId: bigint; locale: ShopperLocale; productId: bigint; stars: number | null; key: string };

/** The form for the product that is asked about, or another that its reader has bought. */
export async function showForm(request: Request, shop: Shop, asking: Asking): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const wanted = productIn(query.get("product")) ?? asking.productId;
  const bought = await listBought(db(), shop.shopId, asking.customerId, wanted);
  const product = bought.find(({ productId }) => productId === wanted) ?? bought.find(({ reviewed }) => !reviewed) ?? bought[0];
  if (product === undefined) return nothing(shop, asking.locale, true);
  const stars = product.productId === asking.productId ? (starsIn(query.get("stars") ?? "") ?? asking.stars) : null;
  return page(shop, asking, product, { stars, trouble: null, typed: null });
}

/** Nobody can be asked: who has bought nothing, or is not logged in. */
export function nothing(shop: Shop, locale: ShopperLocale, loggedIn: boolean): Response {
  return linkAnswer(<NothingPage locale={locale} shopName={oneLine(shop.name)} loggedIn={loggedIn} />, locale);
}

/** What is sent. Of which product it may be, the customer's orders say; what a program sends is thanked for and not kept. */
export function takeReview(request: Request, shop: Shop, asking: Asking): Promise<Response> {
  return takeUpload(request, (form) => takeForm(request, shop, asking, form));
}

async function takeForm(request: Request, shop: Shop, asking: Asking, form: FormData | "tooLong" | "busy"): Promise<Response> {
  const { customerId, locale, key } = asking;
  const wanted = form instanceof FormData ? productIn(textIn(form, "product")) : asking.productId;
  const bought = await listBought(db(), shop.shopId, customerId, wanted);
  const product = bought.find(({ productId }) => productId === wanted);
  if (!(form instanceof FormData))
    return product === undefined ? brokenLink(request) : page(shop, asking, product, { stars: null, trouble: form, typed: null });
  if (product === undefined || textIn(form, "key") !== key) return brokenLink(request);
  if (form.has(REMOVAL)) {
    if (!isProgram(request.headers)) await deleteAReview(shop, { customerId, productId: product.productId }, now);
    return linkAnswer(<RemovedPage locale={locale} />, locale);
  }
  const typed = {
    title: textIn(form, "title"),
    text: textIn(form, "text"),
    author: textIn(form, "author"),
    permit: form.has(PERMISSION),
  };
  const again = (trouble: Trouble) => page(shop, asking, product, { stars: starsIn(textIn(form, "stars")), trouble, typed });
  const posted = readReview(form);
  if (posted === null) return again("missing");
  if (!posted.trap && !isProgram(request.headers)) {
    const added = await readAll(posted.photos);
    if (added === null) return again("refused");
    await write(shop, asking, product, posted, added);
  }
  const others = bought.filter(({ productId, reviewed }) => !reviewed && productId !== product.productId).slice(0, 5);
  const shown = others.map(({ productId, title }) => ({ productId: String(productId), title }));
  return linkAnswer(<ThanksPage locale={locale} shopName={oneLine(shop.name)} others={shown} />, locale);
}

async function write(
  shop: Shop,
  { customerId, locale: language }: Asking,
  { productId }: Bought,
  { written, keep, permit }: PostedReview,
  added: readonly Picture[],
) {
  const agreed = permit ? { words: permissionWords[language](oneLine(shop.name)), language } : null;
  await writeAReview(shop, { customerId, productId, written: { ...written, language }, keep, added, agreed }, now);
}

/** One after the other. Null where one of them cannot be taken: then none is, so that nobody wonders which. */
async function readAll(files: readonly File[]): Promise<Picture[] | null> {
  if (files.length > MOST_PHOTOS || files.some(({ size }) => size > LONGEST_PHOTO)) return null;
  const read: Picture[] = [];
  for (const file of files) {
    const picture = await readPicture(new Uint8Array(await file.arrayBuffer()));
    if (picture === null) return null;
    read.push(picture);
  }
  return read;
}

type Shown = {
  stars: number | null;
  trouble: Trouble | null;
  /** What was sent and cannot be taken. */
  typed: { title: string; text: string; author: string; permit: boolean } | null;
};

async function page(shop: Shop, asking: Asking, product: Bought, { stars, trouble, typed }: Shown): Promise<Response> {
  const { customerId, locale, key } = asking;
  const [own, name, disclosure] = await Promise.all([
    findOwn(db(), shop.shopId, customerId, product.productId),
    nameOf(db(), shop.shopId, customerId),
    promisedFor(db(), shop.shopId, now()),
  ]);
  const fresh = { title: "", text: "", author: usualName(name?.firstName ?? null, name?.lastName ?? null) };
  const { title, text, author } = typed === null ? (own ?? fresh) : limited(typed);
  const permitted = typed === null ? own !== null && (await hasAgreed(db(), shop.shopId, own.reviewId)) : typed.permit;
  const view = {
    ...{ locale, key, trouble, shopName: oneLine(shop.name), photos: own?.photos ?? [], permitted, reviewed: own !== null },
    product: { productId: String(product.productId), title: product.title },
    filled: { title, text, author, stars: stars ?? own?.stars ?? null },
    disclosure: disclosure === null ? "" : wordsIn(disclosure, locale, shop.primaryLocale),
  };
  return linkAnswer(<ReviewPage view={view} />, locale, trouble === null ? 200 : statusOf(trouble));
}

function limited({ title, text, author }: { title: string; text: string; author: string }) {
  return {
    title: cleanedLine(title, LONGEST_TITLE),
    text: cleaned(text, LONGEST_TEXT),
    author: cleanedLine(author, LONGEST_AUTHOR),
  };
}

function statusOf(trouble: Trouble): number {
  return trouble === "tooLong" ? 413 : trouble === "busy" ? 503 : 400;
}
