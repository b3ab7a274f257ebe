import { json, Router, type Request, type Response } from "express";
import { z } from "zod";

import { checkoutCompleted, checkoutStarted } from "../pixel-host/events.ts";
import { createIdentity } from "../identity.ts";
import { createCustomer, findCustomerByEmail, placeOrder, setEmailConsent, type OrderInput } from "../world/commerce.ts";
import type { Order } from "../world/types.ts";
import { EMAIL } from "./account.ts";
import { clearCookie, setCookie, sign, unsign } from "./cookies.ts";
import { orderObject } from "./objects.ts";
import { buyingBlock } from "./buying.ts";
import { form, formText, notFound } from "./pages.ts";
import { cartLines, cartWithCode, tryOrder } from "./preview.ts";
import { sendPage, themeText } from "./render.ts";
import { cookies, readVisit, type Site, type Visit } from "./visit.ts";

const FIELDS = [
  "email",
  "first_name",
  "last_name",
  "address",
  "zip",
  "city",
  "country",
  "discount",
  "payment",
  "newsletter",
] as const;
type Fields = Record<(typeof FIELDS)[number], string>;
type Errors = Partial<Record<keyof Fields, string>>;

const changeSchema = z.object({ type: z.literal("addDiscountCode"), code: z.string().min(1).max(80) });

const COUNTRIES = ["DE", "AT", "CH", "FR", "NL", "GB", "US"];

function initialFields(visit: Visit): Fields {
  const { customer } = visit;
  return {
    email: customer?.email ?? "",
    first_name: customer?.firstName ?? "",
    last_name: customer?.lastName ?? "",
    ...{ address: "", zip: "", city: customer?.city ?? "" },
    country: customer?.countryCode ?? visit.shop.countryCode,
    discount: visit.discountCode ?? "",
    ...{ payment: "card", newsletter: "" },
  };
}

function readFields(request: Request): Fields {
  return Object.fromEntries(FIELDS.map((name) => [name, formText(request, name)])) as Fields;
}

function orderInput(visit: Visit, fields: Fields, discountCode: string | null): OrderInput {
  const buyer = visit.customer ?? (EMAIL.test(fields.email) ? findCustomerByEmail(visit.shop, fields.email) : undefined);
  return {
    customerId: buyer?.id ?? null,
    email: fields.email || null,
    lines: cartLines(visit.cart),
    discountCodes: discountCode === null ? [] : [discountCode],
    paid: fields.payment !== "prepayment",
    gateway: fields.payment === "prepayment" ? "bank_deposit" : "shopify_payments",
    customerLocale: visit.locale,
    countryCode: COUNTRIES.includes(fields.country) ? fields.country : visit.shop.countryCode,
  };
}

/** The order as it would be; without the code where it does not apply. */
function orderToBe(visit: Visit, fields: Fields): { order: Order; discountError: boolean } {
  const basket = { world: visit.site.world, shop: visit.shop };
  try {
    return { order: tryOrder(basket, orderInput(visit, fields, fields.discount || null)), discountError: false };
  } catch (error) {
    if (fields.discount === "") throw error;
    return { order: tryOrder(basket, orderInput(visit, fields, null)), discountError: true };
  }
}

function validate(visit: Visit, fields: Fields): Errors {
  const errors: Errors = {};
  if (!EMAIL.test(fields.email)) errors.email = themeText(visit, "checkout.errors.email");
  for (const name of ["last_name", "address", "zip", "city"] as const) {
    if (fields[name] === "") errors[name] = themeText(visit, "checkout.errors.required");
  }
  if (!COUNTRIES.includes(fields.country)) errors.country = themeText(visit, "checkout.errors.required");
  return errors;
}

/** Checkout on one page, and the page that thanks. */
export function checkout(site: Site): Router {
  const router = Router();
  const names = cookies(site.domain);
  const { world } = site;
  const identity = createIdentity(site.config);

  const show = (visit: Visit, response: Response, fields: Fields, errors: Errors = {}) => {
    const { order, discountError } = orderToBe(visit, fields);
    if (discountError) errors.discount = themeText(visit, "checkout.errors.discount");
    const hasErrors = Object.keys(errors).length > 0;
    sendPage(response, visit, {
      template: "checkout",
      title: themeText(visit, "checkout.title"),
      data: {
        values: fields,
        errors,
        has_errors: hasErrors,
        countries: COUNTRIES,
        order: orderObject(visit.shop, order, visit.locale, visit.root),
        extension: buyingBlock("purchase.checkout.block.render", visit, order),
      },
      status: hasErrors ? 422 : 200,
      events: checkoutStarted(visit, order),
    });
  };

  router.all("/checkout", (request, response, next) => {
    const { shop, customer, root } = readVisit(site, request);
    if (shop.loginRequired && customer === null)
      response.redirect(303, `${root}account/login?${new URLSearchParams({ return_to: `${root}checkout` }).toString()}`);
    else next();
  });

  router.get("/checkout", (request, response) => {
    const visit = readVisit(site, request);
    if (visit.cart.lines.length === 0) {
      response.redirect(303, `${visit.root}cart`);
      return;
    }
    show(visit, response, initialFields(visit));
  });

  router.post("/checkout", form, (request, response) => {
    const visit = readVisit(site, request);
    if (visit.cart.lines.length === 0) {
      response.redirect(303, `${visit.root}cart`);
      return;
    }
    const fields = readFields(request);
    if (formText(request, "intent") === "discount") {
      setCookie(response, names.discount, fields.discount);
      show(visit, response, fields);
      return;
    }
    const errors = validate(visit, fields);
    if (Object.keys(errors).length > 0 || orderToBe(visit, fields).discountError) {
      show(visit, response, fields, errors);
      return;
    }
    subscribe(visit, fields);
    const order = placeOrder(world, visit.shop, orderInput(visit, fields, fields.discount || null));
    clearCookie(response, names.cart);
    clearCookie(response, names.discount);
    response.redirect(303, `${visit.root}thank-you/${sign(`order:${order.id}`, site.config.clientSecret)}`);
  });

  router.post("/checkout/ask/sessionToken", (request, response) => {
    const { customer } = readVisit(site, request);
    const value = identity.shopperToken(site.domain, customer?.id ?? null);
    response.set("Cache-Control", "private, no-store").json({ value });
  });
  // An extension applies a code: kept for the checkout as if it had been typed, where it fits.
  router.post("/checkout/ask/applyDiscountCodeChange", json(), (request, response) => {
    const visit = readVisit(site, request);
    const change = changeSchema.safeParse((request.body as { about?: unknown }).about).data;
    const fits = change !== undefined && cartWithCode({ world, ...visit }, change.code) !== null;
    if (!fits) return void response.json({ value: { type: "error", message: themeText(visit, "checkout.errors.discount") } });
    setCookie(response, names.discount, change.code);
    response.json({ value: { type: "success" }, go: `${visit.root}checkout` });
  });

  router.get("/thank-you/:key", (request, response) => {
    const visit = readVisit(site, request);
    const id = /^order:(\d{1,19})$/.exec(unsign(request.params["key"], site.config.clientSecret) ?? "")?.[1];
    const order = id === undefined ? undefined : visit.shop.orders.get(BigInt(id));
    if (order === undefined) {
      notFound(visit, response);
      return;
    }
    const data = {
      order: orderObject(visit.shop, order, visit.locale, visit.root),
      extension: buyingBlock("purchase.thank-you.block.render", visit, order),
    };
    const events = checkoutCompleted(visit, order);
    sendPage(response, visit, { template: "thank-you", title: themeText(visit, "thanks.title"), data, events });
  });

  /** Ticking the box needs a customer to carry the consent; without it a guest's order stays a guest's. */
  function subscribe(visit: Visit, fields: Fields): void {
    if (fields.newsletter === "") return;
    const known = visit.customer ?? findCustomerByEmail(visit.shop, fields.email);
    if (known === undefined) {
      const { email, first_name: firstName, last_name: lastName, city, country: countryCode } = fields;
      const details = { email, firstName: firstName || null, lastName, city, countryCode, locale: visit.locale };
      createCustomer(world, visit.shop, { ...details, state: "disabled", emailConsent: "subscribed" });
    } else if (known.email !== null && known.emailConsent.state !== "subscribed") {
      setEmailConsent(world, visit.shop, known, "subscribed");
    }
  }

  return router;
}
