import { weightedNetOf } from "../../customers/orders/worth/order-net.ts";
import type { OrderLine, OrderSnapshot } from "../../facts/order-snapshot.ts";
import { floorDiv, minBig } from "../../lib/arithmetic.ts";
import { WHOLE_BP, type PlanTerms, type Rate } from "../setup/plan.ts";

/** Goods after discounts, without shipping and tax, less what was refunded: what a share is of. */
const BASE = { shipping: false, tax: false } as const;

/** What is left of one line, in minor units. */
function keptOf(order: OrderSnapshot, { lineId }: OrderLine): bigint {
  return weightedNetOf(order, BASE, (line) => (line.lineId === lineId ? 1n : 0n), 0n);
}

/** Rates of products and collections by line, as they are when the order is first somebody's. Null: the plan's own. */
export function ratesOf(
  order: OrderSnapshot,
  { overrides }: PlanTerms,
  collectionsOf: (productId: bigint) => readonly bigint[],
): Record<string, Rate | null> {
  const sorted = overrides.toSorted((a, b) => Number(a.of === "collection") - Number(b.of === "collection"));
  return Object.fromEntries(
    order.lines.flatMap(({ lineId, productId }) => {
      if (productId === null) return [];
      const collections = collectionsOf(productId);
      const rule = sorted.find(({ of, id }) => (of === "product" ? productId === BigInt(id) : collections.includes(BigInt(id))));
      return [[lineId.toString(), rule?.rate ?? null]];
    }),
  );
}

/**
 * What each line of an order that counts brings, in minor units, rounded down line by line.
 * @param volumeMinor what is left of the affiliate's orders that were placed before it in the calendar month: it decides the step
 */
export function commissionOf(
  order: OrderSnapshot,
  terms: PlanTerms,
  rates: Readonly<Record<string, Rate | null>>,
  volumeMinor: bigint,
): Map<bigint, bigint> {
  const usual = usualRate(terms, volumeMinor);
  return new Map(
    order.lines
      .filter(({ giftCard, tip }) => !giftCard && !tip)
      .map((line) => [line.lineId, ofLine(order, line, rates[line.lineId.toString()] ?? usual)]),
  );
}

/** What who recruited an affiliate gets of a line that brings that affiliate so much, in minor units, rounded down: less when it brings less. */
export function recruitersShare(amount: bigint, { recruiterBp }: PlanTerms): bigint {
  return floorDiv(amount * BigInt(recruiterBp), BigInt(WHOLE_BP));
}

function usualRate({ rate, steps }: PlanTerms, volumeMinor: bigint): Rate {
  const reached = steps.filter(({ fromMinor }) => volumeMinor >= BigInt(fromMinor));
  const highest = reached.reduce((best, step) => (step.fromMinor > best.fromMinor ? step : best), { fromMinor: 0, bp: -1 });
  return highest.bp < 0 ? rate : { kind: "percent", bp: highest.bp };
}

function ofLine(order: OrderSnapshot, line: OrderLine, rate: Rate): bigint {
  const kept = keptOf(order, line);
  if (rate.kind === "percent") return floorDiv(kept * BigInt(rate.bp), BigInt(WHOLE_BP));
  if (line.netMinor <= 0n) return 0n;
  return floorDiv(BigInt(rate.minor) * BigInt(line.quantity) * minBig(kept, line.netMinor), line.netMinor);
}
