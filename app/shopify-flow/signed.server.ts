import { z } from "zod";

import { db } from "../db.server.ts";
import { isTransient } from "../lib/database-errors.ts";
import { parseJson } from "../lib/json.ts";
import { within } from "../lib/patience.ts";
import { readUpTo } from "../lib/posted.ts";
import { SECOND_MS } from "../lib/time.ts";
import { log } from "../log.server.ts";
import { isSigned } from "../shopify.server.ts";
import type { Shop } from "../shops/shop.ts";
import { findShopByDomain } from "../shops/shops.server.ts";

const MOST_BYTES = 64 * 1024;
/** Flow waits ten seconds. */
const PATIENCE_MS = 9 * SECOND_MS;

/** `code`: for whoever reads the run's log in Flow. */
export type Answer = { status: 200 | 422 | 503; code: string };

const shopSchema = z.object({ shopify_domain: z.string().max(255) });

/**
 * Answers what Shopify Flow posts: 401 without Shopify's signature, 404 for a shop without the app, 422 for what cannot be read or done; 503 where the same may be
 * sent again. Never throws.
 */
export async function answerSigned<Body>(
  request: Request,
  schema: z.ZodType<Body>,
  run: (shop: Shop, body: Body) => Promise<Answer>,
): Promise<Response> {
  try {
    if (request.method !== "POST") return respond(405, "method-not-allowed", { Allow: "POST" });
    const bytes = await readUpTo(request, MOST_BYTES);
    if (bytes === null) return respond(413, "too-large");
    const text = bytes.toString("utf8");
    // Bytes that are not UTF-8 would be altered, and what is altered must never pass for what was signed.
    const claimed = request.headers.get("x-shopify-hmac-sha256") ?? "";
    if (!Buffer.from(text).equals(bytes) || claimed === "" || !isSigned(text, claimed)) return respond(401, "not-signed");
    const said = parsed(text);
    const named = shopSchema.safeParse(said);
    const body = schema.safeParse(said);
    if (!named.success || !body.success) {
      log().warn({ issues: body.error?.issues }, "a request of Shopify Flow could not be read");
      return respond(422, "invalid");
    }
    const { status, code } = await within(PATIENCE_MS, runIn(named.data.shopify_domain, body.data, run));
    return respond(status, code);
  } catch (error) {
    log()[isTransient(error) ? "warn" : "error"]({ error }, "a request of Shopify Flow failed");
    return respond(503, "busy");
  }
}

async function runIn<Body>(domain: string, body: Body, run: (shop: Shop, body: Body) => Promise<Answer>) {
  const shop = await findShopByDomain(db(), domain);
  return shop === null || shop.status !== "installed" ? ({ status: 404, code: "unknown-shop" } as const) : run(shop, body);
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

function respond(status: number, code: string, headers: Record<string, string> = {}): Response {
  const all = new Headers({ ...headers, "Cache-Control": "no-store" });
  if (status === 503) all.set("Retry-After", "30");
  return Response.json({ code }, { status, headers: all });
}
