import type { Random } from "../random.ts";
import { CATALOG, type CatalogVariant } from "./catalog.ts";

/** What a customer tends to buy: one or two favourites that run out, and how much of them. */
export type Taste = { favourites: CatalogVariant[]; scale: number; lastsDays: number };
export type Basket = { sku: string; quantity: number }[];

const ofType = (type: string) => CATALOG.filter(({ productType }) => productType === type).flatMap(({ variants }) => variants);
const COFFEE = ofType("Coffee");
const CARE = ofType("Care");
const SMALL = ofType("Brewing");
const HARDWARE = ofType("Hardware");
const GIFT_CARDS = ofType("Gift card");
const PRICES = new Map(CATALOG.flatMap(({ variants }) => variants.map(({ sku, priceMinor }) => [sku, priceMinor] as const)));

export function drawTaste(random: Random): Taste {
  const mainly = random.weighted([
    [COFFEE, 62],
    [CARE, 38],
  ]);
  const first = random.pick(mainly);
  const favourites = random.chance(0.4) ? [first, random.pick([...COFFEE, ...CARE])] : [first];
  // Households take one or two of a thing; offices and sharers of large orders take several kilos.
  const scale = random.chance(0.1)
    ? random.between(4, 8)
    : random.weighted([
        [1, 65],
        [2, 28],
        [3, 7],
      ]);
  return { favourites, scale, lastsDays: Math.max(10, first.lastsDays) };
}

export function drawBasket(random: Random, taste: Taste, first: boolean): Basket {
  const basket = new Map<string, number>();
  const put = (variant: CatalogVariant, quantity: number) => basket.set(variant.sku, (basket.get(variant.sku) ?? 0) + quantity);

  if (random.chance(0.012)) return [{ sku: random.pick(GIFT_CARDS).sku, quantity: 1 }];
  for (const favourite of taste.favourites) if (basket.size === 0 || random.chance(0.6)) put(favourite, taste.scale);
  if (random.chance(0.3)) put(random.pick([...COFFEE, ...CARE]), 1);
  if (random.chance(0.22)) put(random.pick(SMALL), random.between(1, 2));
  if (random.chance(first ? 0.14 : 0.04)) put(random.pick(HARDWARE), 1);
  if (random.chance(0.01)) put(random.pick(GIFT_CARDS), 1);
  return [...basket].map(([sku, quantity]) => ({ sku, quantity }));
}

export function basketMinor(basket: Basket): bigint {
  return basket.reduce((sum, { sku, quantity }) => sum + (PRICES.get(sku) ?? 0n) * BigInt(quantity), 0n);
}

/** Something small that customers think of after they have ordered. */
export function drawAfterthought(random: Random): string {
  return random.pick(SMALL).sku;
}
