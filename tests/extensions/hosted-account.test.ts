import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { serve, visitor, type Served } from "./serve.ts";
import { testShop } from "./shop.ts";

const shop = testShop();
let site: Served;

beforeAll(async () => {
  site = await serve(shop);
});
afterAll(() => site.stop());
beforeEach(() => {
  shop.shop.accounts = "new";
  shop.shop.loginRequired = false;
});

const EMAIL = { email: "lena@example.com" };

it("leads from every account link to pages without theme or block (real-store A3)", async () => {
  const lena = visitor(site.origin);
  for (const [path, page] of [
    ["/account", "/hosted-account?locale=de"],
    ["/en/account", "/hosted-account?locale=en"],
    ["/account/addresses", "/hosted-account?locale=de"],
    ["/account/login", "/hosted-account/login?locale=de"],
    ["/account/register", "/hosted-account/login?locale=de"],
    ["/account/logout", "/hosted-account/logout?locale=de"],
  ] as const)
    expect([path, (await lena.get(path)).headers.get("location")]).toEqual([path, page]);
  expect((await lena.get("/hosted-account?locale=de")).headers.get("location")).toBe("/hosted-account/login?locale=de");
  expect((await lena.post("/hosted-account/login?locale=de", EMAIL)).headers.get("location")).toBe("/hosted-account?locale=de");
  const page = await lena.text("/hosted-account?locale=de");
  expect(page).toContain("lena@example.com");
  expect(page).not.toContain("reprise");
  expect(page).not.toContain("shopify-section");
  // Who is logged in there is so in the storefront, where blocks go on to show.
  expect(await lena.text("/")).toContain("reprise");
  await lena.get("/hosted-account/logout?locale=de");
  expect((await lena.get("/hosted-account")).status).toBe(303);
});

it("comes back to the page that the visitor was on, and to no other site (real-store A3)", async () => {
  const back = async (referer: string) => {
    const lena = visitor(site.origin);
    const asked = await lena.get("/account/login?return_to=storefront", { headers: { referer } });
    const page = asked.headers.get("location") ?? "";
    const returnTo = new URL(page, site.origin).searchParams.get("return_to") ?? "";
    expect(await lena.text(page)).toContain(`name="return_to" value="${returnTo}"`);
    return (await lena.post("/hosted-account/login?locale=de", { ...EMAIL, return_to: returnTo })).headers.get("location");
  };
  expect(await back(`${site.origin}/products/seife?variant=1`)).toBe("/products/seife?variant=1");
  expect(await back("https://elsewhere.example/products/seife")).toBe("/");
  for (const evil of ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example"]) {
    const lena = visitor(site.origin);
    const answer = await lena.post("/hosted-account/login?locale=de", { ...EMAIL, return_to: evil });
    expect(answer.headers.get("location")).toBe("/hosted-account?locale=de");
  }
});

it("asks for a login before the checkout where the shop requires one, with either accounts", async () => {
  shop.shop.loginRequired = true;
  for (const [accounts, login] of [
    ["new", "/hosted-account/login?locale=de"],
    ["legacy", "/account/login"],
  ] as const) {
    shop.shop.accounts = accounts;
    const lena = visitor(site.origin);
    await lena.post("/cart/add", { id: String(shop.soap.variants[0]?.id), quantity: "1" });
    expect((await lena.get("/checkout")).headers.get("location")).toBe("/account/login?return_to=%2Fcheckout");
    expect((await lena.post("/checkout", { intent: "pay" })).status).toBe(303);
    const entered = await lena.post(login, { ...EMAIL, return_to: "/checkout" });
    expect(entered.headers.get("location")).toBe("/checkout");
    expect((await lena.get("/checkout")).status).toBe(200);
  }
});

it("leaves legacy accounts to the theme, with their blocks", async () => {
  shop.shop.accounts = "legacy";
  const lena = visitor(site.origin);
  expect((await lena.get("/hosted-account")).status).toBe(404);
  expect(await lena.text("/account/login?return_to=%2Fcart")).toContain('name="return_to" value="/cart"');
  expect((await lena.post("/account/login", EMAIL)).headers.get("location")).toBe("/account");
  expect(await lena.text("/account")).toContain("reprise");
});
