import { beforeAll, beforeEach, describe, expect, it } from "vitest";

import { switchPixelOff, switchPixelOn } from "../../app/actions/merchant/switch-pixel.server.ts";
import { changeSegment } from "../../app/actions/segments/change-segment.server.ts";
import { createSegment } from "../../app/actions/segments/create-segment.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { readPixel } from "../../app/visits/pixel.server.ts";
import { installFromApi, useAdminApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { start } from "./stage.ts";

const database = useDatabase();
const api = await useAdminApi();
let shop: Shop;

beforeAll(async () => {
  await createQueues();
  shop = await installFromApi(database.db, api);
});
beforeEach(() => {
  api.shop.installedScopes = [...new Set([...api.shop.installedScopes, "write_pixels", "read_customer_events"])];
});

const pixel = () => readPixel(database.db, shop.shopId);
const on = () => switchPixelOn(shop, () => start);
const query = "storefront.product_viewed MATCHES (date >= -30d)";
const refused = { ok: false, errors: { query: [{ code: "not-here", why: "no-pixel", at: 0 }] } };

describe("a merchant's web pixel", () => {
  it("is off until Shopify has it, under a new name each time it is switched on", async () => {
    expect(await pixel()).toMatchObject({ webPixelGid: null, months: 13 });
    expect(await on()).toEqual({ ok: true, on: true });
    const first = await pixel();
    expect([first.webPixelGid, api.shop.pixel?.settings]).toEqual([api.shop.pixel?.id, { account: first.account }]);
    // Shopify has it, we have forgotten: it is renamed.
    expect(await on()).toEqual({ ok: true, on: true });
    const second = await pixel();
    expect(second.account).not.toBe(first.account);
    expect(api.shop.pixel?.settings).toEqual({ account: second.account });
    expect(await switchPixelOff(shop)).toEqual({ ok: true, on: false });
    expect([(await pixel()).webPixelGid, api.shop.pixel]).toEqual([null, undefined]);
    expect(await switchPixelOff(shop)).toEqual({ ok: true, on: false });
  });

  it("runs in Shopify by the name that we know, also when two switch it on at once", async () => {
    expect(await Promise.all([on(), on(), on()])).toEqual(Array.from({ length: 3 }, () => ({ ok: true, on: true })));
    const { account, webPixelGid } = await pixel();
    expect([webPixelGid, api.shop.pixel?.settings]).toEqual([api.shop.pixel?.id, { account }]);
    await switchPixelOff(shop);
  });

  it("says why Shopify does not take it, and stays off", async () => {
    api.shop.installedScopes = api.shop.installedScopes.filter((scope) => scope !== "read_customer_events");
    expect(await on()).toEqual({ ok: false, on: false, reason: "access" });
    expect((await pixel()).webPixelGid).toBeNull();
  });

  it("lets segments ask what was looked at while it is on; those that do stay, and can be renamed", async () => {
    expect(await createSegment(shop, { name: "Seen", query })).toMatchObject(refused);
    await on();
    const made = await createSegment(shop, { name: "Seen", query });
    if (!made.ok) throw new Error(JSON.stringify(made));
    await switchPixelOff(shop);
    const { segmentId, revision } = made.segment;
    const changed = await changeSegment(shop, segmentId, { name: "Looked", query, seen: revision });
    expect(changed).toMatchObject({ ok: true });
    const other = { name: "Looked", query: `${query} OR number_of_orders = 0`, seen: revision + 1 };
    expect(await changeSegment(shop, segmentId, other)).toMatchObject(refused);
  });
});
