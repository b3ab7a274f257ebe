import type { Definition } from "../definition/definition.ts";
import { dueEnd } from "../triggers/due.ts";
import { isOfVisit } from "../triggers/events.ts";
import type { Facts } from "./facts.ts";
import type { About, EndReason, FlowState, Run } from "./flow.ts";

/** What ends a run at this instant, whatever step it is at; also what takes back its messages that have not left. */
export function exitOf(definition: Definition, run: Pick<Run, "since" | "about">, facts: Facts): EndReason | null {
  return (
    definition.exits.find((exit) => {
      switch (exit) {
        case "purchase":
          return facts.lastOrderAt !== null && facts.lastOrderAt > run.since;
        case "product-purchase":
          return boughtIt(run, facts);
        case "order-withdrawn":
          return orderWithdrawn(definition, run, facts);
        case "consent-gone":
          return facts.unsubscribed;
        case "segment-left":
          return segmentLeft(definition, run, facts);
        case "reward-used":
          return facts.happenings.some(
            ({ kind, data }) => kind === "reward.used" && String(data["redemptionId"]) === String(run.about["redemptionId"]),
          );
      }
    }) ?? occasionGone(definition, run, facts)
  );
}

/** The customer meets the audience no more, or has left the segment whose entering began the run. */
function segmentLeft({ audience, trigger }: Definition, { since, about }: Pick<Run, "since" | "about">, facts: Facts): boolean {
  if (audience !== null && !facts.meets.has(audience)) return true;
  return (
    trigger.kind === "event" &&
    trigger.event === "segment-entered" &&
    facts.happenings.some(
      ({ kind, at, data }) => kind === "segment.left" && at > since && String(data["segmentId"]) === String(about["segmentId"]),
    )
  );
}

/** Something that the run is about has been bought since: a product of its order, or one that was looked at or put into the cart. */
function boughtIt({ since, about: told }: Pick<Run, "since" | "about">, { bought }: Facts): boolean {
  const orderId = told["orderId"] === undefined ? null : String(told["orderId"]);
  const looked = typeof told["products"] === "string" ? told["products"].split(",") : [];
  const about = new Set([...looked, ...bought.flatMap((order) => (order.orderId === orderId ? order.products : []))]);
  return bought.some(({ at, kept }) => at > since && kept.some((productId) => about.has(productId)));
}

/** Nothing is left of the order that a run is about. Money that was given back for a part of it changes nothing. */
function orderWithdrawn({ trigger }: Definition, { about }: Pick<Run, "about">, { withdrawn }: Facts): boolean {
  if (trigger.kind !== "event" || about["orderId"] === undefined) return false;
  const how = withdrawn.get(String(about["orderId"]));
  return how === "gone" || (how === "refunded" && trigger.event !== "order-refunded");
}

/** What the run is about is no more: the order that somebody lapsed after counts no more, points were spent, a tier is earned again. */
function occasionGone({ trigger }: Definition, run: Pick<Run, "since" | "about">, facts: Facts): EndReason | null {
  const { since, about } = run;
  const { lastOrderAt, pointsExpireAt, tierEndsAt, happenings } = facts;
  switch (trigger.kind) {
    case "lapsed":
      return lastOrderAt === null || lastOrderAt < since ? "order-withdrawn" : null;
    case "points-expiring":
      return pointsExpireAt?.toISOString() === about["endsAt"] ? null : "nothing-expires";
    case "tier-at-risk":
      return tierEndsAt?.toISOString() === about["endsAt"] ? null : "tier-changed";
    case "due":
      return dueEnd(run, trigger, facts);
    case "birthday":
    case "anniversary":
      return null;
    case "event":
      if (isOfVisit(trigger.event)) return checkoutBegun(since, happenings);
      return trigger.event === "checkout-abandoned" ? checkoutOver(about, happenings) : null;
  }
}

/** The checkout came to an order, of whomever with its address, or is there no more. */
function checkoutOver(about: About, happenings: Facts["happenings"]): EndReason | null {
  const { data } =
    happenings.find(
      (one) => one.kind === "checkout.abandoned" && String(one.data["checkoutId"]) === String(about["checkoutId"]),
    ) ?? {};
  return data?.["over"] === "bought" ? "purchase" : data?.["over"] === "gone" ? "checkout-gone" : null;
}

/** What somebody looked at has come to a checkout, which has reminders of its own. */
function checkoutBegun(since: Date, happenings: Facts["happenings"]): EndReason | null {
  const begun = happenings.some(
    ({ kind, at, data }) => at > since && (kind === "checkout.abandoned" || (kind === "visit.made" && data["checkout"] === true)),
  );
  return begun ? "checkout-begun" : null;
}

/** Why an email of a run that has not left is taken back, also when the run itself is over; null: it may leave. @param state of its flow; null: there is none */
export function withdrawalOf(
  state: FlowState | null,
  definition: Definition,
  run: Pick<Run, "since" | "about">,
  facts: Facts,
): EndReason | "switched-off" | null {
  if (facts.gone !== null) return facts.gone;
  return state === "archived" || state === "draft" ? "switched-off" : exitOf(definition, run, facts);
}
