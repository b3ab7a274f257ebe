import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { together } from "../../db/together.ts";
import { ids } from "../../lib/rows.server.ts";
import { listPending, withdraw } from "../../messages/outbox.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { eachStep } from "../definition/tree.ts";
import type { Definition } from "../definition/definition.ts";
import { plan, type Going } from "../planner/plan.ts";
import { isOfOrders } from "../goal/goal.ts";
import { noteGoals } from "../goal/reached.server.ts";
import { withdrawalOf } from "../planner/exits.ts";
import type { Flow } from "../planner/flow.ts";
import { carryOut } from "./carry-out.server.ts";
import type { Step } from "./messages-of.ts";
import type { Facts } from "../planner/facts.ts";
import { lookBackOf } from "../planner/look-back.ts";
import { lockPeople, readFacts, readPeople, type Locked } from "./read-facts.server.ts";
import { readDefinitions, readFlows, type DefinitionOf } from "./read-flows.server.ts";
import { readRuns, type StoredRun } from "./store.server.ts";

/**
 * Brings the runs of these customers in line with the facts: begins, does what is due, moves timers, ends, takes back emails that have not left. Idempotent, and
 * indifferent to what called it (an order, a merge, a timer, a flow switched on or off).
 */
export async function react(db: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<void> {
  if (customerIds.length > 0) await (await readReaction(db, shop, customerIds))(now);
}

/** As `react`, by who has locked the customers' rows already. */
export async function reactToTimers(db: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<void> {
  await (
    await readReaction(db, shop, customerIds, readPeople, "time")
  )(now);
}

/** What has changed: something about the customers, or nothing but the time, which reaches no goal. */
type Why = "news" | "time";

/** `react` in two parts: locks and reads what it starts from. @returns what goes on with that, once all else of these customers is written */
export async function readReaction(
  db: Db,
  shop: Shop,
  customerIds: readonly bigint[],
  people: typeof lockPeople = lockPeople,
  why: Why = "news",
): Promise<(now: Date) => Promise<void>> {
  const [flows, locked, runs] = await together([
    readFlows(db, shop.shopId),
    people(db, shop.shopId, customerIds),
    readRuns(db, shop.shopId, customerIds),
  ]);
  return async (now) => {
    if (flows.length > 0) await reactIn(db, shop, flows, locked, runs, why, now);
  };
}

/**
 * As `react`, where it is known that nothing but points, a tier, consent or time has changed: customers whose segments moved are looked at, and the others
 * only in shops one of whose flows looks at more than orders.
 */
export async function reactToMoves(
  db: Db,
  shop: Shop,
  customerIds: readonly bigint[],
  segmentsMoved: readonly bigint[],
  now: Date,
): Promise<void> {
  if (customerIds.length === 0) return;
  const flows = await readFlows(db, shop.shopId);
  if (flows.length === 0) return;
  const concerned = flows.some(({ definition }) => listens(definition))
    ? customerIds
    : [...new Set([...segmentsMoved, ...(await onOlderVersions(db, shop.shopId, customerIds))])];
  if (concerned.length === 0) return;
  const [locked, runs] = await together([lockPeople(db, shop.shopId, concerned), readRuns(db, shop.shopId, concerned)]);
  await reactIn(db, shop, flows, locked, runs, "news", now);
}

/** Of these customers those whose run follows a version that is no longer in force: it may look at what the newest does not. */
async function onOlderVersions(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<bigint[]> {
  const { rows } = await sql<{ customer_id: bigint }>`
    select distinct r.customer_id from flow_runs r join flows f on f.shop_id = r.shop_id and f.flow_id = r.flow_id
    where r.shop_id = ${shopId} and r.customer_id = any(${ids(customerIds)}) and r.state = 'active' and r.version <> f.version
  `.execute(db);
  return rows.map(({ customer_id }) => customer_id);
}

function listens({ trigger, audience, exits, steps, goal }: Definition): boolean {
  return (
    (trigger.kind !== "lapsed" && trigger.kind !== "anniversary" && trigger.kind !== "due") ||
    audience !== null ||
    exits.some((exit) => exit !== "purchase") ||
    !isOfOrders(goal) ||
    [...eachStep(steps)].some((step) => step.kind === "branch" || (step.kind === "wait" && "event" in step.wait))
  );
}

async function reactIn(
  db: Db,
  shop: Shop,
  flows: readonly Flow[],
  locked: readonly Locked[],
  runs: readonly StoredRun[],
  why: Why,
  now: Date,
): Promise<void> {
  const { shopId } = shop;
  const definitionOf = await readDefinitions(db, shopId, runs);
  const definitions = [...new Set([...flows.map(({ definition }) => definition), ...versionsOf(runs, definitionOf)])];
  const people = await readFacts(db, shop, locked, definitions, lookBackOf(runs), now);
  await carryOut(db, shopId, planAll(flows, people, runs, definitionOf, now), now);
  if (why === "news") {
    const there = new Set(people.flatMap(({ customerId, gone }) => (gone === null || gone === "deleted" ? [customerId] : [])));
    const theirs = runs.filter(({ customerId }) => there.has(customerId));
    await noteGoals(db, shopId, theirs, definitionOf, now);
  }
  await takeBack(db, shopId, flows, people, runs, definitionOf, now);
}

function versionsOf(runs: readonly StoredRun[], definitionOf: DefinitionOf): Definition[] {
  return runs.flatMap(({ state, flowId, version }) => (state === "ended" ? [] : (definitionOf(flowId, version) ?? [])));
}

function planAll(
  flows: readonly Flow[],
  people: readonly Facts[],
  runs: readonly StoredRun[],
  definitionOf: DefinitionOf,
  now: Date,
): Step[] {
  const byCustomer = Map.groupBy(runs, ({ customerId }) => customerId);
  return flows.flatMap((flow) =>
    people.flatMap((person) => {
      const { customerId } = person;
      const own = byCustomer.get(customerId)?.filter(({ flowId }) => flowId === flow.flowId) ?? [];
      const going = own.flatMap((stored) => goingOf(stored, definitionOf));
      const past = own.filter(({ state }) => state === "ended");
      return plan(flow, going, past, person, now).map((planned): Step => {
        const stored = own.find(({ occasion }) => occasion === planned.run.occasion) ?? null;
        // Who has entered keeps their version; who waits gets the one in force.
        const version = stored?.state === "active" ? stored.version : flow.version;
        return { flow, customerId, version, planned, stored };
      });
    }),
  );
}

function goingOf(stored: StoredRun, definitionOf: DefinitionOf): Going[] {
  if (stored.state === "ended") return [];
  const definition = definitionOf(stored.flowId, stored.version);
  return definition === null ? [] : [{ run: { ...stored, phase: stored.state }, definition }];
}

/** Takes back emails of these customers that have not left, where what ends a run has come about since. */
async function takeBack(
  db: Db,
  shopId: number,
  flows: readonly Flow[],
  people: readonly Facts[],
  runs: readonly StoredRun[],
  definitionOf: DefinitionOf,
  now: Date,
): Promise<void> {
  // Only who is inside, or was, can have emails that wait.
  const entered = new Set(runs.flatMap(({ customerId, enteredAt }) => (enteredAt === null ? [] : [customerId])));
  const pending = await listPending(db, shopId, [...entered]);
  if (pending.length === 0) return;
  const facts = new Map(people.map((person) => [person.customerId, person]));
  const runById = new Map(runs.map((run) => [run.runId, run]));
  const reasonFor = (runId: bigint) => {
    const run = runById.get(runId);
    const person = run === undefined ? undefined : facts.get(run.customerId);
    const definition = run === undefined ? null : definitionOf(run.flowId, run.version);
    if (run === undefined || person === undefined || definition === null) return null;
    const state = flows.find(({ flowId }) => flowId === run.flowId)?.state ?? null;
    return withdrawalOf(state, definition, run, person);
  };
  const outdated = pending.flatMap(({ messageId, runId }) => {
    const reason = reasonFor(runId);
    return reason === null ? [] : [{ messageId, reason }];
  });
  await withdraw(db, shopId, outdated, now);
}

/**
 * Runs and their occasions become the kept customer's. Of two for one occasion the kept customer's goes on, unless only the other's has begun: nobody begins anew
 * what they have had.
 */
export async function mergeRuns(db: Db, shopId: number, goneId: bigint, keptId: bigint, now: Date): Promise<void> {
  const gone = ids([goneId]);
  await sql`
    with had as (
      delete from flow_runs k using flow_runs g
      where k.shop_id = ${shopId} and k.customer_id = ${keptId} and k.entered_at is null
        and g.shop_id = ${shopId} and g.customer_id = ${goneId} and g.entered_at is not null and g.flow_id = k.flow_id and g.occasion = k.occasion
      returning k.run_id
    )
    delete from flow_timers t using had where t.shop_id = ${shopId} and t.run_id = had.run_id
  `.execute(db);
  await sql`
    with moved as (
      update flow_runs r set customer_id = ${keptId}
      where r.shop_id = ${shopId} and r.customer_id = any(${gone}) and not exists (
        select 1 from flow_runs k where k.shop_id = r.shop_id and k.flow_id = r.flow_id and k.customer_id = ${keptId} and k.occasion = r.occasion
      ) returning r.run_id
    ), timers as (
      update flow_timers t set customer_id = ${keptId} from moved m where t.shop_id = ${shopId} and t.run_id = m.run_id
    )
    update flow_effects e set customer_id = ${keptId} from moved m where e.shop_id = ${shopId} and e.run_id = m.run_id
  `.execute(db);
  await sql`
    with ended as (
      update flow_runs set state = 'ended', ended_at = ${now}, end_reason = 'merged', step_id = null
      where shop_id = ${shopId} and customer_id = ${goneId} and state <> 'ended' returning run_id
    )
    delete from flow_timers t using ended e where t.shop_id = ${shopId} and t.run_id = e.run_id
  `.execute(db);
  await sql`update flow_effects set customer_id = ${keptId} where shop_id = ${shopId} and customer_id = ${goneId}`.execute(db);
}
