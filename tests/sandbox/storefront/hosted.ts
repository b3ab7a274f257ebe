import { Router, type Request, type Response } from "express";

import { toDecimal } from "../lib/money.ts";
import { html, type Html } from "../shell/html.ts";
import { findCustomerByEmail } from "../world/commerce.ts";
import { originalTotals } from "../world/money.ts";
import type { Customer, Shop } from "../world/types.ts";
import { logIn, suggestions } from "./account.ts";
import { askByLink, extensionIn, HOST } from "../extension-host/pages.ts";
import { clearCookie } from "./cookies.ts";
import { isOrderLink } from "./order-link.ts";
import { form, formText } from "./pages.ts";
import { cookies, readVisit, type Site } from "./visit.ts";
import { ownPath, wayBack } from "./way-back.ts";

/** Stands for `https://shopify.com/<shop>/account`: Shopify's own pages, where nothing of the theme is. */
export const HOSTED = "/hosted-account";

const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f6f6f6;color:#1a1a1a}header,main{max-width:46rem;margin-inline:auto;padding:1rem}a{color:#005bd3}";

const TEXTS = {
  de: {
    ...{ rewards: "Punkte und Prämien", profile: "Profil" },
    ...{ account: "Kundenkonto", logIn: "Anmelden", email: "E-Mail", logOut: "Abmelden", shop: "Zum Shop" },
    ...{ orders: "Bestellungen", none: "Noch keine Bestellungen", unknown: "Zu dieser E-Mail gibt es kein Konto." },
  },
  en: {
    ...{ rewards: "Points and rewards", profile: "Profile" },
    ...{ account: "Account", logIn: "Log in", email: "Email", logOut: "Log out", shop: "To the shop" },
    ...{ orders: "Orders", none: "No orders yet", unknown: "There is no account with this email." },
  },
};

const isHosted = (site: Site) => site.world.shops.get(site.domain)?.accounts === "new";

/**
 * Shops with new customer accounts send every address of the theme's account to Shopify's pages, as the documentation of Liquid's `routes` says of all but registration,
 * which these pages have no other place for.
 */
export function toHosted(site: Site): Router {
  const router = Router();
  const lead = (request: Request, response: Response, page: string, query: Record<string, string> = {}) => {
    const { locale } = readVisit(site, request);
    response.redirect(303, `${HOSTED}${page}?${new URLSearchParams({ locale, ...query }).toString()}`);
  };
  router.use("/account", (_request, _response, next) => next(isHosted(site) ? undefined : "router"));
  router.all(["/account/login", "/account/register"], (request, response) => {
    const back = wayBack(request);
    lead(request, response, "/login", back === null ? {} : { return_to: back });
  });
  router.all("/account/logout", (request, response) => lead(request, response, "/logout"));
  router.all(["/account", "/account/*"], (request, response) => lead(request, response, ""));
  return router;
}

/** Shopify's own account pages: login, orders, and the places of an app's extension. No block of a theme can be placed there. */
export function hostedAccount(site: Site): Router {
  const router = Router();
  router.use((_request, _response, next) => next(isHosted(site) ? undefined : "router"));

  router.get("/login", (request, response) => {
    if (readVisit(site, request).customer === null) loginPage(site, request, response, ownPath(request.query["return_to"]));
    else response.redirect(303, here(request, ""));
  });
  router.post("/login", form, (request, response) => {
    const { shop } = readVisit(site, request);
    const back = ownPath(formText(request, "return_to", 500));
    const customer = findCustomerByEmail(shop, formText(request, "email"));
    if (customer?.state !== "enabled") {
      loginPage(site, request, response, back, true);
      return;
    }
    logIn(site, response, customer);
    response.redirect(303, back ?? here(request, ""));
  });
  router.get("/logout", (_request, response) => {
    clearCookie(response, cookies(site.domain).session);
    response.redirect(303, "/");
  });
  router.get("/", (request, response) => {
    const { shop, customer } = readVisit(site, request);
    if (customer === null) response.redirect(303, here(request, "/login"));
    else page(request, response, shop, accountPage(request, shop, customer));
  });
  const extensionPage = (path: string, target: string) =>
    router.get(path, (request, response) => {
      const { shop, customer } = readVisit(site, request);
      if (customer === null) response.redirect(303, here(request, "/login"));
      else page(request, response, shop, extensionIn(target, localeOf(request)));
    });
  extensionPage("/rewards", "customer-account.page.render");
  extensionPage("/profile", "customer-account.profile.block.render");
  router.get("/orders/:id", (request, response) => orderStatus(site, request, response));
  return router;
}

/** The page of an order: for its customer, and for whoever has the link out of the order's email. */
function orderStatus(site: Site, request: Request, response: Response): void {
  const { shop, customer } = readVisit(site, request);
  const id = /^\d{1,19}$/.exec(request.params["id"] ?? "")?.[0];
  const order = id === undefined ? undefined : shop.orders.get(BigInt(id));
  const isTheirs = order !== undefined && customer !== null && order.customerId === customer.id;
  if (order === undefined || (!isTheirs && !isOrderLink(request.query["key"], order.id, site.config.clientSecret))) {
    response.redirect(303, here(request, "/login"));
    return;
  }
  const given = {
    order: { id: `gid://shopify/Order/${order.id}`, name: order.name },
    authenticationState: isTheirs ? "fully_authenticated" : "pre_authenticated",
  };
  const locale = localeOf(request);
  const place = { given, ...(isTheirs ? {} : { ask: askByLink(locale, order.id) }) };
  const body = html`<h1>${order.name}</h1>
    ${extensionIn("customer-account.order-status.block.render", locale, place)}`;
  page(request, response, shop, body);
}

/** Shopify's pages speak more than the two languages of their own texts here: extensions are asked for each. */
const localeOf = (request: Request) => {
  const { locale } = request.query;
  return typeof locale === "string" && /^(?:de|en|es|fr|it|nl)$/.test(locale) ? locale : "en";
};
const textsFor = (request: Request) => TEXTS[localeOf(request) === "de" ? "de" : "en"];

function here(request: Request, path: string): string {
  return `${HOSTED}${path}?locale=${localeOf(request)}`;
}

function loginPage(site: Site, request: Request, response: Response, back: string | null, failed = false): void {
  const { shop } = readVisit(site, request);
  const texts = textsFor(request);
  const way = back === null ? null : html`<input type="hidden" name="return_to" value="${back}" />`;
  const body = html`<h1>${texts.logIn}</h1>
    ${failed && html`<p role="alert">${texts.unknown}</p>`}
    <form method="post" action="${here(request, "/login")}">
      ${way}<label>${texts.email} <input type="email" name="email" autocomplete="email" required /></label>
      <button>${texts.logIn}</button>
    </form>
    <form method="post" action="${here(request, "/login")}">
      ${way}${suggestions(shop).map(
        ({ email, name }) => html`<p><button name="email" value="${email}">${name || email}</button></p>`,
      )}
    </form>`;
  page(request, response.status(failed ? 422 : 200), shop, body);
}

function accountPage(request: Request, shop: Shop, customer: Customer): Html {
  const texts = textsFor(request);
  const amounts = new Intl.NumberFormat(localeOf(request), { style: "currency", currency: shop.currency });
  const orders = [...shop.orders.values()].filter(({ customerId }) => customerId === customer.id).reverse();
  return html`<h1>${texts.account}</h1>
    <nav>
      <a href="${here(request, "/rewards")}">${texts.rewards}</a> · <a href="${here(request, "/profile")}">${texts.profile}</a>
    </nav>
    ${extensionIn("customer-account.order-index.block.render", localeOf(request))}
    <p>${customer.email} · <a href="${here(request, "/logout")}">${texts.logOut}</a></p>
    <h2>${texts.orders}</h2>
    ${orders.length === 0 && html`<p>${texts.none}</p>`}
    <ul>
      ${orders.map((order) => {
        const total = toDecimal(originalTotals(order).total, shop.currency) as Intl.StringNumericLiteral;
        return html`<li><a href="${here(request, `/orders/${order.id}`)}">${order.name}</a>: ${amounts.format(total)}</li>`;
      })}
    </ul>`;
}

function page(request: Request, response: Response, shop: Shop, body: Html): void {
  const locale = localeOf(request);
  const { markup } = html`<html lang="${locale}">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <style>
        ${STYLE}
      </style>
      <script type="module" src="${HOST}/host.js"></script>
      <title>${textsFor(request).account} · ${shop.name}</title>
    </head>
    <body>
      <header><a href="/">${shop.name}: ${textsFor(request).shop}</a></header>
      <main>${body}</main>
    </body>
  </html>`;
  response.type("html").set("Cache-Control", "private, no-store").send(`<!doctype html>${markup}`);
}
