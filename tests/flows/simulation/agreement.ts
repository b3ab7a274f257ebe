import fc from "fast-check";
import { sql } from "kysely";
import { expect } from "vitest";

import { eachStep } from "../../../app/flows/definition/tree.ts";
import { nothingStanding } from "../../../app/flows/simulation/world.ts";
import { simulate } from "../../../app/flows/simulation/simulate.ts";
import { readFlows } from "../../../app/flows/runs/read-flows.server.ts";
import { DAY_MS, plusMs } from "../../../app/lib/time.ts";
import { DEFAULT_RULES, type SendingRules } from "../../../app/messages/timing/sending-rules.ts";
import type { TestDatabase } from "../../support/database.ts";
import { SEED } from "../../support/seed-value.ts";
import { linesOf, livedLines } from "./agree.ts";
import { live, openShop, switchFlowsOn, type Where } from "./live.ts";
import { flowsFor, TRIGGERS, TURNS, type RandomFlow } from "./random-flows.ts";
import { peopleFor, worldOf, type Person } from "./random-lives.ts";

/** Customers, each a sequence of its own, in both files together (issue 9: at least 1,000 a run). */
const SEQUENCES = Number(process.env["FLOW_SEQUENCES"] ?? 1_000);
const FILES = 2;
const PEOPLE = 10;
const DAYS = 30;

export const WHERE: readonly Where[] = [
  { timeZone: "Europe/Berlin", countryCode: "DE" },
  { timeZone: "America/New_York", countryCode: "US" },
  { timeZone: "Australia/Sydney", countryCode: "AU" },
];
const rules: fc.Arbitrary<SendingRules> = fc.record({
  ...{ capHours: fc.constantFrom(0, 16, 40), capPerWeek: fc.constantFrom(null, 2), dailyLimit: fc.constant(null) },
  ...{ restSundays: fc.boolean(), restHolidays: fc.boolean(), existingCustomersSince: fc.constant(null) },
});

/**
 * Random flows and customers live through thirty days from each of some days on, and each customer's life is compared with what the planner foresees of it.
 * @param from the days, at 6:00 UTC
 * @param firstTurn where in the order of triggers the first shop stands, so that two files draw different ones
 */
export async function compareLives(database: TestDatabase, from: readonly string[], firstTurn: number): Promise<void> {
  const seed = SEED ?? Math.floor(Math.random() * 2 ** 31);
  const windows = from.map((day) => new Date(`${day}T06:00:00Z`));
  const wanted = SEQUENCES / FILES;
  const perWindow = Math.ceil(wanted / PEOPLE / windows.length);
  let [compared, sent, happenings, customerId, turn] = [0, 0, 0, 0n, firstTurn];
  const met = new Map<string, number>();
  const entered = new Set<string>();
  for (const [at, start] of windows.entries()) {
    const until = plusMs(start, DAYS * DAY_MS);
    const shops = [];
    for (let index = 0; index < perWindow; index += 1, turn += 1) {
      const draw = flowsFor(turn).chain((flows) =>
        fc.record({ flows: fc.constant(flows), people: peopleFor(start, DAYS, PEOPLE, namesOf(flows)), rules }),
      );
      const [drawn] = fc.sample(fc.noBias(draw), { seed: seed + turn, numRuns: 1 });
      if (drawn === undefined) throw new Error("Something is always drawn");
      const people = drawn.people.map((person): Person => ({ ...person, customerId: (customerId += 1n) }));
      const where = WHERE[(turn + at) % WHERE.length] ?? { timeZone: "UTC", countryCode: "DE" };
      const rulesOf = turn % 3 === 0 ? DEFAULT_RULES : drawn.rules;
      const { shop, profiles } = await openShop(database, where, rulesOf, people, start);
      const flowIds = await switchFlowsOn(database, shop, drawn.flows, start);
      shops.push({ shop, rules: rulesOf, flowIds, people, profiles });
    }
    let drawnLots = seed + at;
    const chance = () => ((drawnLots = (drawnLots * 16_807) % 2_147_483_647) % 1000) / 1000;
    const { delivered, deferrals } = await live(database, shops, { from: start, until }, chance);
    for (const { shop, people, rules: rulesOf } of shops) {
      const flows = await readFlows(database.db, shop.shopId);
      const lived = await livedLines(database.db, shop.shopId, deferrals);
      for (const person of people) {
        const foreseen = simulate(flows, worldOf(shop, rulesOf, person, start), nothingStanding, { from: start, until });
        const lines = linesOf(foreseen, until);
        expect(lived.get(person.customerId) ?? [], told(seed, flows, person)).toEqual(lines);
        compared += 1;
        happenings += lines.length;
        for (const one of foreseen) {
          const by = flows.find(({ flowId }) => flowId === one.flowId);
          if (one.kind === "entered" && by !== undefined) entered.add(triggerOf(by));
          const name = one.kind + ("reason" in one ? ` (${one.reason})` : "");
          met.set(name, (met.get(name) ?? 0) + 1);
        }
        sent += foreseen.filter(({ kind }) => kind === "sent").length;
      }
    }
    expect(delivered.length).toBeLessThanOrEqual(sent);
    await sql`delete from flow_timers`.execute(database.db);
    await sql`delete from messages where state = 'queued'`.execute(database.db);
  }
  const kinds = [...met].map(([name, count]) => `${count} ${name}`).join(", ");
  console.info(`planner and life: ${compared} sequences, ${happenings} happenings, ${sent} emails, seed ${seed}: ${kinds}`);
  expect(compared).toBeGreaterThanOrEqual(wanted);
  expect(sent).toBeGreaterThan(compared / 4);
  // Nothing can begin runs that nobody here ever does.
  if (turn - firstTurn >= TURNS)
    expect(
      TRIGGERS.filter((name) => !entered.has(name)),
      `seed ${seed}`,
    ).toEqual([]);
}

export const triggerOf = ({ definition: { trigger } }: Pick<RandomFlow, "definition">) =>
  trigger.kind === "event" ? trigger.event : trigger.kind;

/** What begins runs of these flows, and what their steps wait for. */
export const namesOf = (flows: readonly RandomFlow[]) =>
  flows.flatMap((flow) => [
    triggerOf(flow),
    ...[...eachStep(flow.definition.steps)].flatMap((step) =>
      step.kind === "wait" && "event" in step.wait ? [step.wait.event] : [],
    ),
  ]);

export function told(seed: number, flows: unknown, person: Person): string {
  const show = (value: unknown) => JSON.stringify(value, (_, one: unknown) => (typeof one === "bigint" ? String(one) : one), 1);
  return `seed ${seed}\n${show(flows)}\n${show(person)}`;
}
