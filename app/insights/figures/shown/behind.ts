import { isoOf } from "../asked.ts";
import type { Counts } from "../counts.ts";
import type { FigureKey } from "../list.ts";
import type { Period } from "../period.ts";

/** Who is behind a figure: customers who stayed, left, have ordered again, still wait to, or ordered. */
export type Behind = "stayed" | "left" | "again" | "once" | "buyers" | "returning" | "ever";

const behind: Readonly<Record<FigureKey, Behind>> = {
  ...{ retention: "stayed", churn: "left", repeat: "again", second: "once" },
  ...{ orderValue: "buyers", frequency: "buyers", returning: "returning", value: "ever" },
};

export function behindOf(key: FigureKey): Behind {
  return behind[key];
}

/**
 * The customers behind a figure as a segment's query, counted as the figure counts them: by the shop's days, with two orders of one day as one time of buying.
 * @param window so many days after an order a customer counts as active
 */
export function behindQuery(who: Behind, { first, last }: Period, window: number): string {
  const activeAt = (day: number) => `date BETWEEN ${isoOf(day - window + 1)} AND ${isoOf(day)}`;
  const within = `date BETWEEN ${isoOf(first)} AND ${isoOf(last)}`;
  const ever = `date <= ${isoOf(last)}`;
  const [start, end] = [activeAt(first - 1), activeAt(last)];
  switch (who) {
    case "stayed":
      return `orders_placed MATCHES (${start}) AND orders_placed MATCHES (${end})`;
    case "left":
      return `orders_placed MATCHES (${start}) AND orders_placed NOT MATCHES (${end})`;
    case "again":
      return `orders_placed MATCHES (${ever}, order_days >= 2)`;
    case "once":
      return `orders_placed MATCHES (${ever}, order_days = 1)`;
    case "buyers":
      return `orders_placed MATCHES (${within})`;
    case "returning":
      return `orders_placed MATCHES (${within}) AND (orders_placed MATCHES (date < ${isoOf(first)}) OR orders_placed MATCHES (${within}, order_days >= 2))`;
    case "ever":
      return `orders_placed MATCHES (${ever})`;
  }
}

/** How many they are, as they were counted. */
export function countBehind(who: Behind, { end, acquired, won, lost, again, customers, buyers, returning }: Counts): number {
  const counted = { left: lost, again, once: customers - again, buyers, returning: returning.customers, ever: customers };
  return { ...counted, stayed: end - acquired - won }[who];
}
