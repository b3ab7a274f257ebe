import { z } from "zod";

import { lowerAddress } from "../lib/lower-address.ts";
import { db } from "../db.server.ts";
import { shopperLocale, voiceOf, type ShopperLocale } from "../i18n/shopper/say.ts";
import { MINUTE_MS } from "../lib/time.ts";
import { isAddress } from "../messages/channels/email/address.ts";
import { noteSignUp, type SignUpSource } from "../messages/sign-ups/sign-ups.server.ts";
import { signUpWords } from "../messages/sign-ups/words.ts";
import { readForm } from "../shops/proxy/proxy-visit.server.ts";
import { createRateGuard } from "../shops/proxy/rate-guard.ts";
import type { Shop } from "../shops/shop.ts";
import { answerTo, refusal, type ShopperAnswer } from "./answer.ts";
import { receiveVisit } from "./visit.server.ts";
import { visitorOf } from "../shops/proxy/visitor.server.ts";

const LONGEST_FORM = 4_096;
/** Many visitors may share an address: that of their office, or Shopify's where a proxy of the operator's stands before the app. The shop's cap holds whoever asks (messages/sign-ups). */
const withinRate = createRateGuard(30, MINUTE_MS);

/**
 * A visitor of the shop signs up for advertising through the app proxy, with or without script. What is answered never depends on what is known of the address; what a
 * program has filled in, which sees the field that people do not, is thanked for and left. Nothing of the visitor's connection is kept.
 */
export async function answerSignUp(request: Request, now: Date): Promise<Response> {
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "POST" } });
  const form = await readForm(request, LONGEST_FORM);
  const visit = await receiveVisit(request, now);
  if (visit instanceof Response) return visit;
  const { shop } = visit;
  const locale = shopperLocale(form?.get("locale") ?? null, shop.primaryLocale);
  const voice = voiceOf(shop, locale);
  if (form === null) return answerTo(request, voice, refusal(voice, "unreadable"));
  const fields = signUpSchema.parse(Object.fromEntries(form));
  return answerTo(request, voice, await signUp(request, shop, locale, "theme-block", fields, now));
}

/** What a form says; what is missing is empty. `website` is a field that people do not see. */
export const signUpSchema = z.object({
  email: z.string().default(""),
  agree: z.string().default(""),
  website: z.string().default(""),
});

/** The same from wherever it is asked. @param request of the visitor, who may ask so often only */
export async function signUp(
  request: Request,
  shop: Shop,
  locale: ShopperLocale,
  source: SignUpSource,
  fields: z.output<typeof signUpSchema>,
  now: Date,
): Promise<ShopperAnswer> {
  const words = signUpWords[locale](shop.name);
  if (!withinRate(`${shop.shopId}:${visitorOf(request)}`, now)) return refusal(voiceOf(shop, locale), "too-many");
  const email = lowerAddress(fields.email);
  if (email.length > 254 || !isAddress(email)) return { ok: false, message: words.noAddress };
  if (fields.agree !== "on") return { ok: false, message: words.noTick };
  if (fields.website === "") await noteSignUp(db(), shop, email, locale, now, source);
  return { ok: true, message: words.sent };
}
