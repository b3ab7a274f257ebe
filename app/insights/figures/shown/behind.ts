import { isoOf } from "../asked.ts";
import type { Counts } from "../counts.ts";
import type { FigureKey } from "../list.ts";
import type { Period } from "../period.ts";

/**
 * Who is behind a figure: customers who stayed, left, have ordered again, still wait to, or ordered; members and others from before the period; who has a prediction or points today; who would recommend the shop.
 */
export type Behind =
  | ("stayed" | "left" | "again" | "once" | "buyers" | "returning" | "ever")
  | ("expected" | "members" | "others" | "holders" | "promoters");

const behind: Readonly<Record<FigureKey, Behind | null>> = {
  ...{ retention: "stayed", churn: "left", repeat: "again", second: "once" },
  ...{ orderValue: "buyers", frequency: "buyers", returning: "returning", value: "ever" },
  ...{ predicted: "expected", members: "members", liability: "holders", nps: "promoters" },
  // Each flow lists its own: who ordered within days of a click is no question of segments.
  flows: null,
};

export function behindOf(key: FigureKey): Behind | null {
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
    case "members":
      return `points_account_date < ${isoOf(first)} AND orders_placed MATCHES (date < ${isoOf(first)})`;
    case "others":
      return `(points_account_date IS NULL OR points_account_date >= ${isoOf(first)}) AND orders_placed MATCHES (date < ${isoOf(first)})`;
    case "expected":
      return "predicted_spend_365 >= 0";
    case "holders":
      return "points_balance > 0 OR points_pending > 0";
    case "promoters":
      return `survey_answered MATCHES (kind = 'NPS', score >= 9, ${within})`;
  }
}

/** How many they are, as they were counted. Null: the query asks of today, or of every answer, which are others than were counted. */
export function countBehind(who: Behind, counts: Counts): number | null {
  const { end, acquired, won, lost, again, customers, buyers, returning, members, others } = counts;
  const counted = { left: lost, again, once: customers - again, buyers, returning: returning.customers, ever: customers };
  const groups = { members: members.customers, others: others.customers };
  return { ...counted, ...groups, stayed: end - acquired - won, expected: null, holders: null, promoters: null }[who];
}
