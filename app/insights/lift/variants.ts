import { customersNeeded, WORTH } from "./needed.ts";
import { shareDifference, type Interval } from "./newcombe.ts";

/** What the emails of one way of a split have led to. */
export type Variant = {
  /** Emails of the way that have a figure. */
  emails: number;
  sent: number;
  clicks: number;
  orders: number;
  revenueMinor: bigint;
  reached: number;
  /** Null, as the next two: the provider has told of none. */
  delivered: number | null;
  unsubscribed: number | null;
  complained: number | null;
};

type StepFigures = Omit<Variant, "emails" | "unsubscribed" | "complained"> & { unsubscribed: number; complained: number };

/** @param steps the figures of the emails of one way */
export function variantOf(steps: readonly StepFigures[]): Variant {
  const sum = (of: (step: StepFigures) => number) => steps.reduce((all, step) => all + of(step), 0);
  return {
    ...{ emails: steps.length, sent: sum(({ sent }) => sent), clicks: sum(({ clicks }) => clicks) },
    ...{ orders: sum(({ orders }) => orders), reached: sum(({ reached }) => reached) },
    ...{ revenueMinor: steps.reduce((all, { revenueMinor }) => all + revenueMinor, 0n) },
    ...(steps.every(({ delivered }) => delivered === null)
      ? { delivered: null, unsubscribed: null, complained: null }
      : {
          delivered: sum(({ delivered }) => delivered ?? 0),
          unsubscribed: sum(({ unsubscribed }) => unsubscribed),
          complained: sum(({ complained }) => complained),
        }),
  };
}

/** Not enough emails yet: `have` of those needed. Or a difference, and where it surely lies. */
export type Verdict = { kind: "too-early"; needed: number; have: number } | ({ kind: "told"; difference: number } & Interval);
export type Compared = Record<"clicks" | "orders" | "reached", Verdict>;

/** What is usual, from which follows how many emails it takes: of ten readers one clicks, of twenty one orders, or reaches the goal of the flow. It stays the same while figures move. */
const USUAL = { clicks: 0.1, orders: 0.05, reached: 0.05 };

/**
 * By how much the share of those who clicked, who ordered and who reached the goal of the flow differs, A less B. It is said only when as many emails have left as it took from the start to see a fifth more:
 * whoever looks every day and stops at a good moment finds differences that are none. Told of one email a way only: of a series the same customer gets several, so that
 * its emails say less than their number. Null where that is so, or nothing was sent yet.
 * @param share percent of the customers who go the first way
 */
export function compareVariants(a: Variant, b: Variant, share: number): Compared | null {
  if (a.emails !== 1 || b.emails !== 1 || a.sent === 0 || b.sent === 0) return null;
  // A late figure of an email that left before the figures begin must not make a share of more than all.
  const shareOf = (of: Variant, hits: number) => ({ of: of.sent, with: Math.min(of.sent, hits) });
  const judge = (what: keyof Compared): Verdict => {
    const usual = USUAL[what];
    const needed = customersNeeded(share / 100, usual, usual * WORTH);
    const have = a.sent + b.sent;
    if (have < needed) return { kind: "too-early", needed, have };
    return { kind: "told", ...shareDifference(shareOf(a, a[what]), shareOf(b, b[what])) };
  };
  return { clicks: judge("clicks"), orders: judge("orders"), reached: judge("reached") };
}
