import { readdirSync, readFileSync } from "node:fs";

import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { beforeAll, describe, expect, test } from "vitest";

import { now } from "../../app/clock.server.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import routes from "../../app/routes.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { planBackfill } from "../../app/sync/history/backfill.server.ts";
import { customerWith } from "../api/stage.ts";
import { createIdentity } from "../sandbox/identity.ts";
import { giveToken, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

/** Which pages elsewhere a browser lets read what the app answers (issue 11: CORS for the origins of Shopify's extensions only). */
const database = useDatabase();
const api = await useAdminApi();
const identity = createIdentity({ clientId: "test-client-id", clientSecret: "test-client-secret-0123456789" });
let shop: Shop;

const SHOPIFYS = ["https://extensions.shopifycdn.com", "https://cdn.shopify.com"];
const HOSTILE = [
  ...["https://evil.example", "null", "", "*", "https://extensions.shopifycdn.com.evil.example"],
  ...["https://evil.extensions.shopifycdn.com", "http://extensions.shopifycdn.com", "https://extensions.shopifycdn.com:8443"],
  ...[
    "https://cdn.shopify.com.",
    "https://cdn.shopify.com/",
    "https://CDN.shopify.com",
    "https://cdn.shopify.com, https://evil.example",
  ],
  ...["https://admin.shopify.com", "https://shop.myshopify.com", "http://127.0.0.1:3000", "chrome-extension://abc"],
];

type Route = {
  loader?: (args: LoaderFunctionArgs) => Promise<Response>;
  action?: (args: ActionFunctionArgs) => Promise<Response>;
};
const modules = import.meta.glob<Route>("../../app/routes/{admin,pos}.v1.*.ts");

beforeAll(async () => {
  shop = await createEarningShop(database.db, { domain: api.shop.domain });
  await giveToken(database.db, shop.domain, api.token);
  await database.db.transaction().execute((tx) => planBackfill(tx, shop.shopId));
  await customerWith(database.db, shop, 7n, 600n, now());
});

async function send(route: Route, method: string, origin: string | null, body?: string): Promise<Response> {
  const headers = new Headers({ "content-type": "application/json" });
  if (method !== "OPTIONS") headers.set("authorization", `Bearer ${identity.sessionToken(shop.domain, 42)}`);
  if (origin !== null) headers.set("origin", origin);
  const request = new Request("http://127.0.0.1:3000/x?search=a", { method, headers, ...(body === undefined ? {} : { body }) });
  const args = { request, params: { customerId: "7", orderId: "7", segmentId: "7" }, context: {} };
  const answer = method === "GET" ? route.loader : route.action;
  if (answer === undefined) throw new Error("Not answered");
  return answer(args);
}
const allowed = (answer: Response) => [answer.headers.get("access-control-allow-origin"), answer.headers.get("vary")];

describe("blocks of the admin and the till", () => {
  test("are all looked at here", () => {
    const paths = routes.flatMap(({ file }) => (/\/(admin|pos)\.v1\./.test(file) ? [`../../app/${file}`] : []));
    expect(Object.keys(modules).sort()).toEqual(paths.sort());
    expect(paths).toHaveLength(8);
  });

  test.each(Object.keys(modules))("%s answers Shopify's two origins, each by its name, and what is no browser", async (path) => {
    const route = (await modules[path]?.()) ?? {};
    for (const origin of SHOPIFYS) {
      const asked = await send(route, "OPTIONS", origin);
      expect([asked.status, ...allowed(asked)]).toEqual([204, origin, "Origin"]);
      expect(allowed(await send(route, "GET", origin))).toEqual([origin, "Origin"]);
    }
    const plain = await send(route, "GET", null);
    expect([plain.status !== 403, ...allowed(plain)]).toEqual([true, null, "Origin"]);
  });

  test.each(Object.keys(modules))("%s answers a page of any other origin nothing, whatever token it has", async (path) => {
    const route = (await modules[path]?.()) ?? {};
    const posted = JSON.stringify({ points: "5", reason: "x", key: crypto.randomUUID(), customers: ["7"] });
    for (const origin of HOSTILE)
      for (const [method, body] of [["OPTIONS"], ["GET"], ["POST", posted]] as const) {
        const answer = await send(route, method, origin, body);
        expect([origin, method, answer.status, ...allowed(answer)]).toEqual([origin, method, 403, null, "Origin"]);
        expect(await answer.json()).toEqual({ error: "origin" });
      }
    expect((await readAccount(database.db, shop, 7n, now())).available).toBe(600n);
  });
});

test("any origin is answered by two files only, without cookies: what shoppers' extensions and the pixel ask, which Shopify runs at no origin that it promises", () => {
  const files = readdirSync("app", { recursive: true, encoding: "utf8" }).filter((path) => /\.tsx?$/.test(path));
  const saying = (what: string) => files.filter((path) => readFileSync(`app/${path}`, "utf8").includes(what)).sort();
  expect(saying('"Access-Control-Allow-Origin": "*"')).toEqual(["storefront/api/call.server.ts", "storefront/pixel.server.ts"]);
  expect(saying("Access-Control-Allow-Origin")).toEqual([
    "shopify-admin/call.server.ts",
    ...["storefront/api/call.server.ts", "storefront/pixel.server.ts"],
  ]);
  expect(saying("Access-Control-Allow-Credentials")).toEqual([]);
});
