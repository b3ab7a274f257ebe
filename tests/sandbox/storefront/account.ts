import { Router, type Response } from "express";

import { createCustomer, findCustomerByEmail, updateCustomer } from "../world/commerce.ts";
import type { Customer, Shop } from "../world/types.ts";
import { clearCookie, setCookie, sign } from "./cookies.ts";
import { form, formText } from "./pages.ts";
import { sendPage, themeText } from "./render.ts";
import { cookies, readVisit, type Site, type Visit } from "./visit.ts";
import { ownPath, wayBack } from "./way-back.ts";

export const EMAIL = /^[^\s@<>"']{1,64}@[^\s@<>"']{1,180}\.[^\s@<>"']{2,}$/;
const SUGGESTIONS = 8;

export function logIn(site: Site, response: Response, customer: Customer): void {
  setCookie(response, cookies(site.domain).session, sign(`customer:${customer.id}`, site.config.clientSecret));
}

/** Customers to pick from at login: those with the most orders, then the newest. */
export function suggestions(shop: Shop): { email: string | null; name: string; orders: number }[] {
  const orders = new Map<bigint, number>();
  for (const order of shop.orders.values()) {
    if (order.customerId !== null) orders.set(order.customerId, (orders.get(order.customerId) ?? 0) + 1);
  }
  return [...shop.customers.values()]
    .filter((customer) => customer.email !== null && customer.state === "enabled")
    .sort((a, b) => (orders.get(b.id) ?? 0) - (orders.get(a.id) ?? 0) || b.createdAt.getTime() - a.createdAt.getTime())
    .slice(0, SUGGESTIONS)
    .map((customer) => ({
      email: customer.email,
      name: [customer.firstName, customer.lastName].filter((part) => part !== null).join(" "),
      orders: orders.get(customer.id) ?? 0,
    }));
}

/** Login by e-mail without a password (the shop is a demo), registration, account with orders. */
export function account(site: Site): Router {
  const router = Router();
  const { world } = site;

  const loginPage = (visit: Visit, response: Response, back: string | null, email = "", error?: string) =>
    sendPage(response, visit, {
      template: "customers/login",
      title: themeText(visit, "login.title"),
      data: {
        email,
        return_to: back,
        error: error === undefined ? null : themeText(visit, error),
        suggestions: suggestions(visit.shop),
      },
      status: error === undefined ? 200 : 422,
    });

  router.get("/account/login", (request, response) => {
    const visit = readVisit(site, request);
    if (visit.customer !== null) {
      response.redirect(303, `${visit.root}account`);
      return;
    }
    loginPage(visit, response, wayBack(request));
  });

  router.post("/account/login", form, (request, response) => {
    const visit = readVisit(site, request);
    const email = formText(request, "email");
    const back = ownPath(formText(request, "return_to", 500));
    const customer = findCustomerByEmail(visit.shop, email);
    if (email === "" || customer === undefined || customer.state !== "enabled") {
      loginPage(visit, response, back, email, "login.unknown");
      return;
    }
    logIn(site, response, customer);
    response.redirect(303, back ?? `${visit.root}account`);
  });

  const registerPage = (visit: Visit, response: Response, values: Record<string, string> = {}, error?: string) =>
    sendPage(response, visit, {
      template: "customers/register",
      title: themeText(visit, "register.title"),
      data: { values, error: error === undefined ? null : themeText(visit, error) },
      status: error === undefined ? 200 : 422,
    });

  router.get("/account/register", (request, response) => registerPage(readVisit(site, request), response));

  router.post("/account/register", form, (request, response) => {
    const visit = readVisit(site, request);
    const email = formText(request, "email");
    const [firstName, lastName] = [formText(request, "first_name", 80), formText(request, "last_name", 80)];
    const values = { email, first_name: firstName, last_name: lastName };
    if (!EMAIL.test(email)) {
      registerPage(visit, response, values, "register.email_invalid");
      return;
    }
    const known = findCustomerByEmail(visit.shop, email);
    if (known?.state === "enabled") {
      registerPage(visit, response, values, "register.email_taken");
      return;
    }
    const names = { firstName: firstName || null, lastName: lastName || null, locale: visit.locale, state: "enabled" as const };
    const emailConsent = formText(request, "newsletter") === "" ? undefined : ("subscribed" as const);
    const customer =
      known === undefined
        ? createCustomer(world, visit.shop, { email, ...names, emailConsent })
        : updateCustomer(world, visit.shop, known, names);
    logIn(site, response, customer);
    response.redirect(303, `${visit.root}account`);
  });

  router.get("/account/logout", (request, response) => {
    clearCookie(response, cookies(site.domain).session);
    response.redirect(303, readVisit(site, request).root);
  });

  router.get("/account", (request, response) => {
    const visit = readVisit(site, request);
    if (visit.customer === null) {
      response.redirect(303, `${visit.root}account/login`);
      return;
    }
    sendPage(response, visit, { template: "customers/account", title: themeText(visit, "account.title") });
  });

  return router;
}
