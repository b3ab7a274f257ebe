import type { Bonus, BonusKind } from "../../../../app/program/rules/bonus-rules.ts";
import type { Program } from "../../../../app/program/rules/rules.ts";
import { isAdmitted, isBought, rulesAt, spendableFrom, type Order } from "../orders.ts";

/** A bonus as it was given or, negative, taken back; to whom, for what, and from when it counts. */
export type Given = { to: bigint; rule: string; occasion: string; order: bigint | null; points: number; counts: number };

type Of<Kind extends BonusKind> = Extract<Bonus, { kind: Kind }>;

/** Rules of a kind that were in force and switched on. */
export function bonusesAt<Kind extends BonusKind>(programs: readonly Program[], kind: Kind, at: number): Of<Kind>[] {
  return rulesAt(programs, at).rules.bonuses.filter((rule): rule is Of<Kind> => rule.kind === kind && rule.enabled);
}

/** All names that rules of a kind have ever had. */
export function namesOf(programs: readonly Program[], kind: BonusKind): Set<string> {
  return new Set(programs.flatMap(({ rules }) => rules.bonuses.flatMap((rule) => (rule.kind === kind ? [rule.key] : []))));
}

/** Past orders count, but bring no bonus. */
export type Counted = { order: Order; past: boolean };
export type OrderBonus = { rule: string; order: bigint; points: number; counts: number; earned: number };

/**
 * What orders should have brought and have not, then what they have brought and should not.
 * @param orders all of one customer
 * @param given what they, and whoever became them, were given for orders, the oldest first
 */
export function forOrders(
  orders: readonly Counted[],
  given: readonly Given[],
  programs: readonly Program[],
  merged: boolean,
  placedOf: (order: bigint) => number,
): OrderBonus[] {
  const counted = orders
    .filter(
      ({ order }) =>
        isBought(order) &&
        isAdmitted(order, rulesAt(programs, order.placed).rules) &&
        (awardsPaid(order, programs) || order.fulfilled !== null),
    )
    .sort((a, b) => a.order.placed - b.order.placed || Number(a.order.id - b.order.id));
  const entries = [...Map.groupBy(given, ({ rule, order }) => `${rule} ${order}`).values()].flatMap((list) => {
    const last = list.at(-1);
    const points = list.reduce((sum, entry) => sum + entry.points, 0);
    return last?.order == null ? [] : [{ rule: last.rule, order: last.order, points, counts: last.counts }];
  });
  const stays = (order: bigint) => counted.some((one) => one.order.id === order);
  // Two who became one keep what each had as long as its order stands, and get nothing of it again.
  const kept = merged ? entries.filter(({ order, points }) => points > 0 && stays(order)) : [];
  const firsts = namesOf(programs, "first-order");
  const hadFirst = kept.some(({ rule }) => firsts.has(rule));
  const had = (rule: Bonus) => kept.some((one) => one.rule === rule.key) || (hadFirst && firsts.has(rule.key));

  const due = counted.flatMap(({ order, past }, index) => {
    const { rules } = rulesAt(programs, order.placed);
    const rulesDue = rules.bonuses.filter((rule) => rule.enabled && !past && isFor(rule, index + 1) && !had(rule));
    const sorted = rulesDue.sort((a, b) => Number(a.kind === "milestone") - Number(b.kind === "milestone"));
    return sorted.map(({ key: rule, points }) => ({ rule, order, points, counts: spendableFrom(order, rules) }));
  });
  const gives = due.flatMap(({ rule, order, points, counts }) => {
    const before = entries.find((one) => one.rule === rule && one.order === order.id);
    const missing = points - (before?.points ?? 0);
    const once = { rule, order: order.id, points: missing, counts: before?.counts ?? counts, earned: order.placed };
    return missing === 0 ? [] : [once];
  });
  const takes = entries.flatMap(({ rule, order, points, counts }) => {
    const right = due.some((one) => one.rule === rule && one.order.id === order);
    const stays = kept.some((one) => one.rule === rule && one.order === order);
    return points === 0 || right || stays ? [] : [{ rule, order, points: -points, counts, earned: placedOf(order) }];
  });
  return [...gives, ...takes];
}

function isFor(rule: Bonus, number: number): boolean {
  return (rule.kind === "first-order" && number === 1) || (rule.kind === "milestone" && rule.orders === number);
}

function awardsPaid(order: Order, programs: readonly Program[]): boolean {
  return rulesAt(programs, order.placed).rules.awardOn === "paid";
}
