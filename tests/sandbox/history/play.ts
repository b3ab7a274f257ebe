import type { MovableClock } from "../clock.ts";
import {
  addTags,
  cancelOrder,
  createCustomer,
  deleteCustomer,
  deliverOrder,
  editOrder,
  fulfilOrder,
  mergeCustomers,
  payOrder,
  placeOrder,
  refundOrder,
  setEmailConsent,
  setSmsConsent,
  updateCustomer,
} from "../world/commerce.ts";
import { CodeRefused } from "../world/discount-use.ts";
import type { Customer, Order, Shop, World } from "../world/types.ts";
import { basketMinor } from "./baskets.ts";
import { skuIndex } from "./shops.ts";
import type { Plan, PlannedEvent, PlannedOrder, PlannedRefund } from "./plan-types.ts";

export type Player = {
  /** Lets everything planned before `until` happen, each at its own instant. */
  readonly playUntil: (until: Date) => void;
  readonly nextAt: () => Date | undefined;
};

/** One whose people can hold codes that the app gave them. */
export type MemberPlayer = Player & {
  /** Who a customer of the plan is in the shop, if they have come yet. */
  readonly customerId: (customer: number) => bigint | undefined;
  /** The customer's next order that is worth it, and falls into its time, uses the code. */
  readonly holdCode: (customer: number, code: HeldCode) => void;
  readonly dropCode: (customer: number) => void;
};

export type HeldCode = { code: string; worthMinor: bigint; from: Date; until: Date };

/** Swiss francs for a euro: what customers in Switzerland pay in. */
const CHF_RATE = 0.94;

/** Turns a plan into a shop's past, through the same operations as everything else that happens in the stand-in. */
export function createPlayer(world: World, clock: MovableClock, shop: Shop, plan: Plan): MemberPlayer {
  const variants = skuIndex(shop);
  const customers = new Map<number, bigint>();
  const orders = new Map<number, bigint>();
  const held = new Map<number, HeldCode>();
  let next = 0;

  const customerOf = (index: number): Customer | undefined => shop.customers.get(customers.get(index) ?? 0n);
  const orderOf = (index: number): Order | undefined => shop.orders.get(orders.get(index) ?? 0n);
  const variantOf = (sku: string): bigint => {
    const variantId = variants.get(sku);
    if (variantId === undefined) throw new Error(`${shop.domain} does not sell ${sku}`);
    return variantId;
  };

  function join(index: number): void {
    const planned = plan.customers[index];
    if (planned === undefined) throw new Error(`No planned customer ${index}`);
    const { account, ...details } = planned;
    customers.set(index, createCustomer(world, shop, { ...details, state: account ? "enabled" : "disabled" }).id);
  }

  const giftCards = new Set(
    [...shop.products.values()].flatMap((product) => (product.giftCard ? product.variants.map(({ sku }) => sku) : [])),
  );

  function order(planned: PlannedOrder): Order {
    // No discount applies to gift cards alone, and the checkout says so.
    const onlyCards = planned.lines.every(({ sku }) => giftCards.has(sku));
    const reward = onlyCards ? null : takeReward(planned);
    if (reward !== null) {
      try {
        return place(planned, reward);
      } catch (error) {
        if (!(error instanceof CodeRefused)) throw error;
      }
    }
    return place(planned, onlyCards ? null : (planned.discount?.code ?? null));
  }

  function takeReward({ customer, lines }: PlannedOrder): string | null {
    const reward = customer === null ? undefined : held.get(customer);
    const now = clock.now();
    if (customer === null || reward === undefined || now <= reward.from || now >= reward.until) return null;
    if (basketMinor(lines) < reward.worthMinor) return null;
    held.delete(customer);
    return reward.code;
  }

  function place(planned: PlannedOrder, code: string | null): Order {
    return placeOrder(world, shop, {
      customerId: planned.customer === null ? null : (customers.get(planned.customer) ?? null),
      email: planned.email,
      lines: planned.lines.map(({ sku, quantity }) => ({ variantId: variantOf(sku), quantity })),
      ...(code === null ? {} : { discountCodes: [code] }),
      ...(planned.freeShipping ? { shippingMinor: 0n } : {}),
      ...(planned.tipMinor > 0n ? { tipMinor: planned.tipMinor } : {}),
      ...(planned.currency === "CHF" ? { presentmentCurrency: "CHF", presentmentRate: CHF_RATE } : {}),
      ...{ paid: planned.paid, gateway: planned.paid ? "shopify_payments" : "Bank transfer", test: planned.test },
      ...{ customerLocale: planned.locale, countryCode: planned.countryCode },
    });
  }

  function happen(event: PlannedEvent): void {
    switch (event.kind) {
      case "customer":
        join(event.customer);
        return;
      case "consent": {
        const customer = customerOf(event.customer);
        if (customer !== undefined) setEmailConsent(world, shop, customer, event.state, event.optInLevel);
        return;
      }
      case "sms": {
        const customer = customerOf(event.customer);
        if (customer !== undefined) setSmsConsent(world, shop, customer, "subscribed");
        return;
      }
      case "tag": {
        const customer = customerOf(event.customer);
        if (customer !== undefined) addTags(world, shop, customer, [event.tag]);
        return;
      }
      case "move": {
        const customer = customerOf(event.customer);
        if (customer !== undefined) updateCustomer(world, shop, customer, { city: event.city });
        return;
      }
      case "merge": {
        const [kept, gone] = [customerOf(event.kept), customerOf(event.gone)];
        if (kept === undefined || gone === undefined) return;
        mergeCustomers(world, shop, kept, gone);
        customers.set(event.gone, kept.id);
        return;
      }
      case "delete": {
        const customer = customerOf(event.customer);
        if (customer !== undefined) deleteCustomer(world, shop, customer);
        return;
      }
      case "order": {
        const planned = plan.orders[event.order];
        if (planned === undefined) throw new Error(`No planned order ${event.order}`);
        orders.set(event.order, order(planned).id);
        return;
      }
      case "pay":
      case "fulfil":
      case "deliver":
      case "refund":
      case "cancel":
      case "edit": {
        const placed = orderOf(event.order);
        if (placed !== undefined && placed.cancelledAt === null) change(placed, event);
        return;
      }
    }
  }

  function change(
    placed: Order,
    event: Extract<PlannedEvent, { kind: "pay" | "fulfil" | "deliver" | "refund" | "cancel" | "edit" }>,
  ): void {
    switch (event.kind) {
      case "pay":
        payOrder(world, shop, placed, "Bank transfer");
        return;
      case "fulfil":
        fulfilOrder(world, shop, placed);
        return;
      case "deliver":
        if (placed.fulfillments.length > 0) deliverOrder(world, shop, placed);
        return;
      case "cancel":
        cancelOrder(world, shop, placed, { refund: event.refund, reason: event.refund ? "customer" : "declined" });
        return;
      case "edit":
        editOrder(world, shop, placed, { add: [{ variantId: variantOf(event.add), quantity: 1 }] });
        if (placed.paidMinor > 0n) payOrder(world, shop, placed);
        return;
      case "refund":
        refund(placed, event.refund);
    }
  }

  function refund(placed: Order, planned: PlannedRefund): void {
    const left = placed.lines.filter((line) => !line.tip && line.currentQuantity > 0);
    switch (planned.kind) {
      case "full":
        refundOrder(world, shop, placed, {
          lines: left.map((line) => ({ lineId: line.id, quantity: line.currentQuantity })),
          shippingMinor: placed.currentShippingMinor,
          note: "Everything returned",
        });
        return;
      case "items": {
        const line = left[planned.line] ?? left[0];
        if (line !== undefined) {
          refundOrder(world, shop, placed, {
            lines: [{ lineId: line.id, quantity: Math.min(planned.quantity, line.currentQuantity) }],
          });
        }
        return;
      }
      case "goodwill": {
        const share = BigInt(Math.round(planned.share * 100));
        const paid = placed.paidMinor - placed.refunds.reduce((sum, { moneyMinor }) => sum + moneyMinor, 0n);
        const moneyMinor = (paid * share) / 100n;
        if (moneyMinor > 0n) refundOrder(world, shop, placed, { moneyMinor, note: "Goodwill" });
        return;
      }
      case "restock": {
        const line = left[planned.line] ?? left[0];
        if (line !== undefined)
          refundOrder(world, shop, placed, { lines: [{ lineId: line.id, quantity: 1 }], moneyMinor: 0n, note: "Exchanged" });
      }
    }
  }

  return {
    nextAt: () => plan.events[next]?.at,
    customerId: (customer) => customers.get(customer),
    holdCode: (customer, code) => held.set(customer, code),
    dropCode: (customer) => held.delete(customer),
    playUntil: (until) => {
      for (let event = plan.events[next]; event !== undefined && event.at < until; event = plan.events[next]) {
        next += 1;
        const due = event;
        clock.at(due.at, () => happen(due));
      }
    },
  };
}
