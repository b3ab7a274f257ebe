import type { z } from "zod";

import { shopperLocale, voiceOf, type ShopperLocale } from "../i18n/shopper/say.ts";
import { receiveVisit } from "./visit.server.ts";
import { isTransient } from "../lib/database-errors.ts";
import { within } from "../lib/patience.ts";
import { log } from "../log.server.ts";
import { readForm } from "../shops/proxy/proxy-visit.server.ts";
import type { Shop } from "../shops/shop.ts";
import { answerTo, refusal, wantsJson, type ShopperAnswer } from "./answer.ts";
import { LONGEST_BODY, PATIENCE_MS, withinRate } from "./limits.ts";

export type ShopperPost<Fields> = {
  shop: Shop;
  customerId: bigint;
  locale: ShopperLocale;
  fields: Fields;
  /** No script has sent it, so that nobody has been asked anything yet. */
  unasked: boolean;
};

/** What a shopper can do, through the theme or their account. @property schema what must have been sent, all of it text */
export type Act<Fields> = { schema: z.ZodType<Fields>; carryOut: (post: ShopperPost<Fields>) => Promise<ShopperAnswer> };

/**
 * A form that a logged-in shopper posts through the app proxy: verified, limited in size and rate, parsed, carried out and answered in the shopper's
 * language. Nothing in it says who posts: that is only ever read from Shopify's signed parameters. Where the database is away, or the shop busy for too
 * long, the answer is to try again: what was begun may still be done, and every such form may be sent twice.
 */
export async function answerPost<Fields>(request: Request, now: Date, act: Act<Fields>): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "POST" } });
  const form = await readForm(request, LONGEST_BODY);
  const wanted = form?.get("locale") ?? null;
  const answering = answer(request, now, form, act);
  try {
    return await within(PATIENCE_MS, answering);
  } catch (error) {
    if (!isTransient(error)) throw error;
    log().warn({ error, path: new URL(request.url).pathname }, "a shopper is asked to try again");
    answering.catch((failure: unknown) => failure !== error && log().warn({ error: failure }, "a shopper's form failed late"));
    // What the shop calls points is in the database that does not answer.
    const voice = { locale: shopperLocale(wanted), names: {} };
    return answerTo(request, voice, refusal(voice, "busy"));
  }
}

async function answer<Fields>(
  request: Request,
  now: Date,
  form: Map<string, string> | null,
  { schema, carryOut }: Act<Fields>,
): Promise<Response> {
  const visit = await receiveVisit(request, now);
  if (visit instanceof Response) return visit;
  const { shop, customerId } = visit;
  const locale = shopperLocale(form?.get("locale") ?? null, shop.primaryLocale);
  const voice = voiceOf(shop, locale);
  const refuse = (reason: Parameters<typeof refusal>[1]) => answerTo(request, voice, refusal(voice, reason));
  if (customerId === null) return refuse("logged-out");
  if (!withinRate(`${shop.shopId}:${customerId}`, now)) return refuse("too-many");
  const fields = schema.safeParse(Object.fromEntries(form ?? []));
  if (!fields.success) return refuse("unreadable");
  return answerTo(
    request,
    voice,
    await carryOut({ shop, customerId, locale, fields: fields.data, unasked: !wantsJson(request) }),
  );
}
