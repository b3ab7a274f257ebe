import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { verifyProxySignature } from "../../app/shops/proxy/proxy-signature.ts";
import { serve, visitor, type Served } from "./serve.ts";
import { testShop, type TestShop } from "./shop.ts";

type Seen = { method: string; url: URL; headers: IncomingMessage["headers"]; body: string };

let app: Server;
let seen: Seen[] = [];
let shop: TestShop;
let served: Served;

beforeAll(async () => {
  app = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://app");
      seen.push({ method: request.method ?? "", url, headers: request.headers, body: Buffer.concat(parts).toString() });
      response.writeHead(url.pathname.endsWith("teapot") ? 418 : 200, {
        ...{ "content-type": "application/json", "cache-control": "private, no-store", "x-app": "1" },
        "set-cookie": "secret=1",
      });
      response.end('{"ok":true}');
    });
  });
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  shop = testShop(`http://127.0.0.1:${(app.address() as AddressInfo).port}`);
  served = await serve(shop);
});
beforeEach(() => {
  seen = [];
});
afterAll(async () => {
  await served.stop();
  app.closeAllConnections();
  app.close();
});

const verdict = (request: Seen | undefined) =>
  request && verifyProxySignature(request.url, [shop.config.clientSecret], shop.world.clock.now());

test("a customer's request reaches the app signed, without cookies in either direction", async () => {
  const lena = visitor(served.origin);
  await lena.post("/account/login", { email: "lena@example.com" });
  const response = await lena.get("/apps/reprise/status?view=a&view=b%20c");
  expect([response.status, await response.text()]).toEqual([200, '{"ok":true}']);
  expect(response.headers.get("cache-control")).toBe("private, no-store");
  expect(response.headers.get("x-app")).toBe("1");
  expect(response.headers.getSetCookie()).toEqual([]);
  expect(seen[0]?.url.pathname).toBe("/proxy/status");
  expect(seen[0]?.url.searchParams.getAll("view")).toEqual(["a", "b c"]);
  expect(seen[0]?.headers.cookie).toBeUndefined();
  expect(verdict(seen[0])).toEqual({ ok: true, shop: shop.shop.domain, customerId: shop.lena.id, path: "/apps/reprise" });
});

test("a guest is nobody, whatever the query claims", async () => {
  const claims = "logged_in_customer_id=1&shop=evil.myshopify.com&signature=00&timestamp=1&path_prefix=/x";
  await visitor(served.origin).get(`/apps/reprise/status?${claims}`);
  expect(verdict(seen[0])).toEqual({ ok: true, shop: shop.shop.domain, customerId: null, path: "/apps/reprise" });
});

test("a body passes through as it is", async () => {
  const body = '{"a":"ü","n":9007199254740993}';
  await visitor(served.origin).get("/apps/reprise/x/y", {
    method: "POST",
    body,
    headers: { "content-type": "application/json" },
  });
  expect(seen[0]).toMatchObject({ method: "POST", body, headers: { "content-type": "application/json" } });
  expect(seen[0]?.url.pathname).toBe("/proxy/x/y");
  expect(verdict(seen[0])).toMatchObject({ ok: true });
});

test("the app's status is kept, other methods are not passed on", async () => {
  expect((await visitor(served.origin).get("/apps/reprise/teapot")).status).toBe(418);
  expect((await visitor(served.origin).get("/apps/reprise/x", { method: "DELETE" })).status).toBe(405);
  expect(seen).toHaveLength(1);
});

test("an app that is away is a bad gateway", async () => {
  const away = testShop("http://127.0.0.1:1");
  const other = await serve(away);
  const response = await visitor(other.origin).get("/apps/reprise/status");
  await other.stop();
  expect(response.status).toBe(502);
});

test("below a language's prefix nothing is promised; where the merchant has put it, it answers and says so (real-store B1, B2)", async () => {
  expect((await visitor(served.origin).get("/en/apps/reprise/status")).status).toBe(404);
  shop.config.proxyPath = "/community/points";
  expect((await visitor(served.origin).get("/community/points/status")).status).toBe(200);
  expect((await visitor(served.origin).get("/apps/reprise/status")).status).toBe(404);
  shop.config.proxyPath = "/apps/reprise";
  expect(verdict(seen[0])).toMatchObject({ ok: true, path: "/community/points" });
});
