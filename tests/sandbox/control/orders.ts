import { Router } from "express";
import { z } from "zod";

import {
  beginCheckout,
  cancelOrder,
  deleteOrder,
  deliverOrder,
  dropCheckout,
  editOrder,
  fulfilOrder,
  moveDispute,
  openDispute,
  payOrder,
  placeOrder,
  refundOrder,
  tellOfParcel,
  workOnCheckout,
} from "../world/commerce.ts";
import type { Order, Shop, World } from "../world/types.ts";
import { attempt, handle, invalid, notFound, read, reply } from "./errors.ts";
import { country, currency, email, id, instant, locale, money, quantity, shopName, text } from "./fields.ts";
import { findCustomer, findOrder, findShop } from "./find.ts";
import { orderView } from "./views.ts";

/** Names something to buy: a product by handle (its first variant), a variant by id or SKU, or anything by title and price. */
const goods = { product: text(255).optional(), variantId: id.optional(), sku: text(255).optional() };

const lineSchema = z.strictObject({
  ...goods,
  title: text(255).optional(),
  price: money.optional(),
  quantity: quantity.default(1),
  giftCard: z.boolean().optional(),
  taxable: z.boolean().optional(),
  /** The selling plan that it is bought by: a subscription. */
  sellingPlanId: id.optional(),
});

const discountSchema = z
  .strictObject({
    code: text(100).optional(),
    title: text(100).optional(),
    percent: z.number().min(0).max(100).optional(),
    amount: money.optional(),
    /** Positions of the lines it applies to; all when absent. */
    lines: z.array(z.number().int().min(0).max(999)).max(1000).optional(),
    shipping: z.boolean().optional(),
  })
  .refine(({ percent, amount }) => (percent === undefined) !== (amount === undefined), "needs either percent or amount");

const placeSchema = z.strictObject({
  shop: shopName,
  customer: z.union([id, email]).nullish(),
  email: email.nullish(),
  lines: z.array(lineSchema).min(1, "must hold at least one line").max(500),
  discountCode: text(100).optional(),
  discountCodes: z.array(text(100)).max(20).optional(),
  discounts: z.array(discountSchema).max(20).optional(),
  shipping: money.optional(),
  tip: money.optional(),
  paid: z.boolean().optional(),
  giftCardPayment: money.optional(),
  test: z.boolean().optional(),
  /** What the customer paid in, with the rate from the shop's currency. */
  currency: currency.optional(),
  rate: z.number().positive().max(100_000).optional(),
  taxesIncluded: z.boolean().optional(),
  locale: locale.optional(),
  country: country.optional(),
  createdAt: instant.optional(),
  processedAt: instant.optional(),
  source: text(255).optional(),
  company: z.boolean().optional(),
  gateway: text(100).optional(),
  tags: z.array(text(255)).max(250).optional(),
  note: text(5000).optional(),
});

const lineRef = { lineId: id.optional(), line: z.number().int().min(0).max(999).optional() };
const refundSchema = z.strictObject({
  shop: shopName,
  /** Lines by id or by position; absent together with `amount` and `shipping`: everything that is left. */
  lines: z
    .array(z.strictObject({ ...lineRef, quantity: quantity.default(1) }))
    .max(500)
    .optional(),
  amount: money.optional(),
  shipping: money.optional(),
  restock: z.boolean().optional(),
  note: text(1000).optional(),
});
const cancelSchema = z.strictObject({
  shop: shopName,
  refund: z.boolean().default(true),
  reason: z.enum(["customer", "inventory", "fraud", "declined", "other", "staff"]).optional(),
});
const editSchema = z.strictObject({
  shop: shopName,
  add: z
    .array(z.strictObject({ ...goods, quantity: quantity.default(1) }))
    .max(100)
    .optional(),
  setQuantity: z
    .array(z.strictObject({ ...lineRef, quantity: z.number().int().min(0).max(100_000) }))
    .max(100)
    .optional(),
});
const disputeSchema = z.strictObject({
  shop: shopName,
  status: z.enum(["needs_response", "under_review", "prevented", "accepted", "lost", "won"]).optional(),
  inquiry: z.boolean().default(false),
});
const checkoutSchema = z.strictObject({
  shop: shopName,
  customer: z.union([id, email]).nullish(),
  email: email.nullish(),
  lines: z
    .array(z.strictObject({ ...goods, quantity: quantity.default(1) }))
    .min(1)
    .max(100),
});
const fulfilSchema = z.strictObject({
  shop: shopName,
  lines: z.array(z.number().int().min(0).max(999)).min(1).max(1000).optional(),
});
const deliverSchema = z.strictObject({
  shop: shopName,
  parcel: z.number().int().min(0).max(999).optional(),
  status: z
    .enum(["in_transit", "out_for_delivery", "attempted_delivery", "ready_for_pickup", "picked_up", "delivered", "failure"])
    .optional(),
  expected: instant.optional(),
});
const plainSchema = z.strictObject({ shop: shopName });

export function orderRoutes(world: World): Router {
  const router = Router();
  const queryShop = (given: unknown) => findShop(world, typeof given === "string" ? given : undefined);

  router.get(
    "/orders/:id",
    handle((request, response) => {
      const shop = queryShop(request.query["shop"]);
      reply(response, 200, orderView(shop, findOrder(shop, request.params["id"] ?? "")));
    }),
  );
  router.post(
    "/orders",
    handle((request, response) => {
      const input = read(placeSchema, request);
      const shop = findShop(world, input.shop);
      reply(
        response,
        201,
        orderView(
          shop,
          attempt(() => place(world, shop, input)),
        ),
      );
    }),
  );

  router.post(
    "/checkouts",
    handle((request, response) => {
      const input = read(checkoutSchema, request);
      const shop = findShop(world, input.shop);
      const customer = input.customer == null ? null : findCustomer(shop, String(input.customer));
      const lines = input.lines.map((line) => ({ variantId: variantOf(shop, line) ?? missing(), quantity: line.quantity }));
      const checkout = beginCheckout(world, shop, {
        customerId: customer?.id ?? null,
        email: input.email ?? customer?.email ?? null,
        lines,
      });
      reply(response, 201, { id: checkout.id, token: checkout.token });
    }),
  );
  router.post(
    "/checkouts/:id/:action",
    handle((request, response) => {
      const shop = findShop(world, read(plainSchema, request).shop);
      const checkout = [...shop.checkouts.values()].find(({ id }) => String(id) === request.params["id"]);
      const action = request.params["action"];
      if (checkout === undefined || !["work", "complete", "delete"].includes(action ?? "")) throw notFound("no such checkout");
      if (action === "delete") dropCheckout(world, shop, checkout);
      else workOnCheckout(world, shop, checkout, { completed: action === "complete" });
      reply(response, 200, { id: checkout.id, token: checkout.token });
    }),
  );
  const onOrder = <Schema extends z.ZodType<{ shop?: string | undefined }>>(
    action: string,
    schema: Schema,
    change: (shop: Shop, order: Order, input: z.output<Schema>) => void,
  ) =>
    router.post(
      `/orders/:id/${action}`,
      handle((request, response) => {
        const input = read(schema, request);
        const shop = findShop(world, input.shop);
        const order = findOrder(shop, request.params["id"] ?? "");
        attempt(() => change(shop, order, input));
        reply(response, 200, orderView(shop, order));
      }),
    );
  onOrder("pay", plainSchema, (shop, order) => payOrder(world, shop, order));
  onOrder("fulfil", fulfilSchema, (shop, order, { lines }) =>
    fulfilOrder(
      world,
      shop,
      order,
      lines?.map((at) => order.lines[at]?.id ?? missingLine(at)),
    ),
  );
  onOrder("deliver", deliverSchema, (shop, order, { parcel, status, expected }) => {
    if (parcel === undefined && status === undefined) return deliverOrder(world, shop, order);
    const fulfillment = order.fulfillments[parcel ?? 0];
    if (fulfillment === undefined) throw invalid("parcel must be one that was sent");
    tellOfParcel(world, shop, order, fulfillment, status ?? "delivered", expected ?? null);
    return order;
  });
  onOrder("cancel", cancelSchema, (shop, order, { refund, reason }) =>
    cancelOrder(world, shop, order, { refund, ...(reason === undefined ? {} : { reason }) }),
  );
  onOrder("refund", refundSchema, (shop, order, input) => refund(world, shop, order, input));
  onOrder("delete", plainSchema, (shop, order) => deleteOrder(world, shop, order));
  onOrder("dispute", disputeSchema, (shop, order, { status, inquiry }) => {
    const open = order.disputes.find(({ finalizedOn }) => finalizedOn === null);
    const dispute = open ?? openDispute(world, shop, order, inquiry ? "inquiry" : "chargeback");
    if (status !== undefined && status !== dispute.status) moveDispute(world, shop, order, dispute, status);
  });
  onOrder("edit", editSchema, (shop, order, input) => {
    if ((input.add ?? []).length + (input.setQuantity ?? []).length === 0)
      throw invalid("add or setQuantity must name something");
    editOrder(world, shop, order, {
      add: (input.add ?? []).map((added) => ({ variantId: variantOf(shop, added) ?? missing(), quantity: added.quantity })),
      setQuantity: (input.setQuantity ?? []).map((line) => ({ lineId: lineOf(order, line), quantity: line.quantity })),
    });
  });
  return router;
}

const missingLine = (at: number): never => {
  throw invalid(`lines.${at} is not a line of the order`);
};

const missing = () => {
  throw invalid("needs a product, a variantId or a sku");
};

function place(world: World, shop: Shop, input: z.output<typeof placeSchema>): Order {
  const customer = input.customer == null ? null : findCustomer(shop, String(input.customer));
  const codes = [...(input.discountCodes ?? []), ...(input.discountCode === undefined ? [] : [input.discountCode])];
  return placeOrder(world, shop, {
    ...{ customerId: customer?.id ?? null, email: input.email ?? customer?.email ?? null, discountCodes: codes },
    lines: input.lines.map(({ title, sku, price, giftCard, taxable, sellingPlanId, quantity: units, ...ref }) => {
      const variantId = price !== undefined && title !== undefined ? variantOf(shop, ref) : variantOf(shop, { ...ref, sku });
      if (variantId === undefined && (price === undefined || title === undefined))
        throw invalid("lines: each needs a product, a variantId or a sku, or else a title and a price");
      return { quantity: units, ...defined({ variantId, title, sku, priceMinor: price, giftCard, taxable, sellingPlanId }) };
    }),
    discounts: (input.discounts ?? []).map(({ code, title, percent, amount, lines, shipping }) =>
      defined({ code, title, percent, amountMinor: amount, target: shipping === true ? ("shipping" as const) : lines }),
    ),
    ...defined({
      shippingMinor: input.shipping,
      tipMinor: input.tip,
      paid: input.paid,
      giftCardPaymentMinor: input.giftCardPayment,
      test: input.test,
    }),
    ...defined({
      presentmentCurrency: input.currency,
      presentmentRate: input.rate,
      taxesIncluded: input.taxesIncluded,
      customerLocale: input.locale,
    }),
    ...defined({ countryCode: input.country, createdAt: input.createdAt, tags: input.tags, note: input.note }),
    ...defined({ processedAt: input.processedAt, sourceName: input.source, company: input.company, gateway: input.gateway }),
  });
}

function refund(world: World, shop: Shop, order: Order, input: z.output<typeof refundSchema>): void {
  const everything = input.lines === undefined && input.amount === undefined && input.shipping === undefined;
  const lines = everything
    ? order.lines.filter((line) => line.currentQuantity > 0).map((line) => ({ lineId: line.id, quantity: line.currentQuantity }))
    : (input.lines ?? []).map((line) => ({ lineId: lineOf(order, line), quantity: line.quantity }));
  refundOrder(world, shop, order, {
    lines,
    ...defined({
      moneyMinor: input.amount,
      shippingMinor: everything ? order.currentShippingMinor : input.shipping,
      restock: input.restock,
      note: input.note,
    }),
  });
}

function lineOf(order: Order, { lineId, line }: { lineId?: bigint | undefined; line?: number | undefined }): bigint {
  const found = lineId ?? (line === undefined ? undefined : order.lines[line]?.id);
  if (found === undefined) throw invalid(`order ${order.name} has no such line; name it by lineId, or by its position as line`);
  return found;
}

function variantOf(
  shop: Shop,
  { product, variantId, sku }: { product?: string | undefined; variantId?: bigint | undefined; sku?: string | undefined },
): bigint | undefined {
  if (variantId !== undefined) return variantId;
  if (product === undefined && sku === undefined) return undefined;
  const candidates = [...shop.products.values()].filter(({ handle: known }) => product === undefined || known === product);
  const found = candidates.flatMap(({ variants }) => variants).find((variant) => sku === undefined || variant.sku === sku);
  if (found === undefined) throw notFound(`${shop.name} does not sell ${JSON.stringify((product ?? sku ?? "").slice(0, 80))}`);
  return found.id;
}

/** Leaves out what was not given, so that defaults apply. */
function defined<Fields extends Record<string, unknown>>(
  fields: Fields,
): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
