import { maxBig } from "../../../lib/arithmetic.ts";
import type { OrderSnapshot } from "../../../facts/order-snapshot.ts";

export type Received = NonNullable<OrderSnapshot["received"]>;
type Figure = Received["told"][number];

/**
 * What was received as of both snapshots. Shopify's own figure, when we have read it, holds for its state and all before; what later bodies let us compute
 * can only add to it, since refunds are counted by themselves. Commutative, associative and idempotent.
 */
export function mergeReceived(a: OrderSnapshot, b: OrderSnapshot): Pick<OrderSnapshot, "receivedMinor" | "received"> {
  const [one, other] = [receivedOf(a), receivedOf(b)];
  const read = laterOf(one.read, other.read);
  const told = sinceRead([...one.told, ...other.told], read);
  const figures = read === null ? told : [read, ...told];
  const receivedMinor = figures.length === 0 ? null : figures.map(({ minor }) => minor).reduce(maxBig);
  return { receivedMinor, received: { read, told } };
}

/** A figure that was read in the very second of its state: what is told of the rest of that second can still add to it. */
export function whileOpen({ received }: OrderSnapshot): Pick<OrderSnapshot, "received"> {
  return received?.read ? { received: { ...received, read: { ...received.read, open: true } } } : {};
}

/** Whether anybody has said what was received as of the order's own state. A body from which it cannot be computed says nothing. */
export function isReceivedKnown(order: OrderSnapshot): boolean {
  const { read, told } = receivedOf(order);
  return [read, ...told].some((figure) => figure !== null && figure.at >= order.updatedAt);
}

function receivedOf({ received, receivedMinor, updatedAt }: OrderSnapshot): Received {
  return received ?? { read: null, told: receivedMinor === null ? [] : [{ minor: receivedMinor, at: updatedAt }] };
}

function laterOf(a: Figure | null, b: Figure | null): Figure | null {
  if (a === null || b === null) return a ?? b;
  return compare(a, b) >= 0 ? a : b;
}

/** Figures that were told of after the one that was read, or in a second that was running then, latest first, each higher than those after it: the others can never matter again. */
function sinceRead(figures: readonly Figure[], read: Figure | null): Figure[] {
  const kept: Figure[] = [];
  for (const figure of figures.toSorted((a, b) => compare(b, a))) {
    if (read !== null && (figure.at < read.at || (figure.at <= read.at && read.open !== true))) continue;
    if (kept.every(({ minor }) => minor < figure.minor)) kept.push(figure);
  }
  return kept;
}

function compare(a: Figure, b: Figure): number {
  const closed = Number(a.open !== true) - Number(b.open !== true);
  return a.at.getTime() - b.at.getTime() || closed || (a.minor === b.minor ? 0 : a.minor < b.minor ? -1 : 1);
}
