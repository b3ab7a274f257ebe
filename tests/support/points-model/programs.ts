import { programRulesSchema, type ProgramRules } from "../../../app/program/rules/rules.ts";
import type { Random } from "./random.ts";

export const PRODUCTS: ReadonlyMap<bigint, readonly string[]> = new Map([
  [11n, ["sale"]],
  [12n, ["new"]],
  [13n, []],
]);

/** A programme as a merchant might come to have it. */
export function someRules(random: Random, at: number): ProgramRules {
  const tiers = random.chance(75) ? someTiers(random) : null;
  const keys = tiers?.levels.map(({ key }) => key) ?? [];
  const multipliers = [
    ...(random.chance(30) ? [{ key: "sale", name: "Sale", perMille: 0, tags: ["sale"] }] : []),
    ...(random.chance(30) ? [{ key: "triple", name: "Triple", perMille: 3_000, products: ["12"] }] : []),
    ...(random.chance(25)
      ? [{ key: "weekend", name: "Weekend", perMille: 1_500, from: iso(at), until: iso(at + 40 * 86_400_000) }]
      : []),
    ...(keys.length > 1 && random.chance(30) ? [{ key: "best", name: "Best", perMille: 2_000, tiers: keys.slice(-1) }] : []),
  ];
  return programRulesSchema.parse({
    earn: random.pick([
      { points: "5", units: "1" },
      { points: "1", units: "10" },
      { points: "1.5", units: "1" },
      { points: "2", units: "0.3" },
    ]),
    base: { shipping: random.chance(25), tax: false },
    awardOn: random.chance(80) ? "paid" : "fulfilled",
    pendingDays: random.pick([0, 0, 2, 14]),
    reward: { points: 100, units: "1" },
    multipliers,
    tiers,
    expiry: random.pick([
      { mode: "off", months: 12 },
      { mode: "lot", months: 1 },
      { mode: "lot", months: 3 },
      { mode: "inactivity", months: 1 },
      { mode: "inactivity", months: 2 },
    ]),
    returnOnPartialRefund: random.chance(70),
  });
}

const iso = (time: number) => new Date(time).toISOString();

function someTiers(random: Random) {
  const basis = random.pick(["points", "points", "spend", "orders"] as const);
  const unit = { points: 150, spend: 4_000, orders: 1 }[basis];
  const start = random.chance(70) ? 0 : 1;
  const level = (key: string, threshold: number, perMille: number) => ({ key, name: { en: key }, threshold, perMille });
  return {
    basis,
    window: random.pick(["rolling", "calendar-year", "lifetime"] as const),
    graceDays: random.pick([0, 5, 30]),
    levels: [
      level("bronze", start * unit, 1_000),
      level("silver", 2 * unit, random.pick([1_000, 1_250])),
      level(random.pick(["gold", "platinum"]), 5 * unit, random.pick([1_500, 2_000])),
    ],
  };
}
