import { HOUR_MS, MINUTE_MS } from "../lib/time.ts";

export const visitKinds = ["product", "collection", "search", "cart", "checkout", "order"] as const;
export type VisitKind = (typeof visitKinds)[number];

/** Who does nothing for so long has left the shop; what follows is another visit. */
const REST_MS = 30 * MINUTE_MS;
/** And so is what goes on for longer. */
const LONGEST_MS = 12 * HOUR_MS;
/** Of what an email could show. */
const MOST_LISTED = 12;

/** Something that a customer did in the shop, as it is kept. `visitId`: null while nobody has looked at it. */
export type VisitEvent = {
  eventId: bigint;
  kind: VisitKind;
  at: Date;
  productId: bigint | null;
  variantId: bigint | null;
  quantity: number | null;
  visitId: bigint | null;
};

/** One visit's events, in their order. `visitId`: the first of them, for ever. */
export type Visit = { visitId: bigint; events: [VisitEvent, ...VisitEvent[]] };

/** Makes visits of what one customer did. What was a visit stays one. @param events in the order of their happening */
export function visitsOf(events: readonly VisitEvent[]): Visit[] {
  const visits: Visit[] = [];
  for (const event of events) {
    const visit = visits.at(-1);
    const [first, last] = [visit?.events[0], visit?.events.at(-1)];
    const goesOn =
      first !== undefined &&
      last !== undefined &&
      event.at.getTime() - last.at.getTime() < REST_MS &&
      event.at.getTime() - first.at.getTime() < LONGEST_MS;
    if (goesOn) visit?.events.push(event);
    else visits.push({ visitId: event.visitId ?? event.eventId, events: [event] });
  }
  return visits;
}

/** What the timeline says of a visit. `products`, `lines`: what is worth a reminder (as of a checkout, checkouts/checkout.ts), latest first. */
export type VisitTold = {
  visitId: bigint;
  /** When it began, ISO 8601. */
  from: string;
  products: string;
  lines: string;
  /** Different products that were looked at, and put into the cart; collections; searches. */
  viewed: number;
  put: number;
  collections: number;
  searches: number;
  /** Whether the checkout was begun and is not over. */
  checkout: boolean;
};

/**
 * What an event tells of a visit. What was done before a purchase is not worth a reminder any more; nor is what was only looked at, once something lies in the cart.
 * @param boughtAt the customer's last order
 */
export function toldOf({ visitId, events }: Visit, boughtAt: Date | null): VisitTold {
  const over = events.findLastIndex(({ kind, at }) => kind === "order" || (boughtAt !== null && at <= boughtAt));
  const open = events.slice(over + 1);
  const put = latestFirst(open, "cart", ({ variantId }) => variantId);
  const viewed = latestFirst(open, "product", ({ productId }) => productId);
  const products = (put.length > 0 ? put : viewed).flatMap(({ productId }) => productId ?? []);
  return {
    visitId,
    from: events[0].at.toISOString(),
    products: [...new Set(products)].slice(0, MOST_LISTED).join(","),
    lines: put
      .slice(0, MOST_LISTED)
      .map(({ variantId, quantity }) => `${variantId}:${quantity ?? 1}`)
      .join(","),
    ...{ viewed: different(events, "product"), put: different(events, "cart") },
    ...{ collections: different(events, "collection"), searches: different(events, "search") },
    checkout: open.some(({ kind }) => kind === "checkout"),
  };
}

function latestFirst(
  events: readonly VisitEvent[],
  kind: VisitKind,
  of: (event: VisitEvent) => bigint | null,
): readonly VisitEvent[] {
  const latest = new Map(events.filter((event) => event.kind === kind).map((event) => [of(event), event]));
  return [...latest.values()].toSorted((a, b) => Number(b.eventId - a.eventId));
}

/** Different things; searches are all counted. */
function different(events: readonly VisitEvent[], kind: VisitKind): number {
  const found = events.filter((event) => event.kind === kind);
  if (kind === "product") return new Set(found.map(({ productId }) => productId)).size;
  return kind === "cart" ? new Set(found.map(({ variantId }) => variantId)).size : found.length;
}
