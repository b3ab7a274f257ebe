import { meanDifference, meanOf, winsorized, type Histogram } from "./bootstrap.ts";
import { waitFor, type Wait } from "./needed.ts";
import { shareDifference, type Interval } from "./newcombe.ts";

/** `reached`: who reached the goal of the flow. */
export type Group = { customers: number; reached: number; revenue: Histogram };

type Told = { customers: number; reached: number; /** Per customer, minor units. */ revenueMinor: number };
type Difference = Interval & { difference: number };

/** Intervals are of 95 %. JSON-safe. */
export type Lift =
  | { kind: "no-holdout" }
  /**
   * Not enough data; said with how many customers are needed and in how many weeks they are there. `soFar`: the shares of the groups as they are, once both are large enough for
   * an interval: where the difference surely lies, which is no verdict.
   */
  | ({ kind: "too-early"; have: number; soFar: Difference | null } & Wait)
  | {
      kind: "measured";
      horizonDays: number;
      treated: Told;
      heldOut: Told;
      /** Of the shares who reached the goal. */
      share: Difference;
      /** Of the revenue per customer, minor units; and with the largest amounts cut. */
      revenue: Difference;
      revenueCut: Difference;
    };

/** Below so many held out, their own share says nothing of how many reach the goal anyway. */
const FEWEST_HELD_OUT = 50;

/**
 * What can be said of the two groups. It is said only when as many customers have had their time as were needed from the start: whoever looks every day and stops at the
 * first good one finds what is not there.
 */
export function liftOf(of: {
  /** Percent. */
  holdout: number;
  horizonDays: number;
  /** Customers who have entered, also lately. */
  entered: number;
  perWeek: number;
  treated: Group;
  heldOut: Group;
  seed: number;
}): Lift {
  const { holdout, horizonDays, entered, perWeek, treated, heldOut, seed } = of;
  if (holdout === 0 && heldOut.customers === 0) return { kind: "no-holdout" };
  const have = treated.customers + heldOut.customers;
  const base = heldOut.customers < FEWEST_HELD_OUT ? null : heldOut.reached / heldOut.customers;
  // A holdout that was switched off since goes on being what it was.
  const share = holdout > 0 ? holdout : Math.max(1, (100 * heldOut.customers) / Math.max(1, have));
  const wait = waitFor({ holdout: share, base, have: entered, perWeek, horizonDays });
  if (have < wait.needed || treated.customers === 0 || heldOut.customers === 0) {
    const isTold = Math.min(treated.customers, heldOut.customers) >= FEWEST_HELD_OUT;
    return { kind: "too-early", have, soFar: isTold ? shareDifference(countOf(treated), countOf(heldOut)) : null, ...wait };
  }
  const [treatedCut, heldOutCut] = winsorized(treated.revenue, heldOut.revenue);
  return {
    ...{ kind: "measured", horizonDays, treated: told(treated), heldOut: told(heldOut) },
    share: shareDifference(countOf(treated), countOf(heldOut)),
    revenue: meanDifference(treated.revenue, heldOut.revenue, seed),
    revenueCut: meanDifference(treatedCut, heldOutCut, seed),
  };
}

const told = ({ customers, reached, revenue }: Group): Told => ({ customers, reached, revenueMinor: meanOf(revenue) });
const countOf = ({ customers, reached }: Group) => ({ of: customers, with: reached });
