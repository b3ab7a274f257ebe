import type { LoaderFunctionArgs } from "@remix-run/node";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { now } from "../../app/clock.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { action as makeCampaign, loader as campaigns } from "../../app/routes/app.messages.campaigns.tsx";
import { loader as segment } from "../../app/routes/admin.v1.segments.$segmentId.ts";
import { action as selection } from "../../app/routes/admin.v1.selections.ts";
import type { ActionBlock } from "../../app/shopify-admin/blocks.ts";
import { createSegment } from "../../app/actions/segments/create-segment.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { planBackfill } from "../../app/sync/history/backfill.server.ts";
import { makeSegment } from "../sandbox/admin-api/segment-mutations.ts";
import { createIdentity } from "../sandbox/identity.ts";
import { giveToken, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

/** Actions in the menus of Shopify's admin: they lead into the app (issue 11). */
const database = useDatabase();
const api = await useAdminApi();
const identity = createIdentity({ clientId: "test-client-id", clientSecret: "test-client-secret-0123456789" });
const BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36";

let shop: Shop;

beforeAll(async () => {
  await createQueues();
  const programs = [{ version: 1, effectiveFrom: new Date(0), rules: DEFAULT_RULES }];
  shop = await createEarningShop(database.db, { domain: api.shop.domain, programs });
  await giveToken(database.db, shop.domain, api.token);
  await database.db.transaction().execute((tx) => planBackfill(tx, shop.shopId));
  await sql`
    insert into customers (shop_id, customer_id, created_at, email) values
      (${shop.shopId}, 11, ${now()}, 'a@example.com'), (${shop.shopId}, 12, ${now()}, 'b@example.com')
  `.execute(database.db);
});

afterAll(() => stopEngine());

type Route = (args: LoaderFunctionArgs) => Promise<Response>;

async function send(route: Route, params: Record<string, string>, body?: unknown, token?: string): Promise<Response> {
  const request = new Request("http://127.0.0.1:3000/admin/v1/x?locale=de", {
    ...{ method: body === undefined ? "GET" : "POST", ...(body === undefined ? {} : { body: JSON.stringify(body) }) },
    headers: {
      ...{ "user-agent": BROWSER, "content-type": "application/json" },
      authorization: `Bearer ${token ?? identity.sessionToken(shop.domain, 42)}`,
    },
  });
  return route({ request, params, context: {} });
}

function inShopify(name: string, query: string): string {
  const { segment: made, userErrors } = makeSegment(api, name, query);
  if (made === null) throw new Error(userErrors[0]?.message);
  return made.id.slice(made.id.lastIndexOf("/") + 1);
}

const actionOf = async (response: Response) => (await response.json()) as ActionBlock;
const asked = async (segmentId: string) => actionOf(await send(segment, { segmentId }));
const selected = async (customers: string) => actionOf(await send(selection, {}, { customers }));

describe("a segment's action", () => {
  test("opens the query as a new segment of ours, with its name, and nobody is counted before that is saved", async () => {
    const query = "number_of_orders > 3 AND customer_tags CONTAINS 'vip & more'";
    const { lines, links } = await asked(inShopify("Stamm & Gäste", query));
    expect(lines).toEqual([expect.stringContaining("gibt es in Reprise noch nicht")]);
    expect(links).toHaveLength(1);
    const url = new URL((links[0]?.href ?? "").replace(/^app:/, "https://app.example/"));
    expect([links[0]?.label, url.pathname]).toEqual(["Übernehmen", "/app/customers/segments/new"]);
    expect(Object.fromEntries(url.searchParams)).toEqual({ name: "Stamm & Gäste", query });
  });

  test("leads with a segment of ours that asks for the same to campaigns and points, however either is written", async () => {
    const made = await createSegment(shop, { name: "Treue", query: "number_of_orders >= 5" });
    if (!made.ok) throw new Error("The segment was not made");
    const { key, segmentId } = made.segment;
    const { lines, links } = await asked(inShopify("Viele Käufe", "number_of_orders   >=  5"));
    expect(lines).toEqual(["In Reprise fragt das Segment „Treue“ nach derselben Kundschaft."]);
    expect(links).toEqual([
      { label: "Kampagne beginnen", href: `app:app/messages/campaigns?segment=${key}` },
      { label: "Punkte anpassen", href: `app:app/activity/runs/adjust?segment=${key}` },
      { label: "Segment öffnen", href: `app:app/customers/segments/${segmentId}` },
    ]);
  });

  test("says of a query that we cannot ask that the editor shows what", async () => {
    const { lines, links } = await asked(inShopify("Gesucht", "storefront.search_submitted MATCHES (date >= -30d)"));
    expect(lines).toEqual([expect.stringContaining("kann nicht nach allem fragen")]);
    expect(links).toHaveLength(1);
  });

  test("one that is not there, and ids that are none, are not found", async () => {
    expect((await send(segment, { segmentId: "987654321" })).status).toBe(404);
    expect((await send(segment, { segmentId: "x' or 1=1" })).status).toBe(404);
  });
});

describe("the action of selected customers", () => {
  test("leads to points for those whom the app knows, and says who is left out", async () => {
    expect(await selected("11,12")).toEqual({
      lines: ["2 Kunden ausgewählt"],
      links: [{ label: "Punkte anpassen", href: "app:app/activity/runs/adjust?customers=11%2C12" }],
    });
    const { lines, links } = await selected("12,99");
    expect(lines).toEqual(["1 Kunde ausgewählt", "1 davon kennt Reprise noch nicht und lässt ihn aus."]);
    expect(links[0]?.href).toMatch(/customers=12$/);
    expect((await selected("98,99")).links).toEqual([]);
  });

  test("takes no more than fit into an address, and nothing that is no id", async () => {
    const many = await selected(Array.from({ length: 251 }, (_, index) => String(9_100_000_000_000_000 + index * 2)).join(","));
    expect([many.links, many.lines[0]]).toEqual([[], expect.stringContaining("mehr als 250")]);
    for (const customers of ["", "11,", "11;12", "-1", "1 or 1=1"])
      expect((await send(selection, {}, { customers })).status).toBe(422);
    expect((await send(selection, {}, { customers: "11" }, identity.shopperToken(shop.domain, 11n))).status).toBe(401);
  });
});

test("a campaign that is begun from a segment is a draft for it", async () => {
  const made = await createSegment(shop, { name: "Frisch", query: "number_of_orders = 1" });
  if (!made.ok) throw new Error("The segment was not made");
  const { key, segmentId } = made.segment;
  const headers = { "user-agent": BROWSER, authorization: `Bearer ${identity.sessionToken(shop.domain, 42)}` };
  const url = `http://127.0.0.1:3000/app/messages/campaigns?locale=de&segment=${key}`;
  expect(await campaigns({ request: new Request(url, { headers }), params: {}, context: {} })).toMatchObject({
    segment: { key, name: "Frisch" },
  });
  const nobody = new Request(url.replace(key, "nobody"), { headers });
  expect(await campaigns({ request: nobody, params: {}, context: {} })).toMatchObject({ segment: null });
  const body = new URLSearchParams({ preset: "blank", segment: key });
  await makeCampaign({ request: new Request(url, { method: "POST", headers, body }), params: {}, context: {} });
  const { rows } = await database.pool.query("select name, plan from campaigns where shop_id = $1", [shop.shopId]);
  expect(rows).toMatchObject([{ name: "Frisch", plan: { audience: { kind: "segment", segmentId } } }]);
});
