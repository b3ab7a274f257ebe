import type { MovableClock } from "../clock.ts";
import type { Player } from "../history/play.ts";
import { DAY_MS, MINUTE_MS } from "../lib/time.ts";
import {
  addTags,
  cancelOrder,
  createCustomer,
  createProduct,
  findCustomerByEmail,
  fulfilOrder,
  payOrder,
  placeOrder,
  refundOrder,
  setEmailConsent,
} from "../world/commerce.ts";
import type { Customer, Order, Shop, World } from "../world/types.ts";
import type { ExportedLine, ExportedOrder } from "./parse.ts";

type Step = { at: Date; happen: () => void };

/**
 * One's own orders as a shop's past. What the export does not tell is filled in: when a refund happened (a week after the order),
 * which lines it was for (none: it counts as money alone, unless everything was given back).
 */
export function createCsvPlayer(
  world: World,
  clock: MovableClock,
  shop: Shop,
  orders: readonly ExportedOrder[],
  end: Date,
): Player {
  const steps = orders.filter(({ createdAt }) => createdAt < end).flatMap((exported) => plan(world, shop, exported, end));
  steps.sort((a, b) => a.at.getTime() - b.at.getTime());
  let next = 0;
  return {
    nextAt: () => steps[next]?.at,
    playUntil: (until) => {
      for (let step = steps[next]; step !== undefined && step.at < until; step = steps[next]) {
        next += 1;
        clock.at(step.at, step.happen);
      }
    },
  };
}

function plan(world: World, shop: Shop, exported: ExportedOrder, end: Date): Step[] {
  let order: Order | undefined;
  const paidAtOnce = exported.paidAt !== null && exported.paidAt.getTime() - exported.createdAt.getTime() < 5 * MINUTE_MS;
  const steps: Step[] = [{ at: exported.createdAt, happen: () => (order = place(world, shop, exported, paidAtOnce)) }];
  const later = (at: Date, change: (placed: Order) => void) =>
    steps.push({
      at: at < end ? at : new Date(end.getTime() - MINUTE_MS),
      happen: () => order !== undefined && order.cancelledAt === null && change(order),
    });

  if (!paidAtOnce && exported.paidAt !== null) later(exported.paidAt, (placed) => void payOrder(world, shop, placed));
  const paid = (exported.paidAt ?? exported.createdAt).getTime();
  if (exported.fulfillmentStatus === "fulfilled")
    later(exported.fulfilledAt ?? new Date(paid + DAY_MS), (placed) => void fulfilOrder(world, shop, placed));
  if (exported.cancelledAt !== null)
    later(exported.cancelledAt, (placed) => void cancelOrder(world, shop, placed, { refund: exported.refundedMinor > 0n }));
  else if (exported.refundedMinor > 0n)
    later(new Date(paid + 7 * DAY_MS), (placed) => refund(world, shop, placed, exported.refundedMinor));
  return steps;
}

function place(world: World, shop: Shop, exported: ExportedOrder, paid: boolean): Order {
  const customer =
    exported.email === null
      ? undefined
      : (findCustomerByEmail(shop, exported.email) ?? join(world, shop, exported, exported.email));
  if (customer !== undefined && exported.tags.length > 0) addTags(world, shop, customer, exported.tags);
  const lineDiscounts = exported.lines.flatMap((line, index) =>
    line.discountMinor > 0n ? [{ amountMinor: line.discountMinor, title: "Discount", target: [index] }] : [],
  );
  const rest = exported.discountMinor - lineDiscounts.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  return placeOrder(world, shop, {
    ...{ customerId: customer?.id ?? null, email: exported.email, paid },
    lines: exported.lines.map((line) => ({
      ...goods(world, shop, line),
      quantity: line.quantity,
      priceMinor: line.priceMinor,
      title: line.title,
      giftCard: line.giftCard,
    })),
    discounts: [
      ...lineDiscounts,
      ...(rest > 0n ? [{ amountMinor: rest, ...(exported.discountCode === null ? {} : { code: exported.discountCode }) }] : []),
    ],
    shippingMinor: exported.shippingMinor,
    ...(exported.countryCode === null ? {} : { countryCode: exported.countryCode }),
  });
}

function join(world: World, shop: Shop, exported: ExportedOrder, email: string): Customer {
  const [firstName, ...family] = (exported.customerName ?? "").split(/\s+/).filter((part) => part !== "");
  const customer = createCustomer(world, shop, {
    ...{
      email,
      firstName: firstName ?? null,
      lastName: family.length > 0 ? family.join(" ") : null,
      city: exported.city,
      phone: exported.phone,
    },
    ...(exported.countryCode === null
      ? {}
      : { countryCode: exported.countryCode, locale: ["DE", "AT", "CH"].includes(exported.countryCode) ? "de" : "en" }),
  });
  if (exported.acceptsMarketing) setEmailConsent(world, shop, customer, "subscribed", "single_opt_in");
  return customer;
}

/** The variant of that SKU or title; unknown goods are put on the shelf. */
function goods(world: World, shop: Shop, line: ExportedLine): { variantId: bigint } {
  for (const product of shop.products.values()) {
    if (product.title !== line.title) continue;
    const variant = product.variants.find(
      ({ title, sku }) => title === (line.variantTitle ?? "Default Title") && (line.sku === "" || sku === line.sku),
    );
    if (variant !== undefined) return { variantId: variant.id };
  }
  const variants = [{ title: line.variantTitle ?? "Default Title", sku: line.sku, priceMinor: line.priceMinor }];
  const created = createProduct(world, shop, { title: line.title, variants, giftCard: line.giftCard });
  const variant = created.variants[0];
  if (variant === undefined) throw new Error(`No variant of ${line.title}`);
  return { variantId: variant.id };
}

function refund(world: World, shop: Shop, placed: Order, wantedMinor: bigint): void {
  const moneyMinor = wantedMinor < placed.paidMinor ? wantedMinor : placed.paidMinor;
  if (moneyMinor === 0n) return;
  const everything = moneyMinor === placed.paidMinor;
  refundOrder(world, shop, placed, {
    moneyMinor,
    ...(everything
      ? {
          lines: placed.lines.map(({ id, currentQuantity }) => ({ lineId: id, quantity: currentQuantity })),
          shippingMinor: placed.currentShippingMinor,
        }
      : {}),
  });
}
