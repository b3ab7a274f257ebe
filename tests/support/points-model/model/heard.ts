import type { Program } from "../../../../app/program/rules/rules.ts";
import { lineFactorIn, tierFactorIn } from "./factors.ts";
import { spendableFrom, worthOf, type Factors, type Order } from "../orders.ts";

/** What the app has heard of an order. */
export type Heard = {
  order: Order;
  /** Null: a guest's that nobody has claimed. */
  owner: bigint | null;
  factors: Factors | null;
  tier: string | null;
  posted: Map<bigint, number>;
  /** The version that counts. */
  programs: Program;
  /** Whether it brings points: it was placed or announced since the install, or awarded later. */
  earns: boolean;
  awarded: boolean;
  /** Whether it brought somebody points before. */
  known: boolean;
  /** From when an awarded order's points count, if not from when they would have; and from when they do. */
  from: number | null;
  counts: number | null;
};

/** An order in whose points nothing has been said yet. */
export function heardFirst(order: Order, owner: bigint | null, programs: Program, earns: boolean): Heard {
  return {
    ...{
      order,
      owner,
      programs,
      earns,
      factors: null,
      tier: null,
      posted: new Map(),
      awarded: false,
      known: false,
      from: null,
      counts: null,
    },
  };
}

/** Notes how often lines count when they are first heard of; what is noted stays. @param then the owner's tier when it was placed */
function weigh(heard: Heard, then: () => string | null, productTags: ReadonlyMap<bigint, readonly string[]>): void {
  const { order, programs, owner } = heard;
  const { rules } = programs;
  const weighty = rules.multipliers.length > 0 || (rules.tiers?.levels.some(({ perMille }) => perMille !== 1_000) ?? false);
  if (owner === null || (heard.factors === null && !weighty)) return;
  const { tier, perMille } = tierFactorIn(rules, heard.factors === null ? then() : heard.tier);
  if (heard.factors === null) {
    heard.tier = tier;
    heard.factors = { tier: perMille, lines: new Map() };
  }
  for (const { id, product } of order.lines)
    if (!heard.factors.lines.has(id))
      heard.factors.lines.set(id, lineFactorIn(rules, product, productTags.get(product) ?? [], tier, order.placed));
}

/** What an order should bring by now. */
export function worthNow(heard: Heard, then: () => string | null, productTags: ReadonlyMap<bigint, readonly string[]>): number {
  if (!heard.earns) return 0;
  weigh(heard, then, productTags);
  return worthOf(heard.order, heard.programs.rules, heard.factors ?? { tier: 1_000, lines: new Map() });
}

/** From when its points count. Those of an order that was awarded later begin to age then. */
export function startOf({ order, programs, awarded, from }: Heard, now: number): number {
  const usual = spendableFrom(order, programs.rules);
  return awarded ? (from ?? Math.max(usual, now)) : usual;
}
