import { Router, type Response } from "express";

import type { SandboxConfig } from "../config.ts";
import { createIdentity } from "../identity.ts";
import { html, type Html } from "../shell/html.ts";
import { readVisit, type Site } from "../storefront/visit.ts";
import type { Given } from "./messages.ts";
import type { Answered } from "./page.ts";
import { pageScript, targets, textsFor, workerScript } from "./bundle.ts";

/** Where the host's own addresses are, in a shop's storefront. */
export const HOST = "/extension-host";

/** Bundled once for all shops; a sandbox in which nobody opens an account bundles nothing. */
const bundled = new Map<string, Promise<string>>();

function once(name: string, make: () => Promise<string>): Promise<string> {
  const known = bundled.get(name) ?? make();
  bundled.set(name, known);
  return known;
}

/** What of a page an extension is in: what the page knows, and where it asks Shopify. */
type Place = { given?: Given; ask?: string };

/** The place of the extension in one of Shopify's pages. */
export function extensionIn(target: string, locale: string, { given = {}, ask = `${HOST}/ask` }: Place = {}): Html {
  return html`<div
    data-extension="${HOST}/extensions/${target}.js"
    data-target="${target}"
    data-locale="${locale}"
    data-texts="${JSON.stringify(textsFor(target, locale))}"
    data-given="${JSON.stringify(given)}"
    data-ask="${ask}"
  ></div>`;
}

/** Where the page of an order asks that a link has opened. */
export const askByLink = (locale: string, orderId: bigint) => `${HOST}/by-link/${locale}/${orderId}`;

/** The scripts of hosts and extensions, for pages of shops and of the admin. */
export function extensionScripts({ appUrl }: Pick<SandboxConfig, "appUrl">): Router {
  const router = Router();
  const script = (response: Response, code: Promise<string>) =>
    code.then((text) => response.type("text/javascript").set("Cache-Control", "no-store").send(text));
  router.get("/host.js", (_request, response, next) => {
    script(response, once("page", pageScript)).catch(next);
  });
  router.get("/extensions/:file", (request, response, next) => {
    const target = request.params.file.replace(/\.js$/, "");
    if (!targets().has(target)) return void response.sendStatus(404);
    script(
      response,
      once(`${target} ${appUrl}`, () => workerScript(target, appUrl)),
    ).catch(next);
  });
  return router;
}

/** Besides the scripts, tokens for whoever is logged in. Beside Shopify's own pages in a shop. */
export function extensionHost(site: Site): Router {
  const router = Router();
  const identity = createIdentity(site.config);
  router.use(extensionScripts(site.config));
  const token = (response: Response, customerId: bigint | null) =>
    response
      .set("Cache-Control", "private, no-store")
      .json({ value: identity.shopperToken(site.domain, customerId) } satisfies Answered);
  router.post("/ask/sessionToken", (request, response) => {
    token(response, readVisit(site, request).customer?.id ?? null);
  });
  // A page that a link has opened names nobody, whoever else is logged in.
  router.post("/by-link/:locale/:order/sessionToken", (_request, response) => {
    token(response, null);
  });
  router.post("/by-link/:locale/:order/requireLogin", (request, response) => {
    const { locale, order } = request.params;
    const back = `/hosted-account/orders/${order}?locale=${locale}`;
    response.json({
      go: `/hosted-account/login?${new URLSearchParams({ locale, return_to: back }).toString()}`,
    } satisfies Answered);
  });
  return router;
}
