import { db } from "../../db.server.ts";
import { shopifySecrets } from "../../env.server.ts";
import { readUpTo } from "../../lib/posted.ts";
import { log } from "../../log.server.ts";
import { verifyProxySignature } from "./proxy-signature.ts";
import { PROXY_PATH, type Shop } from "../shop.ts";
import { findShopByDomain, moveProxy } from "../shops.server.ts";

/** A signed request through the app proxy. `customerId` null: nobody is logged in. `moved`: the proxy answers elsewhere than the theme was told. */
export type ProxyVisit = { shop: Shop; customerId: bigint | null; moved: boolean };

/** Whose request this is, from Shopify's signed parameters alone; else the answer that it deserves. */
export async function readProxyVisit(request: Request, now: Date): Promise<ProxyVisit | Response> {
  const verdict = verifyProxySignature(new URL(request.url), shopifySecrets(), now);
  if (!verdict.ok) {
    log().warn({ reason: verdict.reason }, "app proxy request refused");
    return proxyJson(401, `{"error":"unauthorized"}`);
  }
  const shop = await findShopByDomain(db(), verdict.shop);
  if (shop === null || shop.status !== "installed") return proxyJson(404, `{"error":"not-found"}`);
  const { path } = verdict;
  const moved = path !== null && path !== (shop.proxyPath ?? PROXY_PATH) && (await moveProxy(db(), shop.shopId, path));
  return { shop, customerId: verdict.customerId, moved };
}

/** An answer that nobody keeps. The body is written by hand where it has points: they are bigint, and JSON numbers here are exact digits. */
export function proxyJson(status: number, body: string): Response {
  return new Response(body, { status, headers: { "Content-Type": "application/json", "Cache-Control": "private, no-store" } });
}

/** The fields of a posted form; null when it is longer than `maxBytes` or no form. */
export async function readForm(request: Request, maxBytes: number): Promise<Map<string, string> | null> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers.get("content-type") ?? "")) return null;
  const bytes = await readUpTo(request, maxBytes);
  return bytes === null ? null : new Map(new URLSearchParams(bytes.toString("utf8")));
}
