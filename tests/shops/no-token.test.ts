import { createHmac, randomUUID } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { log } from "../../app/log.server.ts";
import { authenticateAdmin } from "../../app/shopify.server.ts";
import { useDatabase } from "../support/database.ts";

useDatabase();
const SECRET = "test-client-secret-0123456789";
let exchange: RequestListener;
let exchanges = 0;

/** Shopify, of which nothing else is asked. */
const standIn = createServer((request, response) => {
  exchanges += 1;
  exchange(request.resume(), response);
});
beforeAll(async () => {
  await new Promise<void>((resolve) => standIn.listen(0, "127.0.0.1", resolve));
  process.env["SANDBOX"] = "1";
  process.env["SANDBOX_SHOPIFY_ORIGIN"] = `http://127.0.0.1:${(standIn.address() as AddressInfo).port}`;
});
afterAll(() => standIn.close());
beforeEach(() => {
  exchanges = 0;
});

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A session token that Shopify signed, of a shop that has no access token yet. */
function someShop(): { domain: string; token: string } {
  const domain = `${randomUUID()}.myshopify.com`;
  const shop = `https://${domain}`;
  const claims = {
    ...{ iss: `${shop}/admin`, dest: shop, aud: "test-client-id", sub: "42", exp: 4_000_000_000, nbf: 1 },
    jti: "j",
  };
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return { domain, token: `${signed}.${createHmac("sha256", SECRET).update(signed).digest("base64url")}` };
}

const host = Buffer.from("admin.shopify.com/store/x").toString("base64url");
const requests: [string, (of: { domain: string; token: string }) => Request][] = [
  ["data", ({ token }) => new Request("http://127.0.0.1:3000/app.data", { headers: { authorization: `Bearer ${token}` } })],
  [
    "a document",
    ({ domain, token }) => new Request(`http://127.0.0.1:3000/app?shop=${domain}&host=${host}&embedded=1&id_token=${token}`),
  ],
];
const says =
  (status: number, body: object | string): RequestListener =>
  (_request, response) => {
    const json = typeof body === "object";
    response.writeHead(status, { "content-type": json ? "application/json" : "text/html" });
    response.end(json ? JSON.stringify(body) : body);
  };

const answers: [string, RequestListener, number][] = [
  ["a shop that it does not know", says(404, { errors: "Not Found" }), 403],
  ["a shop that has never installed the app", says(403, { error: "access_denied" }), 403],
  ["a shop that is closed", says(402, { errors: "Unavailable Shop" }), 403],
  ["a failure of its own", says(500, { errors: "Internal Server Error" }), 503],
  ["too many requests", says(429, { errors: "Exceeded" }), 503],
  ["a page that is no answer", says(502, "<html>"), 503],
  ["a broken connection", (_request, response) => response.destroy(), 503],
];

describe.each(requests)("who asks for %s, with a token for which Shopify gives nothing", (_name, requestOf) => {
  it.each(answers)("because of %s, hears so, and the log has no error (security-faults 13)", async (_why, listener, status) => {
    exchange = listener;
    const failed = vi.spyOn(log(), "error");
    const thrown: unknown = await authenticateAdmin(requestOf(someShop())).catch((answer: unknown) => answer);
    expect(thrown).toBeInstanceOf(Response);
    expect((thrown as Response).status).toBe(status);
    expect((thrown as Response).headers.get("retry-after")).toBe(status === 503 ? "30" : null);
    expect(failed).not.toHaveBeenCalled();
  });

  it("for a moment, notices nothing", async () => {
    const shop = someShop();
    exchange = (request, response) => {
      const answer = exchanges === 1 ? says(500, {}) : says(200, { access_token: "shpat_x", scope: "read_customers" });
      answer(request, response);
    };
    const { session } = await authenticateAdmin(requestOf(shop));
    expect([session.shop, session.accessToken, exchanges]).toEqual([shop.domain, "shpat_x", 2]);
    // And from then on the token is there.
    await authenticateAdmin(requestOf(shop));
    expect(exchanges).toBe(2);
  });
});
