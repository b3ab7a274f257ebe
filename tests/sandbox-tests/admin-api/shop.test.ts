import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { SHOP_DETAILS } from "../../../app/shops/shop.graphql.ts";
import { updateAccountSettings, updateShop } from "../../sandbox/world/commerce.ts";
import { startApi, type ApiFixture } from "./fixture.ts";

let api: ApiFixture;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

async function ask(query: string, field: string): Promise<unknown> {
  const { data } = (await api.graphql(query)).body as { data?: Record<string, unknown> };
  return data?.[field];
}

const german = { locale: "de", name: "German", primary: true, published: true };
const english = { locale: "en", name: "English", primary: false, published: true };
const french = { locale: "fr", name: "French", primary: false, published: false };

describe("a shop's languages", () => {
  const locales = (argument = "") => ask(`{ shopLocales${argument} { locale name primary published } }`, "shopLocales");

  it("are answered all, the primary one first: `published` only narrows, and is false by default", async () => {
    expect(await ask(SHOP_DETAILS, "shopLocales")).toEqual([
      { locale: "de", primary: true, published: true },
      { locale: "en", primary: false, published: true },
    ]);
    updateShop(api.world, api.shop, { otherLocales: [...api.shop.otherLocales, { locale: "fr", published: false }] });
    expect(await locales()).toEqual([german, english, french]);
    expect(await locales("(published: false)")).toEqual([german, english, french]);
    expect(await locales("(published: true)")).toEqual([german, english]);
  });

  it("keep the one that was primary", async () => {
    updateShop(api.world, api.shop, { primaryLocale: "fr" });
    expect(await locales()).toEqual([{ ...french, primary: true, published: true }, { ...german, primary: false }, english]);
    updateShop(api.world, api.shop, { primaryLocale: "de" });
    expect(await locales()).toEqual([german, { ...french, published: true }, english]);
  });
});

it("customer accounts are answered as the merchant has set them (real-store A3)", async () => {
  const accounts = () =>
    ask(
      `{ shop { customerAccountsV2 {
        customerAccountsVersion loginRequiredAtCheckout loginLinksVisibleOnStorefrontAndCheckout url
      } } }`,
      "shop",
    );
  const shown = { loginLinksVisibleOnStorefrontAndCheckout: true };
  expect(await accounts()).toEqual({
    customerAccountsV2: {
      ...{ ...shown, customerAccountsVersion: "NEW_CUSTOMER_ACCOUNTS", loginRequiredAtCheckout: false },
      url: `https://shopify.com/${api.shop.id}/account`,
    },
  });
  updateAccountSettings(api.world, api.shop, { accounts: "legacy", loginRequired: true });
  onTestFinished(() => updateAccountSettings(api.world, api.shop, { accounts: "new", loginRequired: false }));
  expect(await accounts()).toEqual({
    customerAccountsV2: { ...shown, customerAccountsVersion: "CLASSIC", loginRequiredAtCheckout: true, url: null },
  });
  const told = api.events.filter(({ topic }) => topic === "customer_account_settings/update").map(({ body }) => body);
  expect(told).toHaveLength(1);
  expect(JSON.parse(told[0] ?? "")).toMatchObject({ customer_accounts_version: "classic", login_required_at_checkout: true });
});
