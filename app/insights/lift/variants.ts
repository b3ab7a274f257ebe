import { shareDifference, type Interval } from "./newcombe.ts";

/** What the emails of one way of a split have led to. */
export type Variant = {
  /** Emails of the way that have a figure. */
  emails: number;
  sent: number;
  clicks: number;
  orders: number;
  revenueMinor: bigint;
  /** Null: the provider has told of none. */
  unsubscribed: number | null;
};

type StepFigures = Omit<Variant, "emails" | "unsubscribed"> & { delivered: number | null; unsubscribed: number };

/** @param steps the figures of the emails of one way */
export function variantOf(steps: readonly StepFigures[]): Variant {
  const sum = (of: (step: StepFigures) => number) => steps.reduce((all, step) => all + of(step), 0);
  return {
    ...{ emails: steps.length, sent: sum(({ sent }) => sent), clicks: sum(({ clicks }) => clicks) },
    ...{ orders: sum(({ orders }) => orders), revenueMinor: steps.reduce((all, { revenueMinor }) => all + revenueMinor, 0n) },
    unsubscribed: steps.every(({ delivered }) => delivered === null) ? null : sum(({ unsubscribed }) => unsubscribed),
  };
}

export type Compared = Record<"clicks" | "orders", Interval & { difference: number }>;

/**
 * By how much the share of those who clicked and who ordered differs, A less B. Told of one email a way only: of a series the same customer gets several, so that
 * its emails say less than their number. Null where that is so, or nothing was sent yet.
 */
export function compareVariants(a: Variant, b: Variant): Compared | null {
  if (a.emails !== 1 || b.emails !== 1 || a.sent === 0 || b.sent === 0) return null;
  // A late figure of an email that left before the figures begin must not make a share of more than all.
  const share = (of: Variant, hits: number) => ({ of: of.sent, with: Math.min(of.sent, hits) });
  return {
    clicks: shareDifference(share(a, a.clicks), share(b, b.clicks)),
    orders: shareDifference(share(a, a.orders), share(b, b.orders)),
  };
}
