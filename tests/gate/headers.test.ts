import express from "express";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { answerHeaders } from "../../app/gate/answer-headers.ts";
import { completeHeaders } from "../../app/gate/headers.server.ts";

const nothing = { contentType: "", cacheControl: "", policy: "", referrer: "" };
const html = { ...nothing, contentType: "text/html; charset=utf-8" };
const SHOP = "frame-ancestors https://a.myshopify.com https://admin.shopify.com;";

describe("headers of every answer (security-faults 11)", () => {
  test.each(["/app", "/app.data", "/app/customers/7", "/app/customers.data", "/app/customers.csv"])(
    "%s is kept by nobody",
    (path) => {
      expect(answerHeaders(path, html)["Cache-Control"]).toBe("no-store");
      expect(answerHeaders(path, { ...html, cacheControl: "max-age=60" })["Cache-Control"]).toBe("no-store");
      expect(answerHeaders(path, { ...html, cacheControl: "private, no-store" })).not.toHaveProperty("Cache-Control");
    },
  );

  test.each(["application/json; charset=utf-8", "text/csv; charset=utf-8"])(
    "%s is kept by nobody, wherever it comes from",
    (contentType) => {
      expect(answerHeaders("/readyz", { ...nothing, contentType })["Cache-Control"]).toBe("no-store");
      expect(answerHeaders("/assets/x", { ...nothing, contentType, cacheControl: "public" })).not.toHaveProperty("Cache-Control");
    },
  );

  test.each(["/apple", "/", "/assets/a.js"])("%s may be kept as its route says", (path) => {
    expect(answerHeaders(path, html)).not.toHaveProperty("Cache-Control");
  });

  test("a document may be framed by the shop's admin alone, and otherwise by nobody", () => {
    const rest = "object-src 'none'; base-uri 'none'";
    expect(answerHeaders("/app", { ...html, policy: SHOP })["Content-Security-Policy"]).toBe(`${SHOP} ${rest}`);
    expect(answerHeaders("/", html)["Content-Security-Policy"]).toBe(`frame-ancestors 'none'; ${rest}`);
    const strict = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
    expect(answerHeaders("/unsubscribe", { ...html, policy: strict })["Content-Security-Policy"]).toBe(strict);
  });

  test("a page that Shopify puts into the theme says nothing of frames: the theme editor shows it in one", () => {
    expect(answerHeaders("/proxy/redeem", { ...nothing, contentType: "application/liquid" })).toEqual({
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "strict-origin-when-cross-origin",
    });
  });

  test("a route that is stricter about its address stays so", () => {
    expect(answerHeaders("/unsubscribe", { ...html, referrer: "no-referrer" })).not.toHaveProperty("Referrer-Policy");
  });
});

describe("on their way out", () => {
  const app = express();
  app.use(completeHeaders);
  app.get("/app", (_request, response) => {
    response.append("Cache-Control", "max-age=5").append("Content-Security-Policy", SHOP).type("text/html").send("<p>admin</p>");
  });
  app.get("/raw", (_request, response) => void response.writeHead(200, { "content-length": "0" }).end());
  const server = app.listen(0, "127.0.0.1");
  beforeAll(() => new Promise((resolve) => (server.listening ? resolve(null) : server.once("listening", resolve))));
  afterAll(() => server.close());
  const ask = async (path: string) => (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)).headers;

  test("each header is there once, whoever writes the answer (security-faults 11)", async () => {
    const headers = await ask("/app");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("content-security-policy")).toMatch(
      /^frame-ancestors https:\/\/a.myshopify.com [^;]*; object-src 'none'; base-uri 'none'$/,
    );
    for (const path of ["/app", "/raw", "/nothing"]) expect((await ask(path)).get("x-content-type-options")).toBe("nosniff");
    expect((await ask("/nothing")).get("content-security-policy")).toContain("frame-ancestors 'none'");
  });
});
