import { Router, static as serveStatic, type NextFunction, type Request, type Response } from "express";

import type { SandboxConfig } from "../config.ts";
import type { World } from "../world/types.ts";
import { extensionHost, HOST } from "../extension-host/pages.ts";
import { pixelHost } from "../pixel-host/pages.ts";
import { account } from "./account.ts";
import { checkout } from "./checkout.ts";
import { findAsset } from "./extension.ts";
import { HOSTED, hostedAccount, toHosted } from "./hosted.ts";
import { notFound, pages } from "./pages.ts";
import { drawProduct } from "./picture.ts";
import { appProxy } from "./proxy.ts";
import { extension, themeAssets } from "./render.ts";
import { languageOf, readVisit, type Site } from "./visit.ts";

/**
 * The shop as its customers see it: a small theme rendered by Liquid with the theme app extension in it. Serves one shop at the root of its
 * own port; other languages live under `/en` and so on.
 */
export function storefront(world: World, shopDomain: string, config: SandboxConfig): Router {
  const site: Site = { world, domain: shopDomain, config };
  const router = Router();

  router.get("/cdn/products/:file", (request, response) => {
    const handle = /^(.+)\.svg$/.exec(request.params["file"])?.[1];
    const product = [...(world.shops.get(shopDomain)?.products.values() ?? [])].find((candidate) => candidate.handle === handle);
    if (product === undefined) return response.sendStatus(404);
    response.type("image/svg+xml").set("Cache-Control", "public, max-age=3600").send(drawProduct(product));
  });
  router.get("/cdn/extensions/*", (request, response) => {
    const file = findAsset(extension, request.path);
    if (file === null) return response.sendStatus(404);
    response.sendFile(file);
  });
  router.use(HOST, extensionHost(site));
  router.use("/pixel-host", pixelHost(site));
  router.use(HOSTED, hostedAccount(site));
  router.use(appProxy(site));
  router.use("/cdn/theme/assets", serveStatic(themeAssets, { fallthrough: false, index: false }));
  router.get("/favicon.ico", (_request, response) => response.redirect(302, "/cdn/theme/assets/favicon.svg"));

  const localised = Router();
  localised.use(pages(site), toHosted(site), account(site), checkout(site));
  localised.use((request, response) => notFound(readVisit(site, request), response));
  router.use((request, response, next) => {
    const shop = world.shops.get(shopDomain);
    if (shop === undefined) return response.sendStatus(503);
    const { root } = languageOf(shop, request.path);
    const rest = request.url.slice(root.length - 1);
    request.url = rest.startsWith("/") ? rest : `/${rest}`;
    localised(request, response, next);
  });
  router.use(refuse);
  return router;
}

/** What the parser of a form or path refuses is the visitor's mistake; the rest is ours and goes on. */
function refuse(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  const status = typeof error === "object" && error !== null && "status" in error ? Number(error.status) : 500;
  if (status >= 400 && status < 500)
    response
      .status(status)
      .type("text/plain")
      .send(status === 404 ? "Not Found" : "Bad Request");
  else next(error);
}
