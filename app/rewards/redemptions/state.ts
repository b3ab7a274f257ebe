/** The states of a redemption; README.md has the picture. */
export const redemptionStates = ["reserved", "issued", "used", "releasing", "released"] as const;
export type RedemptionState = (typeof redemptionStates)[number];

export const releaseReasons = ["expired", "withdrawn", "undone", "disabled", "refused", "referral"] as const;
export type ReleaseReason = (typeof releaseReasons)[number];

export type RedemptionEvent =
  /** Shopify holds what was promised. */
  | { kind: "issued" }
  /** Shopify has paid it out: there is nothing left that could expire. */
  | { kind: "paid-out" }
  | { kind: "release"; reason: ReleaseReason }
  /** The code is gone from Shopify and no order carries it. */
  | { kind: "code-gone" }
  /** What was told of as disabled works after all. */
  | { kind: "still-works" }
  /** An order carries the code. */
  | { kind: "used" };

/** What a step does to the points: they are taken when a redemption is reserved. */
export type Effect = "none" | "give-back" | "take-again";
export type Transition = { to: RedemptionState; effect: Effect };

/** The states in which an event changes something, for a statement that does it in one go. */
export function statesBefore(event: RedemptionEvent): RedemptionState[] {
  return redemptionStates.filter((state) => step(state, event) !== null);
}

const stay = (to: RedemptionState): Transition => ({ to, effect: "none" });

/**
 * What becomes of a redemption. An event that is late, repeated or out of order changes nothing; an order that carries the code always wins.
 * @returns null when nothing changes
 */
export function step(from: RedemptionState, event: RedemptionEvent): Transition | null {
  switch (event.kind) {
    case "used":
      if (from === "used") return null;
      return from === "released" ? { to: "used", effect: "take-again" } : stay("used");
    case "issued":
      return from === "reserved" ? stay("issued") : null;
    case "paid-out":
      return from === "reserved" || from === "releasing" ? stay("used") : null;
    case "release":
      return from === "reserved" || from === "issued" ? stay("releasing") : null;
    case "still-works":
      return from === "releasing" ? stay("issued") : null;
    case "code-gone":
      return from === "releasing" ? { to: "released", effect: "give-back" } : null;
    default:
      return event satisfies never;
  }
}
