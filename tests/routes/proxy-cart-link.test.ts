import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";

import { now } from "../../app/clock.server.ts";
import { signClick } from "../../app/messages/clicks/token.ts";
import type { TrackedTarget } from "../../app/messages/links/target.ts";
import { loader } from "../../app/routes/proxy.r.$token.tsx";
import type { Shop } from "../../app/shops/shop.ts";
import { createProduct, deleteProduct, updateProduct } from "../sandbox/world/commerce.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";
import type { Product } from "../sandbox/world/types.ts";
import { useAdminApi, installFromApi } from "../support/admin-api.ts";
import { useDatabase } from "../support/database.ts";
import { LINK_SECRET } from "../messages/links.ts";

const database = useDatabase();
const api = await useAdminApi();
let shop: Shop;
let coffee: Product;
let soap: Product;
let messages = 0n;

beforeAll(async () => {
  shop = await installFromApi(database.db, api);
});
beforeEach(() => {
  messages += 1n;
  const variants = [
    { title: "250 g", priceMinor: 990n },
    { title: "1 kg", priceMinor: 2_990n },
  ];
  coffee = createProduct(api.world, api.shop, { title: "Espresso", variants });
  soap = createProduct(api.world, api.shop, { title: "Seife", variants: [{ priceMinor: 500n }] });
});

const idOf = (product: Product, index = 0) => (product.variants[index]?.id ?? 0n).toString();

async function follow(
  lines: [string, number][],
  more: { code?: string; method?: string; locale?: string } = {},
): Promise<Response> {
  const { code, method = "GET", locale = "de" } = more;
  const target: TrackedTarget = {
    to: "cart",
    lines: lines.map(([variantId, quantity]) => ({ variantId, quantity })),
    ...(code === undefined ? {} : { code }),
  };
  const token = signClick({ shopId: shop.shopId, messageId: messages, index: 0, target }, LINK_SECRET);
  const query = new URLSearchParams({
    ...{ shop: shop.domain, logged_in_customer_id: "", path_prefix: "/apps/reprise" },
    timestamp: String(Math.floor(now().getTime() / 1000)),
  });
  const url = `http://127.0.0.1:3000/proxy/r/x?${signQuery(query, "test-client-secret-0123456789").toString()}`;
  const headers = { "accept-language": locale, "user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/150.0" };
  return loader({ request: new Request(url, { method, headers }), params: { token }, context: {} });
}

const cart = (lines: string, code = "") => `https://${shop.domain}/cart/${lines}?storefront=true${code}`;
const escaped = (url: string) => url.replaceAll("&", "&amp;");

describe("a link to a cart is decided at the click (flows 30)", () => {
  it.each(["GET", "HEAD"])("what is all there goes into the cart, with the code: %s", async (method) => {
    const response = await follow(
      [
        [idOf(coffee), 2],
        [idOf(soap), 1],
      ],
      { code: "DANKE 5&7", method },
    );
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe(cart(`${idOf(coffee)}:2,${idOf(soap)}:1`, "&discount=DANKE%205%267"));
    expect(response.headers.get("cache-control")).toBe("private, no-store");
  });

  it("what is sold out is named, with what there is instead; the rest waits in the cart", async () => {
    updateProduct(api.world, api.shop, coffee, { variants: [{ id: coffee.variants[0]?.id ?? 0n, soldOut: true }] });
    const response = await follow(
      [
        [idOf(coffee), 2],
        [idOf(soap), 1],
      ],
      { code: "DANKE" },
    );
    expect(response.status).toBe(200);
    const html = await response.text();
    expect(html).toContain('<html lang="de">');
    expect(html).toContain("Espresso – 250 g ist gerade ausverkauft.");
    expect(html).toContain(escaped(cart(`${idOf(soap)}:1`, "&discount=DANKE")));
    expect(html).toContain(escaped(cart(`${idOf(soap)}:1,${idOf(coffee, 1)}:1`, "&discount=DANKE")));
    expect(html).toContain("Espresso – 1 kg</a>, 29,90 €".replace(" €", "\u00a0€"));
  });

  it("where nothing is left it leads into the shop, never to an empty cart", async () => {
    updateProduct(api.world, api.shop, coffee, { status: "draft" });
    const unknown = idOf(soap);
    deleteProduct(api.world, api.shop, soap);
    const html = await (
      await follow([
        [idOf(coffee), 1],
        [unknown, 1],
      ])
    ).text();
    expect(html).toContain("Espresso – 250 g haben wir nicht mehr im Sortiment.");
    expect(html).toContain("Ein Produkt haben wir nicht mehr im Sortiment.");
    expect(html).toContain(`href="https://${shop.domain}"`);
    expect(html).not.toContain("/cart/");
  });

  it("what is deleted is called what it was, where that is known, and only in its own shop", async () => {
    const known = async (shopId: number, title: string) =>
      sql`
        insert into products (shop_id, product_id, title, handle, status, tags, variants, source_updated_at, deleted_at)
        values (${shopId}, ${soap.id}, ${title}, 'seife', 'active', '{}',
          ${JSON.stringify([{ variantId: idOf(soap), title: "Default Title", priceMinor: "500" }])}::jsonb, ${now()}, ${now()})
      `.execute(database.db);
    await known(shop.shopId, "Seife");
    await known(shop.shopId + 1, "Anderes");
    deleteProduct(api.world, api.shop, soap);
    const html = await (
      await follow([
        [idOf(coffee), 1],
        [idOf(soap), 1],
      ])
    ).text();
    expect(html).toContain("Seife haben wir nicht mehr im Sortiment.");
    expect(html).not.toContain("Anderes");
    expect(html).toContain(escaped(cart(`${idOf(coffee)}:1`)));
  });

  it.each<[number, { minimum: number; maximum: number | null; increment: number }, number]>([
    [1, { minimum: 6, maximum: null, increment: 6 }, 6],
    [7, { minimum: 6, maximum: null, increment: 6 }, 12],
    [9, { minimum: 1, maximum: 4, increment: 1 }, 4],
    [9, { minimum: 2, maximum: 7, increment: 2 }, 6],
  ])("%i under the rule %j becomes %i, and the page says so", async (asked, quantityRule, quantity) => {
    updateProduct(api.world, api.shop, soap, { variants: [{ id: soap.variants[0]?.id ?? 0n, quantityRule }] });
    const html = await (await follow([[idOf(soap), asked]])).text();
    expect(html).toContain(`Seife gibt es in dieser Menge nicht, deshalb liegen ${quantity} im Warenkorb.`);
    expect(html).toContain(escaped(cart(`${idOf(soap)}:${quantity}`)));
  });

  it("names of products are text, in each reader's language", async () => {
    const odd = createProduct(api.world, api.shop, { title: "<script>{{x}}</script>", variants: [{ priceMinor: 1n }] });
    updateProduct(api.world, api.shop, odd, { variants: [{ id: odd.variants[0]?.id ?? 0n, soldOut: true }] });
    for (const [locale, says] of [
      ["fr", "épuisé"],
      ["es", "agotado"],
      ["it", "esaurito"],
      ["nl", "uitverkocht"],
      ["en", "sold out"],
    ] as const) {
      const html = await (await follow([[idOf(odd), 1]], { locale })).text();
      expect(html).toContain(says);
      expect(html).toContain("&lt;script&gt;");
    }
  });

  it("at whatever price it has now, which the cart shows before anything is bought", async () => {
    const id = soap.variants[0]?.id ?? 0n;
    updateProduct(api.world, api.shop, soap, { variants: [{ id, priceMinor: 1_000n }] });
    expect((await follow([[idOf(soap), 1]])).headers.get("location")).toBe(cart(`${idOf(soap)}:1`));
  });

  it("the same variant twice is one line", async () => {
    const response = await follow([
      [idOf(soap), 1],
      [idOf(soap), 2],
    ]);
    expect(response.headers.get("location")).toBe(cart(`${idOf(soap)}:3`));
  });

  it("where Shopify does not answer its own cart decides", async () => {
    api.config.faults.graphqlErrorRate = 1;
    try {
      const response = await follow([[idOf(soap), 1]], { code: "X" });
      expect(response.headers.get("location")).toBe(cart(`${idOf(soap)}:1`, "&discount=X"));
    } finally {
      api.config.faults.graphqlErrorRate = 0;
    }
  });
});
