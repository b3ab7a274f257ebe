import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { postedSchema } from "../../app/visits/posted.ts";
import { customerIn, signingKey } from "../../app/visits/token.server.ts";
import { pixelAlone } from "../sandbox/extension-host/bundle.ts";
import { manifest } from "../sandbox/pixel-host/pages.ts";
import { loadExtension, renderBlock } from "../sandbox/storefront/extension.ts";

type Listener = (event: unknown) => void;
const allowed = (given: boolean) => ({ analyticsProcessingAllowed: given, marketingAllowed: given });
const variant = { id: "121", product: { id: "12" } };

/** Shopify's side of a pixel, as its package documents it. */
function runtime(given: boolean, kept: string | null = null) {
  const [heard, consent] = [new Map<string, Listener>(), new Map<string, Listener>()];
  const store = new Map(kept === null ? [] : [["reprise-visitor", kept]]);
  const sent: unknown[] = [];
  vi.stubEnv("APP_URL", "https://app.example.com/");
  vi.stubGlobal("fetch", (url: string, init: RequestInit & { body: string }) => {
    sent.push({ url, init, body: JSON.parse(init.body) as unknown });
    return Promise.reject(new TypeError("fetch failed"));
  });
  const sessionStorage = {
    getItem: (key: string) => Promise.resolve(store.get(key) ?? null),
    setItem: (key: string, value: string) => Promise.resolve(void store.set(key, value)),
    removeItem: (key: string) => Promise.resolve(void store.delete(key)),
  };
  vi.stubGlobal("shopify", {
    extend: (_point: string, pixel: (api: object) => void) =>
      pixel({
        ...{ settings: { account: "A".repeat(22) }, browser: { sessionStorage } },
        analytics: { subscribe: (name: string, listener: Listener) => heard.set(name, listener) },
        customerPrivacy: { subscribe: (name: string, listener: Listener) => consent.set(name, listener) },
        init: {
          data: { shop: { myshopifyDomain: "morgenrot.myshopify.com" }, customer: { id: "7", email: "anna@example.com" } },
          customerPrivacy: allowed(given),
        },
      }),
  });
  let seq = 0;
  return {
    store,
    bodies: () => sent.map((one) => (one as { body: { events: object[] } }).body),
    sent,
    tell: (name: string, data: object) =>
      heard.get(name)?.({ id: `sh-0000000${(seq += 1)}`, name, data, timestamp: "2026-01-01" }),
    says: (token: string) => heard.get("reprise:visitor")?.({ customData: { token } }),
    decides: (given: boolean) => consent.get("visitorConsentCollected")?.({ customerPrivacy: allowed(given) }),
  };
}

async function load(...of: Parameters<typeof runtime>) {
  const page = runtime(...of);
  vi.resetModules();
  await import("../../extensions/reprise-pixel/src/index.ts");
  return page;
}

beforeEach(() => void vi.resetModules());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

describe("the web pixel", () => {
  test("runs only for who allows analytics and marketing, in the strict sandbox", () => {
    expect(manifest).toMatchObject({
      runtime_context: "strict",
      customer_privacy: { analytics: true, marketing: true, preferences: false, sale_of_data: "disabled" },
      settings: { fields: { account: { type: "single_line_text_field" } } },
    });
  });

  test("tells what the app takes, of each event, once the page has said who looks, and without a name of anybody", async () => {
    const page = await load(true);
    page.tell("product_viewed", { productVariant: variant });
    page.tell("collection_viewed", { collection: { id: "5" } });
    expect(page.sent).toEqual([]);
    page.says("7.1.abc");
    page.tell("search_submitted", { searchResult: { query: "gift for Anna" } });
    page.tell("product_added_to_cart", { cartLine: { merchandise: variant, quantity: 2 } });
    page.tell("checkout_started", { checkout: { email: "anna@example.com" } });
    page.tell("checkout_completed", { checkout: {} });
    await vi.waitFor(() => expect(page.sent).toHaveLength(5));
    for (const body of page.bodies()) expect(postedSchema.safeParse(body).error).toBeUndefined();
    expect(page.bodies().flatMap(({ events }) => events)).toMatchObject([
      { name: "product_viewed", product: "12", variant: "121" },
      { name: "collection_viewed", collection: "5" },
      { name: "search_submitted" },
      { name: "product_added_to_cart", product: "12", variant: "121", quantity: 2 },
      { name: "checkout_started" },
      { name: "checkout_completed" },
    ]);
    expect(page.sent[0]).toMatchObject({
      url: "https://app.example.com/pixel/v1/events",
      init: { keepalive: true, credentials: "omit" },
    });
    expect(JSON.stringify(page.bodies())).not.toMatch(/anna|gift|2026-01-01/i);
  });

  test("leaves out what has no id: the list of all products, a line that is gone", async () => {
    const page = await load(true);
    page.says("7.1.abc");
    page.tell("collection_viewed", { collection: { id: "" } });
    page.tell("product_viewed", { productVariant: { id: null, product: { id: null } } });
    page.tell("product_added_to_cart", { cartLine: null });
    expect(page.sent).toEqual([]);
  });

  test("tells nothing of a visitor whom the page does not know, also after somebody was logged in", async () => {
    const page = await load(true, "7.1.abc");
    page.tell("product_viewed", { productVariant: variant });
    page.says("");
    page.tell("product_viewed", { productVariant: variant });
    page.tell("checkout_started", {});
    await Promise.resolve();
    expect([page.sent, page.store.size]).toEqual([[], 0]);
  });

  test("knows on the checkout's pages, which say nothing, whom the shop's pages knew in this tab", async () => {
    const page = await load(true, "7.1.abc");
    page.tell("checkout_completed", {});
    await vi.waitFor(() => expect(page.bodies()).toMatchObject([{ token: "7.1.abc" }]));
  });

  test("tells nothing without consent, and forgets who it was when consent is taken back", async () => {
    const page = await load(false);
    page.says("7.1.abc");
    page.tell("product_viewed", { productVariant: variant });
    expect([page.sent, page.store.size]).toEqual([[], 0]);
    page.decides(true);
    page.says("7.1.abc");
    page.tell("product_viewed", { productVariant: variant });
    expect([page.sent.length, page.store.size]).toEqual([1, 1]);
    page.decides(false);
    page.tell("product_viewed", { productVariant: variant });
    page.tell("checkout_completed", {});
    await Promise.resolve();
    expect([page.sent.length, page.store.size]).toEqual([1, 0]);
  });

  test("is small: 4 kB at most, compressed", async () => {
    expect(gzipSync(await pixelAlone()).length).toBeLessThan(4_000);
  });
});

describe("the block that says who looks", () => {
  const extension = loadExtension("extensions/reprise-theme");
  const now = new Date("2026-03-02T09:59:59Z");
  const of = { shopId: 7, account: "A".repeat(22) };
  const html = (customer: object | null, key: string | null) => {
    const visits = { value: { key } };
    const globals = { customer, app: { metafields: { reprise: { visits } } }, sandbox_now: now };
    return renderBlock(extension, { block: "visits", id: "visits" }, globals).html;
  };

  test("signs as the app reads, for ids of any length", () => {
    const id = 9_007_199_254_740_993n;
    const token = /data-token="([^"]*)"/.exec(html({ id }, signingKey(of)))?.[1] ?? "";
    expect(customerIn(token, of, now)).toBe(id);
    expect(customerIn(token, of, new Date("2026-03-03T09:59:59Z"))).toBe(id);
    expect(customerIn(token, of, new Date("2026-03-03T10:00:00Z"))).toBeNull();
  });

  test("says of a guest that nobody is known, and nothing at all while the pixel is off", () => {
    expect(html(null, signingKey(of))).toContain('data-token=""');
    expect(html({ id: 5n }, null)).not.toContain("<script");
    expect(html({ id: 5n }, signingKey(of))).not.toContain(signingKey(of));
  });
});
