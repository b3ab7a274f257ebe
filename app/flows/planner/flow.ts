import type { Definition } from "../definition/definition.ts";
import type { CatchUp } from "./catch-up.ts";

/** Live: runs begin and go on. Paused: nothing moves. Anything else: there are no runs. */
export type FlowState = "draft" | "live" | "paused" | "archived";

/** A flow as the planner sees it. */
export type Flow = {
  flowId: number;
  /** What the timeline calls it. */
  label: string;
  state: FlowState;
  /** Since when it has been live; null for one that is not. */
  liveSince: Date | null;
  catchUp: CatchUp;
  /** The version that new runs get. */
  version: number;
  definition: Definition;
};

/**
 * What an occasion is about, as its messages and exits need it: orderId, basis (what its arrival is counted from), checkoutId,
 * segmentId, tier, redemptionId; `endsAt`, ISO 8601; what is due or in the cart (triggers/due.ts). Ids as digits.
 */
export type About = Readonly<Record<string, string | number>>;

/** Something that is worth a run of a flow. */
export type Occasion = {
  /** Names it among all that the customer ever has in this flow: it gets one run, for ever. */
  key: string;
  /** When it came about: a purchase after that ends the run. */
  since: Date;
  /** When the run begins. */
  at: Date;
  about: About;
};

/** A run that goes on. */
export type Run = {
  occasion: string;
  since: Date;
  about: About;
  /** "waiting": its beginning is still ahead. "active": the customer has entered. */
  phase: "waiting" | "active";
  holdout: boolean;
  enteredAt: Date | null;
  /** The step that has given a reward last. */
  gift: string | null;
  /** Where it stands: the step to do next, and when it came there. */
  stepId: string | null;
  arrivedAt: Date;
  /** It does nothing before that: moved to a new version, or let in late, spread over days. */
  notBefore: Date | null;
};

/** A run that is over: which occasion, its lot, and when it began, if it did. */
export type PastRun = { occasion: string; since: Date; enteredAt: Date | null; holdout: boolean };

/** Why a run is over. The second line: why it never began. */
export type EndReason =
  | "completed"
  | "waited-in-vain"
  | "purchase"
  | "product-purchase"
  | "order-withdrawn"
  | "consent-gone"
  | "segment-left"
  | "nothing-expires"
  | "tier-changed"
  | "reward-used"
  | "snoozed"
  | "product-off"
  | "checkout-gone"
  | "checkout-begun"
  | "archived"
  | "skipped"
  | "not-in-audience"
  | "had-it-before"
  | "deleted"
  | "redacted"
  | "merged";
