import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { CREATE_PIXEL, DELETE_PIXEL, FIND_PIXEL, UPDATE_PIXEL } from "../../../app/sync/pixel.graphql.ts";
import { uninstallApp } from "../../sandbox/world/installation.ts";
import { startApi, type ApiFixture } from "./fixture.ts";

let api: ApiFixture;
beforeAll(async () => {
  api = await startApi(["write_pixels", "read_customer_events"]);
});
afterAll(() => api.close());

const webPixel = { settings: JSON.stringify({ account: "abc" }) };

/** As Shopify documents webPixelCreate, webPixelUpdate, webPixelDelete and webPixel, and names its errors in the schema. */
describe("an app's web pixel", () => {
  it("is made once, changed, found and taken away", async () => {
    expect((await api.graphql(FIND_PIXEL)).errors).toMatchObject([{ extensions: { code: "RESOURCE_NOT_FOUND" } }]);
    const made = (await api.graphql(CREATE_PIXEL, { webPixel })).data?.["webPixelCreate"] as { webPixel: { id: string } };
    const { id } = made.webPixel;
    expect(id).toMatch(/^gid:\/\/shopify\/WebPixel\/\d+$/);
    const again = (await api.graphql(CREATE_PIXEL, { webPixel })).data?.["webPixelCreate"];
    expect(again).toMatchObject({ webPixel: null, userErrors: [{ code: "TAKEN" }] });
    expect((await api.graphql(FIND_PIXEL)).data).toMatchObject({ webPixel: { id } });
    const other = { settings: JSON.stringify({ account: "def" }) };
    expect((await api.graphql(UPDATE_PIXEL, { id, webPixel: other })).data).toMatchObject({ webPixelUpdate: { userErrors: [] } });
    expect(api.shop.pixel?.settings).toEqual({ account: "def" });
    expect((await api.graphql(DELETE_PIXEL, { id })).data).toMatchObject({ webPixelDelete: { deletedWebPixelId: id } });
    expect((await api.graphql(DELETE_PIXEL, { id })).data).toMatchObject({
      webPixelDelete: { deletedWebPixelId: null, userErrors: [{ code: "NOT_FOUND" }] },
    });
  });

  it("has the settings that its manifest names, and no others", async () => {
    for (const settings of ["{", "[]", "{}", '{"account":""}', '{"account":"a","more":"b"}']) {
      const { data } = await api.graphql(CREATE_PIXEL, { webPixel: { settings } });
      expect(data?.["webPixelCreate"]).toMatchObject({
        webPixel: null,
        userErrors: [{ code: expect.stringMatching(/^INVALID_/) as string }],
      });
    }
  });

  it("needs both scopes, and goes with the app", async () => {
    api.shop.installedScopes = ["write_pixels"];
    expect((await api.graphql(CREATE_PIXEL, { webPixel })).errors).toMatchObject([{ extensions: { code: "ACCESS_DENIED" } }]);
    api.shop.installedScopes = ["write_pixels", "read_customer_events"];
    await api.graphql(CREATE_PIXEL, { webPixel });
    uninstallApp(api.world, api.shop);
    expect(api.shop.pixel).toBeUndefined();
  });
});
