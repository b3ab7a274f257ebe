import { request as send, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

import express, { type Response } from "express";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";

import { SECOND_MS } from "../app/lib/time.ts";
import routes from "../app/routes.ts";
import { answerErrors, answerInTime, refuseOddRequests } from "../app/refusals.server.ts";

const app = express();
app.get("/fails", () => {
  throw new Error("secret detail");
});
const hanging = Promise.withResolvers<Response>();
app.get("/hangs", answerInTime, (_request, response) => hanging.resolve(response));
app.all("*", refuseOddRequests, (_request, response) => response.send("page"));
app.use(answerErrors);
const server = app.listen(0, "127.0.0.1");

beforeAll(() => new Promise((resolve) => (server.listening ? resolve(null) : server.once("listening", resolve))));
afterAll(() => server.close());
afterEach(() => vi.useRealTimers());

function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<{ status: number; body: string }> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const asked = send({ host: "127.0.0.1", port, method, path, headers }, (answer: IncomingMessage) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (part: string) => (body += part));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    asked.on("error", reject).end();
  });
}

const CROSS = { "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" };

test.each([
  ["a method that no page knows", "TRACE", "/app", {}, 405, "Method Not Allowed"],
  ["a host that is none", "GET", "/app", { Host: "a b" }, 400, "Bad Request"],
  ["a forwarded host that is none", "GET", "/app", { "X-Forwarded-Host": "<script>" }, 400, "Bad Request"],
  ["a path that cannot be decoded", "GET", "/%E0%A4%A", {}, 400, "Bad Request"],
  ["a parameter of Remix's own (security-faults 13)", "GET", "/?_data=x", {}, 400, "Bad Request"],
  ["a post from another site's page (security-faults 14)", "POST", "/proxy/redeem?x=1", CROSS, 403, "Forbidden"],
  ["a change from another site's page", "DELETE", "/app", CROSS, 403, "Forbidden"],
  ["a link on another site's page goes on", "GET", "/app", CROSS, 200, "page"],
  ["a page of the same site goes on", "POST", "/app", { "Sec-Fetch-Site": "same-origin" }, 200, "page"],
  ["a mail program's unsubscribe button goes on", "POST", "/unsubscribe?t=x", CROSS, 200, "page"],
  ["a defect of ours, of which nothing is told", "GET", "/fails", {}, 500, "Internal Server Error"],
  ["a system of the shop's that calls from anywhere goes on", "POST", "/api/v1/events", CROSS, 200, "page"],
  ["our pixel in a frame without an origin goes on", "POST", "/pixel/v1/events", CROSS, 200, "page"],
  ["everything else goes on", "GET", "/app?shop=x", {}, 200, "page"],
])("%s", async (_name, method, path, headers, status, body) => {
  expect(await ask(method, path, headers)).toEqual({ status, body });
});

// The sandbox's pages are of the same site as the app, real ones are not: a redemption at the till was refused here (issue 11).
test("every address that Shopify's extensions call lets its posts from elsewhere go on", async () => {
  const paths = routes.map(({ path = "" }) => path).filter((path) => /^(?:storefront|admin|pos|pixel|api)\/v\d/.test(path));
  expect(new Set(paths.map((path) => path.split("/")[0]))).toEqual(new Set(["storefront", "admin", "pos", "pixel", "api"]));
  const answers = await Promise.all(paths.map((path) => ask("POST", `/${path.replace(/:\w+/g, "7")}`, CROSS)));
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
});

test("the API's readers are told in its own form (issue 11)", async () => {
  const { status, body } = await ask("TRACE", "/api/v1/customers");
  expect([status, JSON.parse(body)]).toMatchObject([
    405,
    { code: "method-not-allowed", type: "urn:reprise:problem:method-not-allowed" },
  ]);
});

test("a page that waits for what hangs is answered 503 in the end (security-faults 3)", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const answer = ask("GET", "/hangs");
  const response = await hanging.promise;
  await vi.advanceTimersByTimeAsync(25 * SECOND_MS);
  // What comes later is dropped.
  if (!response.headersSent) response.send("late");
  expect(await answer).toEqual({ status: 503, body: "Service Unavailable" });
});
