import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import express, { type NextFunction, type Request, type Response, Router } from "express";
import { z } from "zod";

import type { SandboxConfig } from "../config.ts";
import { extensionScripts, HOST } from "../extension-host/pages.ts";
import type { Identity } from "../identity.ts";
import { pointOfSale } from "../pos/router.ts";
import { declaredScopes } from "../scopes.ts";
import { drawProduct } from "../storefront/picture.ts";
import { installApp, setEmailConsent, uninstallApp, updateAccountSettings, updateScopes } from "../world/commerce.ts";
import { setCustomerMetafield } from "../world/metafields.ts";
import type { World } from "../world/types.ts";
import { accountChange, accountSettingsPage } from "./account-settings.ts";
import { appPage } from "./app-page.ts";
import { appsPage, themeExtensions } from "./apps.ts";
import { customerPage, customersPage } from "./customers.ts";
import { askAction, changeUse, flowDetail, flowRunsPage } from "./flow-runs.ts";
import { LOCALE_COOKIE } from "./locale.ts";
import { act, findAction } from "./order-actions.ts";
import { orderPage, ordersPage } from "./orders.ts";
import { homePage, missingPage, productsPage, searchPage, themeEditorPage } from "./other-pages.ts";
import { pickable } from "./picker.ts";
import { queryText } from "./paging.ts";
import { postSegment, segmentPage, segmentsPage, selectionPage } from "./segments.ts";
import { type View, viewOf } from "./view.ts";

const FOLDER = fileURLToPath(new URL("./", import.meta.url));
const STYLES = ["frame", "pages", "parts", "menus", "app", "narrow"];
const BRIDGE_PARTS = ["host", "session", "navigation", "elements", "save-bar", "modal", "vitals", "api"];

const askedSchema = z.object({ scopes: z.array(z.string()).max(50) });

const scopesDetail = ({ shop }: View) => ({ granted: shop.installedScopes, ...declaredScopes() });

/** The merchant who is logged in to the stand-in's admin. */
const MERCHANT = { id: 90_210_417, name: "Alex Morgen", email: "alex@morgenrot.example", accountAccess: "Account Owner" };

/** The merchant's admin at `/store/<name>`, its files at `/shell/*`, and the App Bridge stand-in at `/app-bridge.js`. */
export function adminShell(world: World, identity: Pick<Identity, "sessionToken" | "revoke">, config: SandboxConfig): Router {
  const router = Router();

  router.get("/app-bridge.js", (_request, response) => {
    response.type("text/javascript").set("Cache-Control", "no-cache").send(appBridge());
  });
  router.use("/shell/client", express.static(`${FOLDER}client`, { index: false }));
  router.get("/shell/shell.css", (_request, response) => {
    response
      .type("text/css")
      .set("Cache-Control", "no-cache")
      .send(joined("style", STYLES, "css"));
  });
  router.get("/cdn/products/:handle.svg", (request, response) => {
    const products = [...world.shops.values()].flatMap((shop) => [...shop.products.values()]);
    const product = products.find(({ handle }) => handle === request.params["handle"]);
    if (product === undefined) response.sendStatus(404);
    else response.type("image/svg+xml").send(drawProduct(product));
  });
  router.use(HOST, extensionScripts(config));
  router.get("/", (_request, response, next) => {
    const first = world.shops.values().next().value;
    if (first === undefined) next();
    else response.redirect(`/store/${first.domain.replace(".myshopify.com", "")}`);
  });

  const admin = Router({ mergeParams: true });
  admin.use(express.urlencoded({ extended: false, limit: "10kb" }));
  // A page of another origin must not press this admin's buttons.
  admin.use((request, response, next) => {
    const origin = request.get("origin");
    if (request.method === "POST" && origin !== undefined && origin !== new URL(config.origin).origin) {
      return void response.status(403).type("text/plain").send("Cross-origin request refused");
    }
    next();
  });
  /** Answers with what `page` makes of the request's view; no shop of that name is 404. */
  const answer =
    (page: (view: View, request: Request, response: Response) => unknown) => (request: Request, response: Response) => {
      const view = viewOf(world, config, request);
      if (view === null) return void response.status(404).type("text/plain").send("There is no such shop in this sandbox");
      response.set("Cache-Control", "no-store");
      const made = page(view, request, response);
      if (typeof made === "string" && !response.headersSent) response.type("text/html").send(made);
    };
  const token = (view: View) => identity.sessionToken(view.shop.domain, MERCHANT.id);
  const missing = (view: View, _request: Request, response: Response) => (response.status(404), missingPage(view));

  admin.use("/pos", pointOfSale({ answer, missing, token }));
  admin.get("/", answer(homePage));
  admin.get("/orders", answer(ordersPage));
  admin.get("/products", answer(productsPage));
  admin.get("/customers", answer(customersPage));
  admin.get("/customers/segments", answer(segmentsPage));
  admin.post(
    "/customers/segments",
    answer((view, request, response) => response.redirect(303, postSegment(view, request))),
  );
  admin.get(
    "/customers/segments/:id(\\d+)",
    answer((view, request, response) => segmentPage(view, request) ?? missing(view, request, response)),
  );
  admin.get("/customers/selected", answer(selectionPage));
  admin.get("/search", answer(searchPage));
  admin.get("/apps", answer(appsPage));
  admin.get("/themes/current/editor", answer(themeEditorPage));
  admin.get("/settings/customer_accounts", answer(accountSettingsPage));
  admin.get("/flow", answer(flowRunsPage));
  admin.get(
    "/flow.json",
    answer((view, _request, response) => response.json(flowDetail(view))),
  );
  const posted =
    (act: (view: View, request: Request) => Promise<string>) => (request: Request, response: Response, next: NextFunction) =>
      answer((view) => {
        act(view, request).then((back) => response.redirect(303, back), next);
      })(request, response);
  admin.post("/flow/triggers/:handle", posted(changeUse));
  admin.post("/flow/actions/:handle", posted(askAction));
  admin.post(
    "/settings/customer_accounts/:change",
    answer((view, request, response) => {
      updateAccountSettings(world, view.shop, accountChange(request.params["change"]));
      response.redirect(303, `${view.base}/settings/customer_accounts`);
    }),
  );
  admin.get(
    "/session-token",
    answer((view, _request, response) => response.json({ token: view.shop.installed ? token(view) : null })),
  );
  admin.post(
    "/extensions/ask/idToken",
    answer((view, _request, response) => response.json({ value: view.shop.installed ? token(view) : null })),
  );
  admin.get(
    "/user.json",
    answer((_view, _request, response) => response.json(MERCHANT)),
  );
  admin.get(
    "/extensions.json",
    answer((_view, _request, response) => response.json(themeExtensions())),
  );
  admin.get(
    "/scopes.json",
    answer((view, _request, response) => response.json(scopesDetail(view))),
  );
  admin.post(
    "/scopes/:change(grant|revoke)",
    express.json({ limit: "10kb" }),
    answer((view, request, response) => {
      const asked = askedSchema.safeParse(request.body).data?.scopes.filter((scope) => declaredScopes().optional.includes(scope));
      if (asked === undefined) return void response.status(422).json({ error: "scopes: a list of access scopes" });
      const others = view.shop.installedScopes.filter((scope) => !asked.includes(scope));
      updateScopes(world, view.shop, request.params["change"] === "grant" ? [...others, ...asked] : others);
      response.json(scopesDetail(view));
    }),
  );
  admin.get(
    "/resources.json",
    answer((view, request, response) => response.json(pickable(view, request))),
  );
  admin.get(
    "/language/:locale",
    answer((view, request, response) => {
      const locale = request.params["locale"] === "de" ? "de" : "en";
      const back = queryText(request, "return");
      response.cookie(LOCALE_COOKIE, locale, { sameSite: "lax", maxAge: 365 * 24 * 3600 * 1000 });
      response.redirect(back.startsWith(view.base) ? back : view.base);
    }),
  );
  admin.get(
    ["/apps/reprise", "/apps/reprise/*"],
    answer((view, request, response) => {
      if (!view.shop.installed) {
        response.redirect(`${view.base}/apps`);
        return undefined;
      }
      const path = request.url.slice("/apps/reprise".length).replace(/^\/*/, "/");
      return appPage(view, path, token(view));
    }),
  );
  // The admin knows an app by its client id, too, and leads on to its name.
  admin.get(
    [`/apps/${config.clientId}`, `/apps/${config.clientId}/*`],
    answer((view, request, response) => {
      response.redirect(`${view.base}/apps/reprise${request.url.slice(`/apps/${config.clientId}`.length)}`);
    }),
  );
  admin.post(
    "/apps/:change(install|uninstall)",
    answer((view, request, response) => {
      const install = request.params["change"] === "install";
      if (install) installApp(view.shop, declaredScopes().required);
      else if (view.shop.installed) {
        uninstallApp(world, view.shop);
        identity.revoke(view.shop.domain);
      }
      response.redirect(303, install ? `${view.base}/apps/reprise` : `${view.base}/apps`);
    }),
  );

  const orderOf = (view: View, request: Request) => view.shop.orders.get(idOf(request));
  admin.get(
    "/orders/:id(\\d+)",
    answer((view, request, response) => {
      const order = orderOf(view, request);
      return order === undefined ? missing(view, request, response) : orderPage(view, order, request);
    }),
  );
  admin.post(
    "/orders/:id(\\d+)/:action",
    answer((view, request, response) => {
      const [order, action] = [orderOf(view, request), findAction(request.params["action"])];
      if (order === undefined || action === null) return missing(view, request, response);
      const amount: unknown = (request.body as Record<string, unknown>)["amount"];
      const back = `${view.base}/orders/${order.id}`;
      response.redirect(
        303,
        attempt(back, () => act(world, view.shop, order, action, typeof amount === "string" ? amount : "")),
      );
    }),
  );

  const customerOf = (view: View, request: Request) => view.shop.customers.get(idOf(request));
  admin.get(
    "/customers/:id(\\d+)",
    answer((view, request, response) => {
      const customer = customerOf(view, request);
      return customer === undefined ? missing(view, request, response) : customerPage(view, customer, request);
    }),
  );
  admin.post(
    "/customers/:id(\\d+)/:change(subscribe|unsubscribe)",
    answer((view, request, response) => {
      const customer = customerOf(view, request);
      if (customer === undefined) return missing(view, request, response);
      const state = request.params["change"] === "subscribe" ? "subscribed" : "unsubscribed";
      response.redirect(
        303,
        attempt(`${view.base}/customers/${customer.id}`, () => setEmailConsent(world, view.shop, customer, state)),
      );
    }),
  );
  admin.post(
    "/customers/:id(\\d+)/metafields",
    answer((view, request, response) => {
      const customer = customerOf(view, request);
      if (customer === undefined) return missing(view, request, response);
      const body = request.body as Record<string, unknown>;
      const field = (name: string) => (typeof body[name] === "string" ? body[name].trim() : "");
      const [namespace = "", ...key] = field("path").split(".");
      const input = { namespace, key: key.join("."), type: field("type"), value: field("value") };
      response.redirect(
        303,
        attempt(`${view.base}/customers/${customer.id}`, () => setCustomerMetafield(world, view.shop, customer, input)),
      );
    }),
  );
  admin.use(answer(missing));
  router.use("/store/:name", admin);
  return router;
}

/** The parts of App Bridge as one classic script, which a document that has it already ignores. */
function appBridge(): string {
  return `if (window.standInAppBridge === undefined) {\n${joined("bridge", BRIDGE_PARTS, "js")}}\n`;
}

function joined(folder: string, names: readonly string[], extension: string): string {
  return names.map((name) => readFileSync(join(FOLDER, folder, `${name}.${extension}`), "utf8")).join("\n");
}

/** Where to go after doing something: back, with a word on how it went. */
function attempt(back: string, action: () => void): string {
  try {
    action();
    return `${back}?done=1`;
  } catch (error) {
    return `${back}?problem=${encodeURIComponent(error instanceof Error ? error.message : String(error))}`;
  }
}

function idOf(request: Request): bigint {
  return BigInt(request.params["id"] ?? 0);
}
