import { findVariant } from "../world/commerce.ts";
import type { Product, Shop, Variant } from "../world/types.ts";

/** What a visitor's cookie holds; `lines` only names variants that the shop sells. */
export type Cart = { lines: CartLine[] };
export type CartLine = { product: Product; variant: Variant; quantity: number };

const MAX_QUANTITY = 99;
const MAX_LINES = 50;

/** From `variant:quantity,variant:quantity`; what is unknown or malformed is left out. */
export function readCart(shop: Shop, cookie: string | null): Cart {
  const cart: Cart = { lines: [] };
  for (const part of (cookie ?? "").split(",")) {
    const match = /^(\d{1,19}):(\d{1,2})$/.exec(part);
    if (match?.[1] === undefined || match[2] === undefined) continue;
    add(shop, cart, BigInt(match[1]), Number(match[2]));
  }
  return cart;
}

export function writeCart(cart: Cart): string {
  return cart.lines.map((line) => `${line.variant.id}:${line.quantity}`).join(",");
}

/** @returns false when the shop does not sell the variant, it is sold out, or the quantity is not positive */
export function add(shop: Shop, cart: Cart, variantId: bigint, quantity: number): boolean {
  const found = findVariant(shop, variantId);
  if (found === undefined || found.product.status !== "active" || !isBuyable(found.variant, quantity)) return false;
  const line = cart.lines.find((candidate) => candidate.variant.id === variantId);
  if (line === undefined && cart.lines.length >= MAX_LINES) return false;
  if (line === undefined) cart.lines.push({ ...found, quantity: Math.min(quantity, MAX_QUANTITY) });
  else line.quantity = Math.min(line.quantity + quantity, MAX_QUANTITY);
  return true;
}

function isBuyable({ soldOut }: Variant, quantity: number): boolean {
  return soldOut !== true && Number.isInteger(quantity) && quantity >= 1;
}

/**
 * The cart of a permalink, `variant:quantity,variant:quantity`; null for a path that is none. What cannot be bought is left out without a word, as Shopify does.
 */
export function permalinkCart(shop: Shop, path: string): Cart | null {
  if (!/^\d{1,19}:\d{1,4}(,\d{1,19}:\d{1,4})*$/.test(path)) return null;
  const cart: Cart = { lines: [] };
  for (const part of path.split(",")) {
    const [id = "", quantity = ""] = part.split(":");
    add(shop, cart, BigInt(id), Number(quantity));
  }
  return cart;
}

/** A quantity of 0 removes the line. */
export function change(cart: Cart, variantId: bigint, quantity: number): void {
  const kept = Number.isInteger(quantity) ? Math.max(0, Math.min(quantity, MAX_QUANTITY)) : 0;
  for (const line of cart.lines) if (line.variant.id === variantId) line.quantity = kept;
  cart.lines = cart.lines.filter((line) => line.quantity > 0);
}

export function totalMinor(cart: Cart): bigint {
  return cart.lines.reduce((sum, line) => sum + line.variant.priceMinor * BigInt(line.quantity), 0n);
}

export function itemCount(cart: Cart): number {
  return cart.lines.reduce((sum, line) => sum + line.quantity, 0);
}
