import type { z } from "zod";

import { shopperLocale, voiceOf, type ShopperLocale, type Voice } from "../../i18n/shopper/say.ts";
import { isTransient } from "../../lib/database-errors.ts";
import { stringifyJson } from "../../lib/json.ts";
import { within } from "../../lib/patience.ts";
import { log } from "../../log.server.ts";
import { authenticateShopper } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { findShopByDomain } from "../../shops/shops.server.ts";
import { db } from "../../db.server.ts";
import { refusal } from "../answer.ts";
import type { RateGuard } from "../../shops/proxy/rate-guard.ts";
import { looksWithinRate, PATIENCE_MS, withinRate } from "../limits.ts";
import type { Act } from "../post.server.ts";
import { visitorWithinRate } from "../visitor.server.ts";
import { readPosted } from "./body.ts";
import { refusals, type Refused } from "./document/refused.ts";

/** Who calls, as Shopify's token says. */
export type Caller = { shop: Shop; customerId: bigint; locale: ShopperLocale };

/** The same where nobody has to be logged in. */
export type Visitor = Omit<Caller, "customerId"> & { customerId: bigint | null };

/**
 * Extensions run in a worker whose origin Shopify does not promise, and asks servers to allow any: what opens the door is the token, and no cookie goes
 * along. https://shopify.dev/docs/apps/build/customer-accounts/capabilities
 */
const CORS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Headers": "Authorization, Content-Type",
  "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
  "Access-Control-Max-Age": "7200",
  "Access-Control-Expose-Headers": "Reprise-Points-Name",
};

/** Answers what an extension asks for the shopper who is logged in. Every answer is JSON, refusals too: `{error}`. */
export async function answerCall(request: Request, now: Date, read: (caller: Caller) => Promise<unknown>): Promise<Response> {
  if (request.method !== "GET") return answerOther(request);
  return answerInTime(request, now, async (caller) => json(200, await read(caller), caller), CUSTOMERS, looksWithinRate);
}

/** As `answerCall`, for what the shopper does: a JSON object of texts, with the same fields as the theme's form, and the same answer. */
export async function answerAct<Fields>(request: Request, now: Date, { schema, carryOut }: Act<Fields>): Promise<Response> {
  if (request.method !== "POST") return answerOther(request);
  const posted = await readPosted(request);
  return answerInTime(
    request,
    now,
    async (caller) => {
      const fields = schema.safeParse(posted);
      if (!fields.success) return refuse("unreadable", voiceOf(caller.shop, caller.locale));
      return json(200, await carryOut({ ...caller, fields: fields.data, unasked: false }), caller);
    },
    CUSTOMERS,
    withinRate,
  );
}

/** As `answerCall`, for who need not be logged in: before a login, after a guest's order. */
export async function answerVisit(request: Request, now: Date, read: (visitor: Visitor) => Promise<unknown>): Promise<Response> {
  if (request.method !== "GET") return answerOther(request);
  return answerInTime(request, now, async (visitor) => json(200, await read(visitor), visitor), GUESTS, looksWithinRate);
}

/** As `answerAct`, for who need not be logged in. @param terms the bytes that may be posted, else those of a form; how often a customer may, else as often as they may act */
export async function answerVisitorsAct<Fields>(
  request: Request,
  now: Date,
  schema: z.ZodType<Fields>,
  carryOut: (visitor: Visitor & { fields: Fields }) => Promise<unknown>,
  { mostBytes, rate = withinRate }: { mostBytes?: number; rate?: RateGuard } = {},
): Promise<Response> {
  if (request.method !== "POST") return answerOther(request);
  const posted = await readPosted(request, mostBytes);
  return answerInTime(
    request,
    now,
    async (visitor) => {
      const fields = schema.safeParse(posted);
      if (!fields.success) return refuse("unreadable", voiceOf(visitor.shop, visitor.locale));
      return json(200, await carryOut({ ...visitor, fields: fields.data }), visitor);
    },
    GUESTS,
    rate,
  );
}

/** A browser asks first what it may send; anything else is no method of that address. */
export function answerOther(request: Request): Response {
  return request.method === "OPTIONS" ? new Response(null, { status: 204, headers: CORS }) : refuse("method");
}

/** Whether somebody may call without being logged in, and who it is then. */
type Admitted<Who> = (found: Visitor) => Who | null;
const GUESTS: Admitted<Visitor> = (found) => found;
const CUSTOMERS: Admitted<Caller> = ({ customerId, ...found }) => (customerId === null ? null : { ...found, customerId });

async function answerInTime<Who>(
  request: Request,
  now: Date,
  answer: (who: Who) => Promise<Response>,
  admitted: Admitted<Who>,
  rate: RateGuard,
): Promise<Response> {
  const answering = answerWho(request, now, answer, admitted, rate);
  try {
    return await within(PATIENCE_MS, answering);
  } catch (error) {
    if (!isTransient(error)) throw error;
    log().warn({ error, path: new URL(request.url).pathname }, "a shopper is asked to try again");
    answering.catch((failure: unknown) => failure !== error && log().warn({ error: failure }, "a shopper's call failed late"));
    // What the shop calls points is in the database that does not answer.
    return refuse("busy", { locale: localeOf(request), names: {} });
  }
}

async function answerWho<Who>(
  request: Request,
  now: Date,
  answer: (who: Who) => Promise<Response>,
  admitted: Admitted<Who>,
  rate: RateGuard,
): Promise<Response> {
  const claims = await authenticateShopper(request);
  if (claims === null) return refuse("unauthorized");
  const shop = await findShopByDomain(db(), claims.domain);
  if (shop === null || shop.status !== "installed") return refuse("unknown-shop");
  const locale = localeOf(request, shop);
  const { customerId } = claims;
  const voice = voiceOf(shop, locale);
  const who = admitted({ shop, customerId, locale });
  if (who === null) return refuse("no-customer", voice);
  const mayCall = customerId === null ? visitorWithinRate(shop, request, now) : rate(`${shop.shopId}:${customerId}`, now);
  return mayCall ? answer(who) : refuse("too-many", voice);
}

/** Extensions know the language that Shopify shows; browsers send another. */
function localeOf(request: Request, shop?: Pick<Shop, "primaryLocale">): ShopperLocale {
  return shopperLocale(new URL(request.url).searchParams.get("locale"), shop?.primaryLocale ?? null);
}

const WORDS = { "no-customer": "logged-out", "too-many": "too-many", unreadable: "unreadable", busy: "busy" } as const;

/** With words for the shopper where there is something that they can do. */
function refuse(error: Refused, voice?: Voice): Response {
  const words = error in WORDS && voice !== undefined ? refusal(voice, WORDS[error as keyof typeof WORDS]) : { ok: false };
  return json(refusals[error][0], { ...words, error });
}

/** Beside the answer, what points are called in the language that was asked for: extensions have texts of their own. ASCII, as headers are. */
function json(status: number, body: unknown, who?: Pick<Visitor, "shop" | "locale">): Response {
  const name = who?.shop.pointsNames[who.locale];
  return new Response(stringifyJson(body), {
    status,
    headers: {
      ...(name === undefined ? {} : { "Reprise-Points-Name": encodeURIComponent(JSON.stringify(name)) }),
      ...CORS,
      "Content-Type": "application/json",
      "Cache-Control": "private, no-store",
    },
  });
}
