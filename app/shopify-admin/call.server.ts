import { env } from "../env.server.ts";
import { createFormat } from "../i18n/format.ts";
import { translator } from "../i18n/translate.ts";
import type { Speaking } from "../components/predictions/next-action-words.ts";
import { stringifyJson } from "../lib/json.ts";
import { authenticateMerchant, type Merchant } from "../merchant.server.ts";

/** Who asks, and their language. */
export type Asking = Pick<Merchant, "shop" | "actor"> & Speaking;

/**
 * Where Shopify runs extensions of its admin and its till, which are no origin of a shop's or an app's. The admin's: extensions.shopifycdn.com, the till's: both.
 * https://shopify.dev/docs/apps/build/pos/communicate-with-server (CORS considerations), https://github.com/Shopify/ui-extensions/pull/1467
 */
const ORIGINS: readonly string[] = ["https://extensions.shopifycdn.com", "https://cdn.shopify.com"];

/** Headers for a page that may read the answer; null: a page elsewhere asks. What is no browser says no origin. */
function corsFor(request: Request): Record<string, string> | null {
  const origin = request.headers.get("origin");
  if (origin === null) return { Vary: "Origin" };
  if (!ORIGINS.includes(origin) && origin !== env().SANDBOX_SHOPIFY_ORIGIN) return null;
  return {
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Max-Age": "7200",
    Vary: "Origin",
  };
}

/**
 * Answers a block in Shopify's admin. Every answer is JSON, refusals too: `{error}`.
 * @param answer null: there is no such thing
 */
export async function answerBlock(
  request: Request,
  method: "GET" | "POST",
  answer: (asking: Asking) => Promise<unknown>,
): Promise<Response> {
  const cors = corsFor(request);
  if (cors === null) return json(403, { error: "origin" }, { Vary: "Origin" });
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: cors });
  const refuse = (status: number) => json(status, { error: NAMES[status] ?? "failed" }, cors);
  if (request.method !== method) return refuse(405);
  // Only the header counts: a token in an address would be one for pages, which are led to a login.
  if (request.headers.get("authorization") === null) return refuse(401);
  try {
    const { shop, actor, locale } = await authenticateMerchant(request);
    const found = await answer({ shop, actor, locale, t: translator(locale), format: createFormat(locale, shop) });
    return found === null ? refuse(404) : json(200, found, cors);
  } catch (thrown) {
    if (!(thrown instanceof Response)) throw thrown;
    return refuse(thrown.status >= 400 ? thrown.status : 401);
  }
}

const NAMES: Record<number, string> = { 401: "unauthorized", 403: "forbidden", 404: "unknown", 405: "method", 422: "unreadable" };

function json(status: number, body: unknown, cors: Record<string, string>): Response {
  return new Response(stringifyJson(body), {
    status,
    headers: { ...cors, "Content-Type": "application/json", "Cache-Control": "private, no-store" },
  });
}
