import { DAY_MS } from "../../lib/time.ts";
import type { OrderSnapshot } from "../../facts/order-snapshot.ts";

type Dates = Pick<OrderSnapshot, "createdAt" | "processedAt" | "sourceName">;

/** A till that was offline, or a marketplace's connector, tells of a sale hours later. */
const PROMPT_MS = DAY_MS;
/** Longer than any connector rests: what is dated back further is history that somebody moved. */
const LATE_MS = 30 * DAY_MS;
/** Shopify lets nobody else call an order so (REST order, `source_name`). */
const TILL = "pos";

/**
 * Whether somebody dated the order back. Shopify's `processed_at` is `created_at` unless whoever creates an order sets it, which it documents for "importing
 * orders from an app or another platform"; besides, a till that was offline sends what it sold when it can.
 */
function isDatedBack({ createdAt, processedAt }: Dates): boolean {
  return createdAt.getTime() - processedAt.getTime() > PROMPT_MS;
}

/** When the order was placed: what is dated back was placed then, although Shopify has known it for a shorter time. */
export function placedAt(order: Dates): Date {
  return isDatedBack(order) ? order.processedAt : order.createdAt;
}

/**
 * Whether an order earns without being awarded (docs/decisions.md, 66). Placed while the app was installed, or told of as created or paid as that happened.
 * An order that was dated back earns if that day was after the install and not long before Shopify knew it; a till may take any time.
 * @param announced Shopify told of its creation or payment as it happened
 */
export function earnsByItself(order: Dates, announced: boolean, installedAt: Date): boolean {
  if (!isDatedBack(order)) return announced || order.createdAt >= installedAt;
  const late = order.createdAt.getTime() - order.processedAt.getTime();
  return order.processedAt >= installedAt && (late <= LATE_MS || order.sourceName === TILL);
}

/** By when an order was placed, by our clock: Shopify's may be ahead of it. */
export function knownAt(order: Dates, firstSeenAt: Date): Date {
  const placed = placedAt(order);
  return placed < firstSeenAt ? placed : firstSeenAt;
}

/** Whose orders earn at a time: the program's state says (program/state/state.ts). */
export type Admission = "everybody" | "nobody" | { tag: string };

/**
 * When an order counts as placed for the program's state. Shopify's clock may be ahead of ours, by which the program is switched: an order was placed by the
 * time at which we first saw it. What is older than the first install was of no program: it earns only if it is announced since, as if placed then.
 */
export function admittedAt(order: Dates, firstSeenAt: Date, firstInstalledAt: Date): Date {
  const known = knownAt(order, firstSeenAt);
  return known < firstInstalledAt ? firstInstalledAt : known;
}
