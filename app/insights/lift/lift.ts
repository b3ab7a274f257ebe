import { meanDifference, meanOf, winsorized, type Histogram } from "./bootstrap.ts";
import { waitFor, type Wait } from "./needed.ts";
import { shareDifference, type Interval } from "./newcombe.ts";

export type Group = { customers: number; ordered: number; revenue: Histogram };

type Told = { customers: number; ordered: number; /** Per customer, minor units. */ revenueMinor: number };
type Difference = Interval & { difference: number };

/** Intervals are of 95 %. JSON-safe. */
export type Lift =
  | { kind: "no-holdout" }
  /** Not enough data; said with how many customers are needed and in how many weeks they are there. */
  | ({ kind: "too-early"; have: number } & Wait)
  | {
      kind: "measured";
      horizonDays: number;
      treated: Told;
      heldOut: Told;
      /** Of the shares who ordered. */
      share: Difference;
      /** Of the revenue per customer, minor units; and with the largest amounts cut. */
      revenue: Difference;
      revenueCut: Difference;
    };

/** Below so many held out, their own share says nothing of how many order anyway. */
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
  const base = heldOut.customers < FEWEST_HELD_OUT ? null : heldOut.ordered / heldOut.customers;
  // A holdout that was switched off since goes on being what it was.
  const share = holdout > 0 ? holdout : Math.max(1, (100 * heldOut.customers) / Math.max(1, have));
  const wait = waitFor({ holdout: share, base, have: entered, perWeek, horizonDays });
  if (have < wait.needed || treated.customers === 0 || heldOut.customers === 0) return { kind: "too-early", have, ...wait };
  const [treatedCut, heldOutCut] = winsorized(treated.revenue, heldOut.revenue);
  return {
    ...{ kind: "measured", horizonDays, treated: told(treated), heldOut: told(heldOut) },
    share: shareDifference(countOf(treated), countOf(heldOut)),
    revenue: meanDifference(treated.revenue, heldOut.revenue, seed),
    revenueCut: meanDifference(treatedCut, heldOutCut, seed),
  };
}

const told = ({ customers, ordered, revenue }: Group): Told => ({ customers, ordered, revenueMinor: meanOf(revenue) });
const countOf = ({ customers, ordered }: Group) => ({ of: customers, with: ordered });
