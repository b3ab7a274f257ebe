import { instantIn } from "../../lib/time.ts";
import { dueItems, endOf, together, type DueItem } from "../../refill/due.ts";
import type { Facts } from "../planner/facts.ts";
import type { About, EndReason, Flow, Occasion, PastRun, Run } from "../planner/flow.ts";
import type { TriggerOf } from "./schema.ts";

/** What runs of products that are due begin with. The items follow, so that none is reminded of twice. */
const PREFIX = "due:";

/** Products that are due, those within three days of each other as one occasion; what an earlier one has named is left out. */
export function dueOccasions(
  { leadDays }: TriggerOf<"due">,
  { definition, liveSince }: Flow,
  { refill, timeZone }: Facts,
  past: readonly PastRun[],
): Occasion[] {
  if (refill === null) return [];
  const had = new Set(past.flatMap(({ occasion }) => itemsIn(occasion)));
  const at = ({ day }: DueItem) => instantIn(day, timeZone, definition.hour);
  const items = dueItems(refill, leadDays, timeZone).filter((item) => {
    // Who says today how long something lasts does not want to write today to all whose has run out.
    const isOld = at(item) < item.since && liveSince !== null && item.since > liveSince && !item.snoozed;
    return !had.has(item.key) && !isOld;
  });
  return together(items).map((group) => ({
    key: `${PREFIX}${group.map(({ key }) => key).join("+")}`,
    since: new Date(Math.max(...group.map(({ boughtAt }) => boughtAt.getTime()))),
    at: at(group[0]),
    about: aboutOf(group),
  }));
}

/** What the emails and pages of a run tell: products, what fills the cart, until when the first of them lasts, and by what that was reckoned. */
function aboutOf(items: readonly DueItem[]): About {
  const lines = items.flatMap((item) => item.lines);
  const lastsUntil = Math.min(...items.map((item) => item.lastsUntil.getTime()));
  const each = (say: (item: DueItem) => string | bigint) => [...new Set(items.map((item) => String(say(item))))].join(",");
  return {
    items: items.map(({ key }) => key).join("+"),
    ...{ products: each(({ productId }) => productId), orderId: String(items[0]?.orderId ?? "") },
    lines: lines.flatMap(({ variantId, quantity }) => (variantId === null ? [] : [`${variantId}:${quantity}`])).join(","),
    ...{ lastsUntil: new Date(lastsUntil).toISOString(), reckoning: each(({ reckoning }) => reckoning) },
    basis: each(({ countedBy }) => countedBy),
  };
}

function itemsIn(occasion: string): string[] {
  return occasion.startsWith(PREFIX) ? occasion.slice(PREFIX.length).split("+") : [];
}

type OfRun = Pick<Run, "about">;

/** The same run, about what of it is still due; null: nothing is. */
export function stillDue<R extends OfRun>(run: R, { leadDays }: TriggerOf<"due">, { refill, timeZone }: Facts): R | null {
  const named = String(run.about["items"] ?? "").split("+");
  const items = refill === null ? [] : dueItems(refill, leadDays, timeZone).filter(({ key }) => named.includes(key));
  if (items.length === 0) return null;
  return { ...run, about: aboutOf(items) };
}

/** Why nothing that a run is about is due any more; null while something is. */
export function dueEnd(run: OfRun, trigger: TriggerOf<"due">, facts: Facts): EndReason | null {
  if (stillDue(run, trigger, facts) !== null) return null;
  const { refill, timeZone } = facts;
  if (refill === null) return "order-withdrawn";
  const items = dueItems(refill, trigger.leadDays, timeZone);
  const ends = String(run.about["items"] ?? "")
    .split("+")
    .map((key) => endOf(key, items, refill));
  return ends.find((end) => end === "purchase") ?? ends.find((end) => end !== null) ?? "order-withdrawn";
}
