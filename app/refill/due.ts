import { addDays, dayIn, plusMs, DAY_MS, type CalendarDay } from "../lib/time.ts";
import type { RefillFacts } from "./facts.ts";
import { holdingsOf, type Holding } from "./holdings.ts";

/** What is due so many days after the first of it is told of together with it. */
const TOGETHER_DAYS = 3;
/** What one email names at most. */
const MOST_TOGETHER = 40;

/** A product that a customer is to be reminded of. */
export type DueItem = Holding & {
  /** Names it among all that the customer is ever reminded of: product, order, and the day until which it was snoozed. */
  key: string;
  /** Of the customer's calendar. */
  day: CalendarDay;
  /** Until when it lasts. */
  lastsUntil: Date;
  snoozed: boolean;
};

/**
 * What a customer is to be reminded of, each so many days before it is used up, the earliest first: quantity × supply − lead days, counted as the holding says.
 * A snooze counts for the purchase that it was asked for.
 */
export function dueItems(facts: RefillFacts, leadDays: number, timeZone: string): DueItem[] {
  const items = holdingsOf(facts).flatMap((holding): DueItem[] => {
    const { productId, orderId, boughtAt, countedFrom, days, reckoning } = holding;
    const wish = facts.wishes.get(productId);
    if (wish?.off === true) return [];
    const until = wish !== undefined && wish.askedAt > boughtAt ? wish.snoozedUntil : null;
    const lead = reckoning === "plan-ended" ? 0 : leadDays;
    const day = until === null ? addDays(dayIn(countedFrom, timeZone), Math.max(1, days - lead)) : dayIn(until, timeZone);
    return [
      {
        ...holding,
        ...{ day, lastsUntil: plusMs(countedFrom, days * DAY_MS), snoozed: until !== null },
        key: `${productId}.${orderId}${until === null ? "" : `.${numberOf(day)}`}`,
      },
    ];
  });
  return items.sort((a, b) => numberOf(a.day) - numberOf(b.day) || (a.productId < b.productId ? -1 : 1));
}

/** Those that are told of together, each with the first of them. @param items the earliest first */
export function together(items: readonly DueItem[]): [DueItem, ...DueItem[]][] {
  const groups: [DueItem, ...DueItem[]][] = [];
  for (const item of items) {
    const group = groups.at(-1);
    const joins =
      group !== undefined && group.length < MOST_TOGETHER && numberOf(item.day) <= numberOf(addDays(group[0].day, TOGETHER_DAYS));
    if (joins) group.push(item);
    else groups.push([item]);
  }
  return groups;
}

/** 20261129: days in their order. */
function numberOf({ year, month, day }: CalendarDay): number {
  return year * 10_000 + month * 100 + day;
}

/** Why something is not to be reminded of any more that once was, by its key. */
export type DueEnd = "purchase" | "order-withdrawn" | "snoozed" | "product-off";

/** Null while it is to be reminded of. @param items those of now, of the same lead days */
export function endOf(key: string, items: readonly DueItem[], facts: RefillFacts): DueEnd | null {
  if (items.some((item) => item.key === key)) return null;
  const [product = "", order = ""] = key.split(".");
  const productId = BigInt(product);
  if (facts.wishes.get(productId)?.off === true) return "product-off";
  const bought = facts.orders.filter(({ lines }) => lines.some((line) => line.productId === productId));
  const place = bought.findIndex(({ orderId }) => String(orderId) === order);
  if (place < 0) return "order-withdrawn";
  if (place < bought.length - 1) return "purchase";
  return items.some((item) => item.productId === productId) ? "snoozed" : "order-withdrawn";
}
