import { DAY_MS, plusMs } from "../../lib/time.ts";
import type { Block, Flag, Judgement } from "../judging/judge.ts";

/**
 * claimed ─▶ ordered ─▶ pending ─▶ paid ─▶ reversed
 *    │           │         │ ▲
 *    ▼           ▼         ▼ │
 *  expired    rejected ◀─ review
 */
export const states = ["claimed", "expired", "ordered", "pending", "review", "paid", "rejected", "reversed"] as const;
export type State = (typeof states)[number];

/** Why nothing is paid, or no more: a block, or what became of the order, the advocate or the merchant's word. */
export type Reason = Block | "cancelled" | "declined" | "unreviewed" | "limit" | "advocate-gone" | "excluded";

/** Beyond the waiting time a merchant has so many days to decide. */
export const REVIEW_DAYS = 14;

/** What a referral's life follows from. All of it may be told in any order, and again. */
export type Facts = {
  expiresAt: Date;
  /** Null: nobody has ordered with the code. `dueAt` null: it does not count yet. `kept` of `whole`: what is left of the goods, net. */
  order: { withdrawn: boolean; dueAt: Date | null; kept: bigint; whole: bigint } | null;
  judged: Judgement;
  /** The advocate can be paid nothing. */
  barred: "advocate-gone" | "excluded" | null;
  decision: { kind: "approved" | "declined"; flags: readonly string[] } | null;
  paidAt: Date | null;
  /** The advocate has as many of the period as are paid. */
  full: boolean;
  /** What is paid for a whole order; 0 where it is a reward. */
  points: bigint;
};

/** `points`: what the ledger is to hold. `lookAt`: when time alone changes something. */
export type Life = {
  state: State;
  reason: Reason | null;
  dueAt: Date | null;
  reviewUntil: Date | null;
  lookAt: Date | null;
  points: bigint;
};

/** What a referral is at an instant. The same facts give the same, whatever it was before: only that it was paid is remembered, and when. */
export function lifeOf(facts: Facts, now: Date): Life {
  const { order, paidAt } = facts;
  const nothing = { reason: null, dueAt: null, reviewUntil: null, lookAt: null, points: 0n };
  const ended = (reason: Reason): Life => ({ ...nothing, state: paidAt === null ? "rejected" : "reversed", reason });
  if (order === null) {
    const { expiresAt } = facts;
    return now >= expiresAt ? { ...nothing, state: "expired" } : { ...nothing, state: "claimed", lookAt: expiresAt };
  }
  if (facts.judged.block !== null) return ended(facts.judged.block);
  if (order.withdrawn || order.kept <= 0n) return ended("cancelled");
  const points = shareOf(facts.points, order);
  if (paidAt !== null) return { ...nothing, state: "paid", dueAt: order.dueAt, points };
  if (facts.barred !== null) return ended(facts.barred);
  if (facts.decision?.kind === "declined") return ended("declined");
  const { dueAt } = order;
  if (dueAt === null) return { ...nothing, state: "ordered" };
  if (unseen(facts).length > 0) {
    const reviewUntil = plusMs(dueAt, REVIEW_DAYS * DAY_MS);
    if (now >= reviewUntil) return { ...ended("unreviewed"), dueAt };
    return { ...nothing, state: "review", dueAt, reviewUntil, lookAt: reviewUntil };
  }
  if (now < dueAt) return { ...nothing, state: "pending", dueAt, lookAt: dueAt };
  return facts.full ? { ...ended("limit"), dueAt } : { ...nothing, state: "paid", dueAt, points };
}

/** What the merchant has not agreed to: approval is of what they have seen. */
function unseen({ judged, decision }: Facts): Flag[] {
  return judged.flags.filter((flag) => decision?.kind !== "approved" || !decision.flags.includes(flag));
}

/** In proportion to what is left, rounded down, never more than the whole. */
function shareOf(points: bigint, { kept, whole }: { kept: bigint; whole: bigint }): bigint {
  return whole <= 0n || kept >= whole ? points : (points * kept) / whole;
}
