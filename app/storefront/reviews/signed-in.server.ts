import { whoIs } from "../../customers/who-is.server.ts";
import { db } from "../../db.server.ts";
import { linkSecrets } from "../../env.server.ts";
import { shopperLocale } from "../../i18n/shopper/say.ts";
import { MINUTE_MS } from "../../lib/time.ts";
import { readerLocale, tooMany } from "../../messages/links/broken.tsx";
import { signatureOf } from "../../messages/links/signature.ts";
import { productIn, starsIn } from "../../reviews/asked/form.ts";
import { createRateGuard } from "../../shops/proxy/rate-guard.ts";
import type { Shop } from "../../shops/shop.ts";
import { receiveVisit } from "../visit.server.ts";
import { nothing, showForm, takeReview, type Asking } from "./form.server.tsx";

const withinRate = createRateGuard(20, MINUTE_MS);

/** "Write a review" in the theme: the form for who is logged in. Who that is, Shopify's signed parameters say. */
export async function openForm(request: Request, now: Date): Promise<Response> {
  const found = await whoAsks(request, now);
  if (found instanceof Response) return found;
  return showForm(request, found.shop, found.asking);
}

/** That form. A page of another site could have it posted by a customer's browser: it would not know the key. */
export async function takeForm(request: Request, now: Date): Promise<Response> {
  const found = await whoAsks(request, now);
  if (found instanceof Response) return found;
  const { shop, asking } = found;
  if (!withinRate(`${shop.shopId}:${asking.customerId}`, now)) return tooMany(request);
  return takeReview(request, shop, asking);
}

async function whoAsks(request: Request, now: Date): Promise<{ shop: Shop; asking: Asking } | Response> {
  const visit = await receiveVisit(request, now);
  if (visit instanceof Response) return visit;
  const { shop } = visit;
  const query = new URL(request.url).searchParams;
  const locale = query.has("locale") ? shopperLocale(query.get("locale"), shop.primaryLocale) : readerLocale(request);
  const customerId = visit.customerId === null ? null : await whoIs(db(), shop.shopId, { id: visit.customerId });
  if (customerId === null) return nothing(shop, locale, false);
  const asking = {
    ...{ customerId, locale, productId: productIn(query.get("product")) ?? 0n, stars: starsIn(query.get("stars") ?? "") },
    key: keyFor(shop, customerId),
  };
  return { shop, asking };
}

function keyFor({ shopId }: Shop, customerId: bigint): string {
  const [secret = ""] = linkSecrets();
  return signatureOf("review", `${shopId}-${customerId}`, secret);
}
