import { afterEach, describe, expect, test } from "vitest";

import type { Order } from "../sandbox/world/types.ts";
import { serve, visitor, type Served } from "./serve.ts";
import { setPoints, setProgram, testShop, type TestShop } from "./shop.ts";

const running: Served[] = [];
afterEach(() => Promise.all(running.splice(0).map(({ stop }) => stop())));

async function open(prepare: (shop: TestShop) => void = () => undefined) {
  const shop = testShop();
  prepare(shop);
  const served = await serve(shop);
  running.push(served);
  return { shop, served, visit: () => visitor(served.origin) };
}

const ADDRESS = {
  last_name: "Voß",
  address: "Kanalweg 3",
  zip: "10997",
  city: "Berlin",
  country: "DE",
  payment: "card",
  intent: "pay",
};
const newest = (shop: TestShop): Order | undefined => [...shop.shop.orders.values()].at(-1);
const code = (shop: TestShop, percentage: number, usageLimit: number | null = null) =>
  shop.shop.discounts.set("d", {
    ...{ id: "d", title: "HERBST", kind: "DiscountCodeBasic", codes: [{ id: "c", code: "HERBST10", usageCount: 0 }] },
    input: { customerGets: { value: { percentage } }, usageLimit },
    ...{ createdAt: shop.world.clock.now(), updatedAt: shop.world.clock.now() },
  });

describe("shopping", () => {
  test("a customer logs in, buys with a discount and sees the order and the points", async () => {
    const { shop, visit } = await open((it) => {
      code(it, 0.1);
      setPoints(it.shop, it.lena, 0n, 41n);
    });
    const lena = visit();
    expect((await lena.post("/account/login", { email: " LENA@example.com " })).headers.get("location")).toBe("/account");
    const variant = shop.coffee.variants[1]?.id.toString() ?? "";
    expect((await lena.post("/cart/add", { id: variant, quantity: "2" })).headers.get("location")).toBe("/cart");
    expect(await lena.text("/cart")).toContain("65,80 €");
    const checkout = await lena.text("/discount/HERBST10").then(() => lena.text("/checkout"));
    expect(checkout).toContain("−6,58 €");
    expect(checkout).toContain("<dd data-total>64,12 €</dd>");
    const paid = await lena.post("/checkout", { ...ADDRESS, email: "lena@example.com", discount: "HERBST10" });
    expect(paid.headers.get("location")).toMatch(/^\/thank-you\//);
    const order = newest(shop);
    expect(order).toMatchObject({ customerId: shop.lena.id, financialStatus: "paid", customerLocale: "de", paidMinor: 6412n });
    expect(await lena.text(paid.headers.get("location") ?? "")).toContain("64,12 €");
    const account = await lena.text("/account");
    expect(account).toContain(order?.name);
    expect(account).toContain("41 Punkte sind unterwegs.");
    expect(await lena.text("/cart")).toContain("Noch ist nichts drin.");
  });

  test("a guest's order stays a guest's; the newsletter makes a customer with consent", async () => {
    const { shop, visit } = await open();
    const id = shop.soap.variants[0]?.id.toString() ?? "";
    const guest = visit();
    await guest.post("/en/cart/add", { id });
    await guest.post("/en/checkout", { ...ADDRESS, email: "kim@example.org", payment: "prepayment" });
    expect(newest(shop)).toMatchObject({
      customerId: null,
      email: "kim@example.org",
      financialStatus: "pending",
      customerLocale: "en",
    });
    await guest.post("/cart/add", { id });
    await guest.post("/checkout", { ...ADDRESS, email: "kim@example.org", newsletter: "1", first_name: "Kim" });
    const kim = [...shop.shop.customers.values()].at(-1);
    expect(kim).toMatchObject({
      email: "kim@example.org",
      firstName: "Kim",
      state: "disabled",
      emailConsent: { state: "subscribed" },
    });
    expect(newest(shop)?.customerId).toBe(kim?.id);
    expect((await guest.post("/account/login", { email: "kim@example.org" })).status).toBe(422);
    await guest.post("/account/register", { email: "kim@example.org", first_name: "Kim", last_name: "Lee" });
    expect(kim?.state).toBe("enabled");
    expect(await guest.text("/account")).toContain("Kim Lee");
  });

  test("what is shown before paying is what is charged, for every code", async () => {
    const { shop, visit } = await open((it) => code(it, 0.333, 1));
    const guest = visit();
    for (const product of [shop.soap, shop.coffee, shop.card]) {
      await guest.post("/cart/add", { id: product.variants[0]?.id.toString() ?? "", quantity: "3" });
    }
    const shown = /<dd data-total>([\d.,]+) €/.exec(
      await (await guest.post("/checkout", { ...ADDRESS, intent: "discount", discount: "herbst10" })).text(),
    );
    await guest.post("/checkout", { ...ADDRESS, email: "a@example.org", discount: "herbst10" });
    expect(newest(shop)?.paidMinor.toString()).toBe(shown?.[1]?.replace(/[.,]/g, ""));
    await guest.post("/cart/add", { id: shop.soap.variants[0]?.id.toString() ?? "" });
    const again = await guest.post("/checkout", { ...ADDRESS, email: "a@example.org", discount: "HERBST10" });
    expect([again.status, await again.text()]).toEqual([422, expect.stringContaining("Diesen Rabattcode gibt es nicht")]);
    expect(shop.shop.orders.size).toBe(1);
  });

  test("a faulty checkout places nothing and keeps what was typed", async () => {
    const { shop, visit } = await open();
    const guest = visit();
    await guest.post("/cart/add", { id: shop.soap.variants[0]?.id.toString() ?? "" });
    const answer = await guest.post("/checkout", { intent: "pay", email: "<nope>", city: '"><script>alert(1)</script>' });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(html).toContain("Bitte gib eine gültige E-Mail-Adresse ein.");
    expect(html).toContain("&quot;&gt;&lt;script&gt;alert(1)");
    expect(html).not.toContain("<script>alert");
    expect(shop.shop.orders.size).toBe(0);
  });
});

describe("languages and blocks", () => {
  test("German at the root, English under /en, a page in the other language one link away", async () => {
    const { visit } = await open();
    const german = await visit().text("/products/seife");
    expect(german).toContain('<html lang="de">');
    expect(german).toContain('href="/en/products/seife"');
    expect(german).toContain("9,50 €");
    expect(german).toContain("Mit diesem Produkt sammelst du 39 Punkte");
    const english = await visit().text("/en/products/seife");
    expect(english).toContain('<html lang="en">');
    expect(english).toContain('href="/products/seife"');
    expect(english).toContain("€9.50");
    expect(english).toContain("Earn 39 points with this product");
  });

  test("the block follows the chosen variant without a script", async () => {
    const { shop, visit } = await open();
    const html = await visit().text(`/products/espresso-morgenrot?variant=${shop.coffee.variants[1]?.id}`);
    expect(html).toContain("(1 kg) sammelst du 138 Punkte");
    expect(html).not.toMatch(/<script[^>]* src=/);
  });

  test("its style sheet is loaded once, however many blocks there are", async () => {
    const { visit } = await open();
    expect((await visit().text("/")).split("reprise.css").length - 1).toBe(1);
  });

  test("a shop without the app shows no block", async () => {
    const { visit } = await open((it) => void (it.shop.installed = false));
    expect(await visit().text("/")).not.toContain("reprise");
  });

  test("a shop whose program is not published yet still works", async () => {
    const { visit } = await open((it) => setProgram(it.shop, null));
    expect((await visit().get("/")).status).toBe(200);
    expect((await visit().get("/products/seife")).status).toBe(200);
  });
});

describe("hostile visitors", () => {
  test.each([
    ["/nothing", 404],
    ["/products/nothing", 404],
    ["/collections/nothing", 404],
    ["/de/", 404],
    ["/products/%ff", 400],
    ["/products/seife?variant=abc", 200],
    ["/products/seife?variant=1&variant=2", 200],
    ["/thank-you/1.forged", 404],
    ["/cdn/products/nothing.svg", 404],
    ["/cdn/extensions/reprise/assets/..%2fshopify.extension.toml", 404],
    ["/cdn/theme/assets/..%2f..%2frender.ts", 403],
    ["/account", 303],
    ["/checkout", 303],
  ])("%s answers %i", async (path, status) => {
    const { visit } = await open();
    expect((await visit().get(path)).status).toBe(status);
  });

  test("forged and broken cookies are nobody's and empty", async () => {
    const { shop, visit } = await open();
    const guest = visit();
    guest.jar.set("morgenrot_session", encodeURIComponent(`customer:${shop.lena.id}.forged`));
    guest.jar.set("morgenrot_cart", "1:1,abc,%ff");
    expect((await guest.get("/account")).status).toBe(303);
    expect(await guest.text("/cart")).toContain("Noch ist nichts drin.");
  });

  test("the cart takes only what is sold, in sane numbers", async () => {
    const { shop, visit } = await open();
    const guest = visit();
    const id = shop.soap.variants[0]?.id.toString() ?? "";
    for (const [wanted, quantity] of [
      ["1", "1"],
      ["x", "1"],
      ["", ""],
      [id, "-3"],
      [id, "1.5"],
      [id, "NaN"],
    ] as const) {
      expect((await guest.post("/cart/add", { id: wanted, quantity })).status, `${wanted} ${quantity}`).toBe(404);
    }
    await guest.post("/cart/add", { id, quantity: "500" });
    expect(await guest.text("/cart")).toContain('value="99"');
    await guest.post("/cart/change", { id, quantity: "0" });
    expect(await guest.text("/cart")).toContain("Noch ist nichts drin.");
  });

  test("a discount link leads nowhere else", async () => {
    const { visit } = await open();
    const to = async (path: string) => (await visit().get(path)).headers.get("location");
    expect(await to("/discount/A?redirect=/products/seife")).toBe("/products/seife");
    for (const target of ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]) {
      expect(await to(`/discount/A?redirect=${encodeURIComponent(target)}`), target).toBe("/");
    }
  });
});
