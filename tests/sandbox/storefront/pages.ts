import { Router, type Request, type Response, urlencoded } from "express";

import type { Product } from "../world/types.ts";
import { add, change, itemCount, permalinkCart, writeCart } from "./cart.ts";
import { addedToCart, collectionViewed, productViewed } from "../pixel-host/events.ts";
import { clearCookie, readCookie, setCookie } from "./cookies.ts";
import { productObject, productTitle } from "./objects.ts";
import { cartWithCode } from "./preview.ts";
import { renderSection, sendPage, themeText, type PageOptions } from "./render.ts";
import { basketOf, cookies, readVisit, type Site, type Visit } from "./visit.ts";

const COLLECTIONS = ["all", "coffee", "brewing", "care", "hardware", "gift"] as const;

const collectionOf = (product: Product) => product.productType.toLowerCase().split(" ")[0] ?? "";

function activeProducts(visit: Visit): Product[] {
  return [...visit.shop.products.values()].filter((product) => product.status === "active");
}

function present(visit: Visit, products: readonly Product[]) {
  return products.map((product) => productObject(visit.shop, product, visit.locale, visit.root));
}

export const form = urlencoded({ extended: false, limit: "32kb" });

export function formText(request: Request, name: string, limit = 200): string {
  const value = (request.body as Record<string, unknown> | undefined)?.[name];
  return typeof value === "string" ? value.trim().slice(0, limit) : "";
}

export function notFound(visit: Visit, response: Response): void {
  sendPage(response, visit, { template: "404", title: themeText(visit, "not_found.title"), status: 404 });
}

function cartPage(visit: Visit): PageOptions {
  const { discountCode, cart } = visit;
  const refused = discountCode !== null && cart.lines.length > 0 && cartWithCode(basketOf(visit), discountCode) === null;
  const data = { code: discountCode, code_refused: refused };
  return { template: "cart", title: themeText(visit, "cart.title"), data };
}

/** Home, collections, products and cart. Paths are relative to the language's root. */
export function pages(site: Site): Router {
  const router = Router();
  const names = cookies(site.domain);

  router.get("/", (request, response) => {
    const visit = visitOf(request);
    const products = activeProducts(visit).filter((product) => !product.giftCard);
    sendPage(response, visit, {
      template: "index",
      title: themeText(visit, "home.title"),
      data: {
        featured: present(visit, products.slice(0, 4)),
        care: present(visit, products.filter((product) => collectionOf(product) === "care").slice(0, 4)),
      },
    });
  });

  router.get(["/collections", "/collections/:handle"], (request, response) => {
    const visit = visitOf(request);
    const handle = request.params["handle"] ?? "all";
    const known = COLLECTIONS.find((collection) => collection === handle);
    if (known === undefined) {
      notFound(visit, response);
      return;
    }
    const products = activeProducts(visit).filter((product) => known === "all" || collectionOf(product) === known);
    sendPage(response, visit, {
      template: "collection",
      title: themeText(visit, `collections.${known}`),
      data: { collection: { handle: known, products: present(visit, products) }, collections: [...COLLECTIONS] },
      events: collectionViewed(visit, known, products),
    });
  });

  router.get("/products/:handle", (request, response) => {
    const visit = visitOf(request);
    const product = activeProducts(visit).find((candidate) => candidate.handle === request.params["handle"]);
    if (product === undefined) {
      notFound(visit, response);
      return;
    }
    const wanted = request.query["variant"];
    const selected = typeof wanted === "string" && /^\d{1,19}$/.test(wanted) ? BigInt(wanted) : undefined;
    const related = activeProducts(visit).filter((other) => other !== product && other.productType === product.productType);
    sendPage(response, visit, {
      template: "product",
      title: productTitle(product, visit.locale),
      data: {
        product: productObject(visit.shop, product, visit.locale, visit.root, selected, visit.site.config.clientId),
        related: present(visit, related.slice(0, 4)),
      },
      events: productViewed(visit, product, selected),
    });
  });

  router.get("/pages/rewards", (request, response) => {
    const visit = visitOf(request);
    const title = themeText(visit, "nav.rewards");
    sendPage(response, visit, { template: "page", title, data: { page: { title, handle: "rewards" } } });
  });

  router.get("/cart", (request, response) => {
    const visit = visitOf(request);
    const added = readCookie(request, names.added);
    if (added !== null) clearCookie(response, names.added);
    sendPage(response, visit, { ...cartPage(visit), events: addedToCart(visit, added) });
  });

  // A permalink replaces what was in the cart; with `storefront=true` it leads to the cart instead of the checkout.
  router.get("/cart/:lines", (request, response, next) => {
    const visit = visitOf(request);
    const cart = permalinkCart(visit.shop, request.params["lines"]);
    if (cart === null) {
      next();
      return;
    }
    setCookie(response, names.cart, writeCart(cart));
    const code = request.query["discount"];
    if (typeof code === "string" && code !== "") setCookie(response, names.discount, code.slice(0, 80));
    response.redirect(302, `${visit.root}${request.query["storefront"] === "true" ? "cart" : "checkout"}`);
  });

  // With `.js` as the Ajax API answers a script: the cart, and the sections that it asks for.
  router.post(["/cart/add", "/cart/add.js"], form, (request, response) => {
    const visit = visitOf(request);
    const id = formText(request, "id");
    const quantity = Number(formText(request, "quantity") || "1");
    if (!/^\d{1,19}$/.test(id) || !add(visit.shop, visit.cart, BigInt(id), quantity)) {
      notFound(visit, response);
      return;
    }
    setCookie(response, names.added, `${id}:${quantity}`);
    changed(request, response, visit);
  });

  router.post(["/cart/change", "/cart/change.js"], form, (request, response) => {
    const visit = visitOf(request);
    const id = formText(request, "id");
    if (/^\d{1,19}$/.test(id)) change(visit.cart, BigInt(id), Number(formText(request, "quantity") || "0"));
    changed(request, response, visit);
  });

  router.post("/cart/code", form, (request, response) => {
    const visit = visitOf(request);
    setCookie(response, names.discount, formText(request, "code", 80));
    response.redirect(303, `${visit.root}cart`);
  });

  // A link with a discount, as in a mail: remembered until the checkout.
  router.get("/discount/:code", (request, response) => {
    const visit = visitOf(request);
    setCookie(response, names.discount, request.params["code"].slice(0, 80));
    const target = request.query["redirect"];
    const local = typeof target === "string" && /^\/(?![/\\])/.test(target);
    response.redirect(303, local ? target : visit.root);
  });

  return router;

  function changed(request: Request, response: Response, visit: Visit): void {
    setCookie(response, names.cart, writeCart(visit.cart));
    if (!request.path.endsWith(".js")) {
      response.redirect(303, `${visit.root}cart`);
      return;
    }
    const wanted = formText(request, "sections").split(",").filter(Boolean).slice(0, 5);
    const page = cartPage(visit);
    const sections = Object.fromEntries(wanted.map((id) => [id, renderSection(visit, page, id)]));
    response.json({ item_count: itemCount(visit.cart), sections });
  }

  function visitOf(request: Request): Visit {
    return readVisit(site, request);
  }
}
