import { programRulesSchema, type ProgramRules } from "../../../../app/program/rules/rules.ts";
import type { Random } from "./random.ts";

export const PRODUCTS: ReadonlyMap<bigint, readonly string[]> = new Map([
  [11n, ["sale"]],
  [12n, ["new"]],
  [13n, []],
]);

/** A program as a merchant might come to have it. */
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
    companies: random.chance(50),
    base: { shipping: random.chance(25), tax: false },
    awardOn: random.chance(80) ? "paid" : "fulfilled",
    pendingDays: random.pick([0, 0, 2, 14]),
    reward: { points: 100, units: "1" },
    multipliers,
    tiers,
    bonuses: someBonuses(random),
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
  const level = (key: string, threshold: number, perMille: number) => {
    return { key, name: { en: key }, threshold, perMille, birthdayPoints: random.pick([0, 15]) };
  };
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

/** The word on the survey's last page. */
export const WORD = "espresso";

const CAPS = [
  { times: 1, period: "ever" },
  { times: 2, period: "month" },
  { times: 3, period: "year" },
  { times: 1, period: "day" },
];

function someBonuses(random: Random) {
  const maybe = (percent: number, bonus: { key: string; kind: string; [name: string]: unknown }) =>
    random.chance(percent) ? [{ ...bonus, points: 5 + random.below(60), enabled: random.chance(90) }] : [];
  const url = "https://example.com/there";
  return [
    ...maybe(65, { key: "sign-up", kind: "sign-up" }),
    ...maybe(60, { key: "letters", kind: "newsletter" }),
    ...maybe(60, { key: random.pick(["first", "welcome"]), kind: "first-order" }),
    ...maybe(45, { key: "second", kind: "milestone", orders: 2 }),
    ...maybe(45, { key: "third", kind: "milestone", orders: 3 }),
    ...maybe(70, { key: random.pick(["cake", "candles"]), kind: "birthday", noticeDays: random.pick([0, 0, 7, 30]) }),
    ...maybe(70, { key: "review", kind: "review", disclosure: { en: "Rewarded" }, cap: random.pick(CAPS) }),
    ...maybe(35, { key: "follow", kind: "social", network: "instagram", action: "follow", url }),
    ...maybe(45, { key: "survey", kind: "survey", url, word: WORD, cap: random.pick(CAPS) }),
  ];
}
