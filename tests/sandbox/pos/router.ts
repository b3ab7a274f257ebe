import { json, Router, type Request, type Response } from "express";
import { z } from "zod";

import type { Answered } from "../extension-host/page.ts";
import { change } from "../storefront/cart.ts";
import type { View } from "../shell/view.ts";
import type { Customer } from "../world/types.ts";
import { customerPage, customersPage, homePage, modalPage, soldPage } from "./pages.ts";
import { addCode, addProduct, cartOf, emptySale, pay, setCustomer, type Sale } from "./sale.ts";

const askedSchema = z.object({ about: z.unknown().optional() });
const customerSchema = z.object({ id: z.number().positive() });

type Page = (view: View, request: Request, response: Response) => unknown;
type Means = {
  /** Answers with what a page makes of the request's view. */
  answer: (page: Page) => (request: Request, response: Response) => void;
  missing: Page;
  token: (view: View) => string;
};

/** The till of a shop at `/store/<name>/pos`. */
export function pointOfSale({ answer, missing, token }: Means): Router {
  const router = Router({ mergeParams: true });
  const sales = new Map<string, Sale>();
  const saleOf = ({ shop }: View) => {
    const sale = sales.get(shop.domain) ?? emptySale();
    sales.set(shop.domain, sale);
    return sale;
  };
  const found = ({ shop }: View, id: unknown): Customer | null =>
    (typeof id === "string" && /^\d{1,19}$/.test(id) ? shop.customers.get(BigInt(id)) : undefined) ?? null;
  const field = (request: Request, name: string) => (request.body as Record<string, unknown>)[name];
  const back = (view: View, response: Response) => response.redirect(303, `${view.base}/pos`);
  /** A page of the customer whom the address names. */
  const withCustomer = (page: (view: View, customer: Customer) => string) =>
    answer((view, request, response) => {
      const customer = found(view, request.params["id"]);
      return customer === null ? missing(view, request, response) : page(view, customer);
    });

  router.get(
    "/",
    answer((view) => homePage(view, saleOf(view))),
  );
  router.get("/customers", answer(customersPage));
  router.get(
    "/customers/:id",
    withCustomer((view, customer) => customerPage(view, saleOf(view), customer)),
  );
  router.get(
    "/customers/:id/points",
    withCustomer((view, customer) => modalPage(view, saleOf(view), customer)),
  );
  router.get(
    "/points",
    answer((view) => modalPage(view, saleOf(view), null)),
  );
  router.post(
    "/:change(add|remove)",
    answer((view, request, response) => {
      const variant = z
        .string()
        .regex(/^\d{1,19}$/)
        .safeParse(field(request, "variant")).data;
      const sale = saleOf(view);
      if (variant !== undefined && request.params["change"] === "add") addProduct(view, sale, BigInt(variant));
      else if (variant !== undefined) change(sale.cart, BigInt(variant), 0);
      if (sale.cart.lines.length === 0) sale.codes = [];
      back(view, response);
    }),
  );
  router.post(
    "/customer",
    answer((view, request, response) => {
      setCustomer(saleOf(view), found(view, field(request, "customer")));
      back(view, response);
    }),
  );
  router.post(
    "/pay",
    answer((view, _request, response) => {
      const sale = saleOf(view);
      if (sale.cart.lines.length === 0) {
        back(view, response);
        return undefined;
      }
      sales.delete(view.shop.domain);
      return soldPage(view, pay(view, sale));
    }),
  );

  /** What an extension asks of the till. */
  const asked = (heard: (view: View, about: unknown, request: Request) => Answered) => [
    json({ limit: "10kb" }),
    answer((view, request, response) => {
      const { about } = askedSchema.parse(request.body);
      return response.json(heard(view, about, request));
    }),
  ];
  const changed = (view: View): Answered => ({ given: { cart: cartOf(view, saleOf(view)) } });
  const places = ["/ask/home", "/ask/customers/:id"];
  const at = (name: string) => places.map((place) => `${place}/${name}`);
  router.post(at("idToken"), ...asked((view) => ({ value: view.shop.installed ? token(view) : null })));
  router.post(
    at("presentModal"),
    ...asked((view, _about, { params }) => ({
      go: `${view.base}/pos${params["id"] === undefined ? "" : `/customers/${params["id"]}`}/points`,
    })),
  );
  router.post(
    at("setCustomer"),
    ...asked((view, about) => {
      const customer = found(view, String(BigInt(customerSchema.safeParse(about).data?.id ?? 0)));
      if (customer === null) return { error: "There is no such customer" };
      setCustomer(saleOf(view), customer);
      return changed(view);
    }),
  );
  router.post(
    at("addCartCodeDiscount"),
    ...asked((view, about) => {
      const code = z.string().min(1).max(100).safeParse(about).data;
      const fits = code !== undefined && addCode(view, saleOf(view), code);
      return fits ? changed(view) : { error: "The code can't be applied" };
    }),
  );
  return router;
}
