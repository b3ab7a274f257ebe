import { Router, type Response } from "express";

import { createIdentity } from "../identity.ts";
import { html, type Html } from "../shell/html.ts";
import { readVisit, type Site } from "../storefront/visit.ts";
import { pageScript, targets, textsIn, workerScript } from "./bundle.ts";

/** Bundled once for all shops; a sandbox in which nobody opens an account bundles nothing. */
const bundled = new Map<string, Promise<string>>();

function once(name: string, make: () => Promise<string>): Promise<string> {
  const known = bundled.get(name) ?? make();
  bundled.set(name, known);
  return known;
}

/** The place of the extension in one of the account's pages. */
export function extensionIn(target: string, locale: string): Html {
  const texts = JSON.stringify(textsIn(locale));
  return html`<div
    data-extension="/hosted-account/extensions/${target}.js"
    data-target="${target}"
    data-locale="${locale}"
    data-texts="${texts}"
  ></div>`;
}

/** Scripts, and tokens for whoever is logged in. Beside Shopify's own pages. */
export function extensionHost(site: Site): Router {
  const router = Router();
  const identity = createIdentity(site.config);
  const script = (response: Response, code: Promise<string>) =>
    code.then((text) => response.type("text/javascript").set("Cache-Control", "no-store").send(text));
  router.get("/host.js", (_request, response, next) => {
    script(response, once("page", pageScript)).catch(next);
  });
  router.get("/extensions/:file", (request, response, next) => {
    const target = request.params.file.replace(/\.js$/, "");
    if (!targets().has(target)) return void response.sendStatus(404);
    const { appUrl } = site.config;
    script(
      response,
      once(`${target} ${appUrl}`, () => workerScript(target, appUrl)),
    ).catch(next);
  });
  router.post("/session-token", (request, response) => {
    const { customer } = readVisit(site, request);
    if (customer === null) return void response.status(401).json({});
    response.set("Cache-Control", "private, no-store").json({ token: identity.shopperToken(site.domain, customer.id) });
  });
  return router;
}
