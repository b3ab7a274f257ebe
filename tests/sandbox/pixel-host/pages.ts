import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { Router, type Response } from "express";
import { parse } from "smol-toml";
import { z } from "zod";

import { pixelScript, pixelPageScript } from "../extension-host/bundle.ts";
import { cookieName } from "../storefront/cookies.ts";
import type { Site, Visit } from "../storefront/visit.ts";
import type { Standard } from "./events.ts";
import type { Brought } from "./messages.ts";

const MANIFEST = fileURLToPath(new URL("../../../extensions/reprise-pixel/shopify.extension.toml", import.meta.url));

export const manifest = z
  .object({
    type: z.literal("web_pixel_extension"),
    runtime_context: z.literal("strict"),
    customer_privacy: z.object({
      ...{ analytics: z.boolean(), marketing: z.boolean(), preferences: z.boolean() },
      sale_of_data: z.enum(["enabled", "disabled", "ldu"]),
    }),
    settings: z.object({ type: z.literal("object"), fields: z.record(z.string(), z.object({ type: z.string() })) }),
  })
  .parse(parse(readFileSync(MANIFEST, "utf8")));

const WORDS = {
  de: { text: "Dürfen wir auswerten, was Sie sich ansehen?", accept: "Cookies erlauben", decline: "Cookies ablehnen" },
  en: { text: "May we measure what you look at?", accept: "Allow cookies", decline: "Decline cookies" },
};

/** Bundled once for all shops; a sandbox without a pixel bundles nothing. */
const bundled = new Map<string, Promise<string>>();
function once(name: string, make: () => Promise<string>): Promise<string> {
  const known = bundled.get(name) ?? make();
  bundled.set(name, known);
  return known;
}

const escaped = (value: unknown) => JSON.stringify(value).replaceAll("<", "\\u003c");

/** What Shopify puts into the head of every page where an app has a pixel. */
export function pixelHead({ shop, site, locale, customer }: Visit, events: readonly Standard[]): string {
  if (!shop.installed || shop.pixel === undefined) return "";
  const { analytics, marketing, preferences } = manifest.customer_privacy;
  const brought: Brought = {
    pixel: { settings: shop.pixel.settings, script: "/pixel-host/pixel.js", needs: { analytics, marketing, preferences } },
    init: {
      data: {
        customer: customer === null ? null : { id: String(customer.id), email: customer.email, firstName: customer.firstName },
        ...{ cart: null, purchasingCompany: null },
        shop: { name: shop.name, myshopifyDomain: shop.domain, countryCode: shop.countryCode },
      },
    },
    ...{ events, cookies: { consent: cookieName(site.domain, "consent") }, words: WORDS[locale === "de" ? "de" : "en"] },
  };
  return `<script>window.Shopify = { analytics: { replayQueue: [], publish(name, data) { this.replayQueue.push([name, data]); return true; } } };</script>
<script type="application/json" id="pixel-host">${escaped(brought)}</script><script src="/pixel-host/page.js" defer></script>`;
}

/** The frame has no origin: it makes a worker of what it has read, and passes on what both sides say. */
const FRAME = `<!doctype html><title>Web pixel</title><script type="module">
const code = await (await fetch("/pixel-host/pixel.js")).text();
const worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
worker.onmessage = ({ data }) => parent.postMessage(data, "*");
addEventListener("message", ({ source, data }) => source === parent && worker.postMessage(data));
</script>`;

export function pixelHost({ config }: Site): Router {
  const router = Router();
  // A frame without an origin reads across origins.
  router.use((_request, response, next) => {
    response.set({ "Access-Control-Allow-Origin": "*", "Cache-Control": "no-store" });
    next();
  });
  const script = (response: Response, code: Promise<string>) => code.then((text) => response.type("text/javascript").send(text));
  router.get("/frame.html", (_request, response) => response.type("text/html").send(FRAME));
  router.get("/page.js", (_request, response, next) => {
    script(response, once("page", pixelPageScript)).catch(next);
  });
  router.get("/pixel.js", (_request, response, next) => {
    script(
      response,
      once(config.appUrl, () => pixelScript(config.appUrl)),
    ).catch(next);
  });
  return router;
}
