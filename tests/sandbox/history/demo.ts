import { DAY_MS, HOUR_MS, MINUTE_MS } from "../lib/time.ts";
import type { Random } from "../random.ts";
import type { Taste } from "./baskets.ts";
import { CATALOG } from "./catalog.ts";
import type { Person } from "./people.ts";
import { planOrder } from "./plan-order.ts";
import type { Plan } from "./plan-types.ts";

type DemoCustomer = {
  person: Person;
  skus: string[];
  scale: number;
  /** Days before the end of the history. */ joined: number;
  ordered: number[];
};

const person = (firstName: string, lastName: string, locale: "de" | "en", countryCode: string, city: string): Person => ({
  ...{ firstName, lastName, locale, countryCode, city, phone: null },
  email: `${firstName}.${lastName}@example.com`.toLowerCase(),
});
/** A steady reorder from `from` days before the end to `to` days before it. */
const every = (days: number, from: number, to: number) =>
  Array.from({ length: Math.floor((from - to) / days) + 1 }, (_, index) => from - index * days);

/** People with a name that demos and tests can rely on (docs/sandbox.md): all can log in, all have confirmed the newsletter. */
export const DEMO_CUSTOMERS: readonly DemoCustomer[] = [
  {
    person: person("Lena", "Vogt", "de", "DE", "Leipzig"),
    skus: ["MR-ESP-1000", "MR-HAN-050"],
    scale: 1,
    joined: 498,
    ordered: every(38, 497, 3),
  },
  {
    person: person("James", "Carter", "en", "IE", "Dublin"),
    skus: ["MR-FIL-1000", "MR-ESP-1000"],
    scale: 3,
    joined: 330,
    ordered: every(45, 329, 14),
  },
  {
    person: person("Sophie", "Lange", "de", "DE", "Hamburg"),
    skus: ["MR-HAR-080", "MR-PEE-200"],
    scale: 2,
    joined: 300,
    ordered: [299, 240, 186, 131, 75],
  },
  {
    person: person("Emily", "Walsh", "en", "GB", "Bristol"),
    skus: ["MR-YIR-250"],
    scale: 2,
    joined: 210,
    ordered: [209, 160, 70],
  },
  {
    person: person("Reto", "Graf", "de", "CH", "Bern"),
    skus: ["MR-ESP-1000"],
    scale: 1,
    joined: 260,
    ordered: every(50, 259, 20),
  },
  { person: person("Martin", "Keller", "de", "DE", "Köln"), skus: ["MR-FIL-250"], scale: 1, joined: 40, ordered: [] },
];

/** Their addresses: they do what docs/sandbox.md says of them, and nothing else. */
export const DEMO_ADDRESSES: ReadonlySet<string> = new Set(DEMO_CUSTOMERS.map(({ person: { email } }) => email));

export function planDemoCustomer(plan: Plan, random: Random, { end }: { end: Date }, demo: DemoCustomer): void {
  const before = (days: number) => new Date(end.getTime() - days * DAY_MS + 17 * HOUR_MS + random.between(0, 90) * MINUTE_MS);
  plan.customers.push({ ...demo.person, account: true, tags: [], note: null });
  const customer = plan.customers.length - 1;
  const joined = before(demo.joined);
  plan.events.push({ kind: "customer", customer, at: joined });
  for (const [minutes, state] of [
    [1, "pending"],
    [30, "subscribed"],
  ] as const) {
    plan.events.push({
      kind: "consent",
      customer,
      state,
      optInLevel: "confirmed_opt_in",
      at: new Date(joined.getTime() + minutes * MINUTE_MS),
    });
  }
  const favourites = demo.skus.map((sku) => {
    const found = CATALOG.flatMap(({ variants }) => variants).find((variant) => variant.sku === sku);
    if (found === undefined) throw new Error(`The catalogue has no ${sku}`);
    return found;
  });
  const taste: Taste = { favourites, scale: demo.scale, lastsDays: 30 };
  for (const [index, days] of demo.ordered.entries())
    planOrder(plan, random, { customer, person: demo.person, taste, at: before(days), first: index === 0, plain: true });
}
