import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { env } from "../env.server.ts";
import { log } from "../log.server.ts";
import { readAccount } from "../points/accounts.server.ts";
import { verifyProxySignature } from "../shops/proxy-signature.ts";
import { findShopByDomain } from "../shops/shops.server.ts";

/**
 * The logged-in customer's points, fresh from the ledger, for places where a page rendered by Liquid may be stale. Reached through the app
 * proxy at `/apps/reprise/status`; whose points they are is only ever read from Shopify's signed parameters.
 * Answers `{available, pending}`, both null when nobody is logged in.
 */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const verdict = verifyProxySignature(new URL(request.url), env().SHOPIFY_API_SECRET, now());
  if (!verdict.ok) {
    log().warn({ reason: verdict.reason }, "app proxy request refused");
    return answer(401, `{"error":"unauthorized"}`);
  }
  const shop = await findShopByDomain(db(), verdict.shop);
  if (shop === null || shop.status !== "installed") return answer(404, `{"error":"not-found"}`);
  if (verdict.customerId === null) return answer(200, `{"available":null,"pending":null}`);
  const { available, pending } = await readAccount(db(), shop, verdict.customerId, now());
  return answer(200, `{"available":${available},"pending":${pending}}`);
}

/** The body is written by hand: points are bigint, and JSON numbers here are exact digits. */
function answer(status: number, body: string): Response {
  return new Response(body, { status, headers: { "Content-Type": "application/json", "Cache-Control": "private, no-store" } });
}
