import { findCustomerByEmail, placeOrder, type OrderInput } from "../world/commerce.ts";
import type { Customer, Order, Shop, World } from "../world/types.ts";
import type { Cart } from "./cart.ts";

type Basket = { world: World; shop: Shop; cart: Cart; customer: Customer | null };

/** What the cart orders; the rest of the order is the checkout's. */
export function cartLines(cart: Cart): OrderInput["lines"] {
  return cart.lines.map((line) => ({ variantId: line.variant.id, quantity: line.quantity }));
}

/** The order as it would be, computed by the very code that places it, in a copy of the shop that nobody hears of. @throws as placing it would */
export function tryOrder({ world, shop }: Pick<Basket, "world" | "shop">, input: OrderInput): Order {
  const copy = {
    ...shop,
    installed: false,
    orders: new Map(),
    discounts: structuredClone(shop.discounts),
    counters: { ...shop.counters },
  };
  return placeOrder({ ...world, nextId: () => 0n, onWebhook: () => undefined }, copy, input);
}

/** The cart with a code; null where the code does not apply. */
export function cartWithCode(basket: Basket, code: string, email?: string): Order | null {
  const buyer = basket.customer ?? (email === undefined ? undefined : findCustomerByEmail(basket.shop, email));
  try {
    const input = { customerId: buyer?.id ?? null, lines: cartLines(basket.cart), discountCodes: [code] };
    return tryOrder(basket, input);
  } catch {
    return null;
  }
}
