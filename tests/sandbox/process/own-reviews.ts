/** What a customer says on the shop's own page for reviews. */
export type Said = {
  productId: string;
  locale: string;
  stars: number;
  text: string;
  author: string;
  photo: boolean;
  wall: boolean;
};

/** A cup on a table: a PNG of 480 × 360 pixels. */
const CUP =
  "iVBORw0KGgoAAAANSUhEUgAAAeAAAAFoAgMAAADyWcCzAAAACVBMVEXJlmpcNh7w6NwYw8PDAAAACXBIWXMAAAPoAAAD6AG1e1JrAAABCElEQVR42u3dMRKDIBBAUercj4bT2dh4SvuMUYIQsuP7B/B1O1sIpCRJkiRJkiQ9r9f2OTAYDP47+MwcqoPBYHBjW3ULGAwGz4ffPpwPKwN0MBgM7rDi5YtKx7UPDAaDO8BrrgkMBoNnw/XT8mhuLmAwGPxr+Ntp2W1ugsFg8G04N1TAYDB4Atyy53XZ+MBgMPguvObWwGAwGAwGg8FgMBgMBoPBYDAYDAaDwWAwGAwGg8FgMBgMBoPBz4b99AsGgwPBDlqBweDIsMPtYDA4DuxCITAYHBJ2iSMYDI4NuzgbDAZHgT1WAgaDQ8IeiAODwUFhj/KCweCI8KWeRgYGg8GSJEmSJJ20A/KuHLZJy2mcAAAAAElFTkSuQmCC";
/** What calls itself a program is thanked and not kept. */
const PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1";
const TIMEOUT_MS = 60_000;

/** Opens the form as whoever the cookie logs in, and posts it. @throws Error when the app does not take it */
export async function writeReview(storefront: string, cookie: string, said: Said): Promise<void> {
  const { productId, locale, stars, text, author, photo, wall } = said;
  const address = `${storefront}/apps/reprise/review?product=${productId}&locale=${locale}`;
  const headers = { Cookie: cookie, "User-Agent": PHONE };
  const page = await fetch(address, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const key = /name="key" value="([\w-]+)"/.exec(await page.text())?.[1];
  // Nothing that they have bought is left.
  if (key === undefined) return;
  const form = new FormData();
  for (const [name, value] of Object.entries({ product: productId, key, stars: String(stars), text, author, title: "" }))
    form.append(name, value);
  if (wall) form.append("wall", "on");
  if (photo) form.append("photos", new Blob([Buffer.from(CUP, "base64")], { type: "image/png" }), "cup.png");
  const answer = await fetch(address, { method: "POST", headers, body: form, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok && answer.status !== 404) throw new Error(`The app answered ${answer.status} to a shopper's review`);
}
