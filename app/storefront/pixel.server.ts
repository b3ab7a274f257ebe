import { db } from "../db.server.ts";
import { isTransient } from "../lib/database-errors.ts";
import { within } from "../lib/patience.ts";
import { readUpTo } from "../lib/posted.ts";
import { MINUTE_MS } from "../lib/time.ts";
import { log } from "../log.server.ts";
import { createRateGuard } from "../shops/proxy/rate-guard.ts";
import { findShopByDomain } from "../shops/shops.server.ts";
import { noteHeard, readPixel } from "../visits/pixel.server.ts";
import { newEvent, postedSchema, type Posted } from "../visits/posted.ts";
import { take } from "../visits/take.server.ts";
import { customerIn } from "../visits/token.server.ts";
import { LONGEST_BODY, PATIENCE_MS } from "./limits.ts";
import { visitorOf } from "./visitor.server.ts";

/** Many visitors may share an address: that of their office. */
const addressWithinRate = createRateGuard(300, MINUTE_MS);
const customerWithinRate = createRateGuard(60, MINUTE_MS);
/** What one shop may bring a process to write. */
const shopWithinRate = createRateGuard(6_000, MINUTE_MS);

/**
 * Shopify runs pixels in a frame or a worker of no origin, or of the shop's, and promises neither. What opens the door is the token; no cookie goes along, and
 * nothing is answered that anybody could learn from. https://shopify.dev/docs/api/web-pixels-api
 */
const CORS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Headers": "Content-Type",
  "Access-Control-Allow-Methods": "POST, OPTIONS",
  "Access-Control-Max-Age": "7200",
};

const empty = (status: number) => new Response(null, { status, headers: { ...CORS, "Cache-Control": "no-store" } });

/** Takes what our web pixel tells of a customer's visit. Whatever is known of the customer, what has a token that holds is answered with 204. */
export async function takePixel(request: Request, now: Date): Promise<Response> {
  if (request.method === "OPTIONS") return empty(204);
  if (request.method !== "POST") return empty(405);
  if (!addressWithinRate(visitorOf(request), now)) return empty(429);
  const bytes = await readUpTo(request, LONGEST_BODY);
  if (bytes === null) return empty(413);
  const posted = parse(bytes);
  if (posted === null) return empty(422);
  try {
    return empty(await within(PATIENCE_MS, keep(posted, now)));
  } catch (error) {
    if (!isTransient(error)) throw error;
    log().warn({ error }, "what a pixel told was not kept");
    return empty(503);
  }
}

async function keep({ shop: domain, account, token, events }: Posted, now: Date): Promise<number> {
  const shop = await findShopByDomain(db(), domain);
  if (shop === null || shop.status !== "installed") return 404;
  const pixel = await readPixel(db(), shop.shopId);
  if (pixel.webPixelGid === null || pixel.account !== account) return 404;
  const customerId = customerIn(token, { shopId: shop.shopId, account }, now);
  if (customerId === null) return 401;
  const mayTell =
    customerWithinRate(`${shop.shopId}:${customerId}`, now) && events.every(() => shopWithinRate(String(shop.shopId), now));
  if (!mayTell) return 429;
  await take(db(), shop, customerId, events.map(newEvent), now);
  await noteHeard(db(), shop, now);
  return 204;
}

/** Pixels send it as plain text, about which a browser does not ask first. */
function parse(bytes: Buffer): Posted | null {
  try {
    return postedSchema.safeParse(JSON.parse(bytes.toString("utf8"))).data ?? null;
  } catch {
    return null;
  }
}
