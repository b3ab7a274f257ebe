import type { z } from "zod";

import { shopperLocale, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { MINUTE_MS } from "../../lib/time.ts";
import { receiveVisit } from "../../jobs/shopper.server.ts";
import { readForm } from "../../shops/proxy/proxy-visit.server.ts";
import { createRateGuard } from "../../shops/proxy/rate-guard.ts";
import type { Shop } from "../../shops/shop.ts";
import { answerTo, refusal, wantsJson, type ShopperAnswer } from "./answer.ts";

const LONGEST_FORM = 8_192;
const withinRate = createRateGuard(20, MINUTE_MS);

export type ShopperPost<Fields> = {
  shop: Shop;
  customerId: bigint;
  locale: ShopperLocale;
  fields: Fields;
  /** No script has sent it, so that nobody has been asked anything yet. */
  scriptless: boolean;
};

/**
 * A form that a logged-in shopper posts through the app proxy: verified, limited in size and rate, parsed, carried out and answered in the shopper's
 * language. Nothing in it says who posts: that is only ever read from Shopify's signed parameters.
 */
export async function answerPost<Fields>(
  request: Request,
  now: Date,
  schema: z.ZodType<Fields>,
  carryOut: (post: ShopperPost<Fields>) => Promise<ShopperAnswer>,
): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "POST" } });
  const visit = await receiveVisit(request, now);
  if (visit instanceof Response) return visit;
  const { shop, customerId } = visit;
  const form = await readForm(request, LONGEST_FORM);
  const locale = shopperLocale(form?.get("locale") ?? null, shop.primaryLocale);
  const refuse = (reason: Parameters<typeof refusal>[1]) => answerTo(request, locale, refusal(locale, reason));
  if (customerId === null) return refuse("logged-out");
  if (!withinRate(`${shop.shopId}:${customerId}`, now)) return refuse("too-many");
  const fields = schema.safeParse(Object.fromEntries(form ?? []));
  if (!fields.success) return refuse("unreadable");
  return answerTo(
    request,
    locale,
    await carryOut({ shop, customerId, locale, fields: fields.data, scriptless: !wantsJson(request) }),
  );
}
