import { createHmac } from "node:crypto";

import { raw, Router, type Request, type Response } from "express";

import { sendLiquid } from "./render.ts";
import { readVisit, type Site } from "./visit.ts";

const RESERVED = ["shop", "logged_in_customer_id", "path_prefix", "timestamp", "signature"];
/** Not the client's to pass on: connection details, cookies, and what claims to come from a proxy. */
const DROPPED =
  /^(host|connection|keep-alive|transfer-encoding|content-length|cookie|upgrade|te|trailer|proxy-.*|x-forwarded-.*)$/;
const DROPPED_ANSWER = /^(connection|keep-alive|transfer-encoding|content-length|content-encoding|set-cookie)$/;

/** Query with Shopify's parameters and its signature: the sorted `key=value` pairs without a separator, repeated values joined by commas. */
export function signQuery(query: URLSearchParams, secret: string): URLSearchParams {
  const signed = new URLSearchParams(query);
  signed.delete("signature");
  const pairs = [...new Set(signed.keys())].sort().map((key) => `${key}=${signed.getAll(key).join(",")}`);
  signed.append("signature", createHmac("sha256", secret).update(pairs.join("")).digest("hex"));
  return signed;
}

/**
 * The app proxy: `/apps/reprise/*`, or where a merchant has put it, answers from the app's `/proxy/*`, signed, without cookies in either direction; not below a
 * language's prefix, since Shopify does not document that. What the app answers as `application/liquid` becomes a page of the theme.
 */
export function appProxy(site: Site): Router {
  const router = Router();
  router.use((request, _response, next) => next(isProxied(site, request) ? undefined : "router"));
  router.use(raw({ type: () => true, limit: "25mb" }));
  router.use((request, response, next) => {
    if (request.method !== "GET" && request.method !== "POST" && request.method !== "HEAD") {
      response.status(405).set("Allow", "GET, HEAD, POST").send("Method Not Allowed");
    } else forward(site, request, response).catch(next);
  });
  return router;
}

function isProxied({ config }: Site, request: Request): boolean {
  return request.path === config.proxyPath || request.path.startsWith(`${config.proxyPath}/`);
}

async function forward(site: Site, request: Request, response: Response): Promise<void> {
  const url = target(site, request);
  const body = request.method === "POST" ? new Uint8Array(request.body as Buffer) : null;
  try {
    const answer = await fetch(url, { method: request.method, headers: forwarded(request), redirect: "manual", body });
    response.status(answer.status);
    for (const [name, value] of answer.headers) if (!DROPPED_ANSWER.test(name)) response.set(name, value);
    if (answer.headers.get("content-type")?.startsWith("application/liquid") === true) {
      sendLiquid(response, readVisit(site, request), await answer.text());
      return;
    }
    response.send(Buffer.from(await answer.arrayBuffer()));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    response.status(502).send("There was an error in the third-party application.");
  }
}

function target(site: Site, request: Request): string {
  const visit = readVisit(site, request);
  const query = new URLSearchParams(request.originalUrl.split("?")[1] ?? "");
  for (const name of RESERVED) query.delete(name);
  query.set("shop", site.domain);
  query.set("logged_in_customer_id", visit.customer?.id.toString() ?? "");
  query.set("path_prefix", site.config.proxyPath);
  query.set("timestamp", Math.floor(site.world.clock.now().getTime() / 1000).toString());
  const path = request.path.slice(site.config.proxyPath.length);
  return `${site.config.appUrl}/proxy${path}?${signQuery(query, site.config.clientSecret).toString()}`;
}

function forwarded(request: Request): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === "string" && !DROPPED.test(name)) headers.set(name, value);
  }
  // Whose browser asks, as Shopify saw it.
  headers.set("x-forwarded-for", request.socket.remoteAddress ?? "");
  return headers;
}
