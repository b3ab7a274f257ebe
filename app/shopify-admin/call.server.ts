import { createFormat } from "../i18n/format.ts";
import { translator } from "../i18n/translate.ts";
import type { Speaking } from "../components/predictions/next-action-words.ts";
import { stringifyJson } from "../lib/json.ts";
import { authenticateMerchant, type Merchant } from "../merchant.server.ts";

/** Who asks, and their language. */
export type Asking = Pick<Merchant, "shop" | "actor"> & Speaking;

/** As for shoppers' extensions: the origin is Shopify's to choose, and what opens the door is the token. */
const CORS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Headers": "Authorization, Content-Type",
  "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
  "Access-Control-Max-Age": "7200",
};

/**
 * Answers a block in Shopify's admin. Every answer is JSON, refusals too: `{error}`.
 * @param answer null: there is no such thing
 */
export async function answerBlock(
  request: Request,
  method: "GET" | "POST",
  answer: (asking: Asking) => Promise<unknown>,
): Promise<Response> {
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: CORS });
  if (request.method !== method) return refuse(405);
  // Only the header counts: a token in an address would be one for pages, which are led to a login.
  if (request.headers.get("authorization") === null) return refuse(401);
  try {
    const { shop, actor, locale } = await authenticateMerchant(request);
    const found = await answer({ shop, actor, locale, t: translator(locale), format: createFormat(locale, shop) });
    return found === null ? refuse(404) : json(200, found);
  } catch (thrown) {
    if (!(thrown instanceof Response)) throw thrown;
    return refuse(thrown.status >= 400 ? thrown.status : 401);
  }
}

const NAMES: Record<number, string> = { 401: "unauthorized", 403: "forbidden", 404: "unknown", 405: "method", 422: "unreadable" };

function refuse(status: number): Response {
  return json(status, { error: NAMES[status] ?? "failed" });
}

function json(status: number, body: unknown): Response {
  return new Response(stringifyJson(body), {
    status,
    headers: { ...CORS, "Content-Type": "application/json", "Cache-Control": "private, no-store" },
  });
}
