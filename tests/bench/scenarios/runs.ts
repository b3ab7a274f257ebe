import { sql, type RawBuilder } from "kysely";
import pMap from "p-map";

import type { Db } from "../../../app/db.server.ts";
import type { DefinitionInput } from "../../../app/flows/definition/definition.ts";
import { fireDue, TIMERS } from "../../../app/flows/runs/fire.server.ts";
import { DAY_MS, plusMs } from "../../../app/lib/time.ts";
import { zonesOf } from "../../../app/lib/zones/zones-of.ts";
import { engine } from "../../../app/queue/engine.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { addFlow, email, oneEmail } from "../../support/flows.ts";
import { perSecond, timed, type Figure } from "../figures.ts";
import { peakOf, tellMemory } from "../memory.ts";
import type { Processor } from "../processor.ts";
import { COUNTRIES, fillWithLapsed, NOW, openSendingShop, type Stage } from "../stage.ts";
import { writeRows, type Written } from "../rows-alone.ts";

const QUEUE = "bench-nothing";
/** Days since anybody's last order: of each kind of runs twice as many customers as are due. */
const ORDERED = [1, 134] as const;
/** Batches of plain SQL that are under way together, as the app has them. */
const AT_ONCE = 3;
const wait = (id: string) => ({ kind: "wait" as const, id, wait: { hours: 14 * 24 } });

/** A run that is due, as `react` leaves it: of a customer `c` who ordered at `c.first_order_at` and `c.last_order_at`. */
type Due = {
  what: string;
  definition: DefinitionInput;
  /** Days since the last order, from and to. */
  ordered: [number, number];
  /** Of which order the run is. */
  since: RawBuilder<Date>;
  state: "waiting" | "active";
  stepId: string;
  /** When it came to the step that it stands at. */
  arrivedAt: RawBuilder<Date>;
  /** The rows that it comes to. */
  written: Written;
};

const HOUR_AGO = plusMs(NOW, -DAY_MS / 24);
const zone = sql`case ${sql.join(
  COUNTRIES.map((code) => sql`when c.country_code = ${code} then ${zonesOf(code, null)?.[0] ?? "Europe/Berlin"}::text`),
  sql` `,
)} end`;
/** As the planner has it: so many days after the last order, by the customer's calendar, at the flow's hour. */
const afterLast = (days: number) => sql<Date>`(
  (date_trunc('day', c.last_order_at at time zone ${zone}) + make_interval(days => ${days}, hours => 10)) at time zone ${zone}
)`;

const KINDS: Due[] = [
  {
    what: "begins, queues an email and ends",
    definition: oneEmail,
    ordered: [91, 120],
    ...{ since: sql`c.last_order_at`, state: "waiting", stepId: "value", arrivedAt: afterLast(90), written: "begun-and-ended" },
  },
  {
    what: "goes from one wait through a branch to the next",
    definition: {
      trigger: { kind: "lapsed", days: 90 },
      steps: [
        email("value"),
        wait("first"),
        {
          ...{ kind: "branch", id: "fork", condition: "number_of_orders > 5" },
          ...{ yes: [wait("loyal"), email("thanks")], no: [wait("other"), email("offer")] },
        },
      ],
    },
    ordered: [105, 134],
    ...{ since: sql`c.last_order_at`, state: "active", stepId: "first", written: "moved" },
    arrivedAt: sql`${plusMs(HOUR_AGO, -14 * DAY_MS)}`,
  },
  {
    what: "is taken out by a purchase, of which it waits anew",
    definition: { trigger: { kind: "lapsed", days: 90 }, steps: [email("value"), wait("first"), email("offer")] },
    ordered: [1, 30],
    ...{
      since: sql`c.first_order_at`,
      state: "active",
      stepId: "first",
      arrivedAt: sql`${HOUR_AGO}`,
      written: "ended-and-waiting",
    },
  },
];

/**
 * How fast runs that are due are advanced in one shop: each kind beside the job engine's jobs that do nothing, as many and in the same batches, and beside plain SQL
 * that writes the rows which such runs come to, and does no more.
 * @param customers of the shop, of whom `runs` are due
 */
export async function advanceRuns(stage: Stage, { customers, runs }: { customers: number; runs: number }): Promise<Figure[]> {
  const shop = await openSendingShop(stage.db);
  // Of each day that a kind takes its customers from there are as many.
  const days = ORDERED[1] - ORDERED[0] + 1;
  await fillWithLapsed(stage.db, shop, Math.max(customers, Math.ceil((2 * runs * days) / 30) + days), ORDERED);
  const figures: Figure[] = [];
  for (const kind of KINDS) figures.push(await advance(stage, shop, kind, runs));
  return figures;
}

async function advance({ db, processor, memory }: Stage, shop: Shop, kind: Due, runs: number): Promise<Figure> {
  await addFlow(db, shop, kind.definition, shop.installedAt);
  // Switched on, it would look at everybody.
  await sql`update flows set state = 'live', live_since = ${shop.installedAt} where shop_id = ${shop.shopId}`.execute(db);
  await makeDue(db, shop, kind, runs, 0);
  const began = processor();
  const nothing = await timed(() => doNothing(runs));
  const between = processor();
  const { result: advanced, peak } = await peakOf(memory, () =>
    timed(async () => {
      let count = 0;
      for (let fired = 1; fired > 0; count += fired) fired = await fireDue(db, NOW, TIMERS);
      return count;
    }),
  );
  const ended = processor();
  if (advanced.result < runs) throw new Error(`Only ${advanced.result} of ${runs} runs were advanced`);
  const batches = await makeDue(db, shop, kind, runs, runs);
  const before = processor();
  const alone = await timed(() => pMap(batches, (runIds) => writeRows(db, shop, kind.written, runIds), { concurrency: AT_ONCE }));
  const after = processor();
  await clear(db, shop);
  return {
    scenario: `Runs advanced: each ${kind.what}`,
    unit: "runs",
    app: { what: `due timers in batches of ${TIMERS}`, perSecond: perSecond(runs, advanced.ms) },
    baselines: [
      {
        what: "the job engine: as many jobs that do nothing, fetched and completed in the same batches",
        perSecond: perSecond(runs, nothing.ms),
      },
      { what: "PostgreSQL alone: the rows that they come to, known in advance", perSecond: perSecond(runs, alone.ms) },
    ],
    notes: [
      `${runs} runs; of processor time, a run ${each(between, ended, runs)}, a job ${each(began, between, runs)}, its rows alone ${each(before, after, runs)}`,
      tellMemory(peak),
    ],
  };
}

function each(from: Processor, to: Processor, count: number): string {
  const micros = (ms: number) => `${Math.round((1_000 * ms) / count)} µs`;
  return `${micros(to.process - from.process)} of this process and ${micros(to.postgres - from.postgres)} of PostgreSQL's`;
}

/** @param past so many customers are left out. @returns the runs, in batches */
async function makeDue(db: Db, { shopId }: Shop, due: Due, runs: number, past: number): Promise<bigint[][]> {
  const { since, state, stepId, arrivedAt, ordered } = due;
  const entered = state === "active" ? arrivedAt : sql`null`;
  const { rows } = await sql<{ runId: bigint }>`
    with due as (
      insert into flow_runs (shop_id, flow_id, version, customer_id, occasion, since, state, step_id, arrived_at, entered_at)
      select c.shop_id, f.flow_id, f.version, c.customer_id, 'order:' || to_char(${since} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), ${since},
        ${state}, ${stepId}, ${arrivedAt}::timestamptz, ${entered}::timestamptz
      from customers c join flows f on f.shop_id = c.shop_id
      where c.shop_id = ${shopId} and c.last_order_at > ${plusMs(NOW, -(ordered[1] + 1) * DAY_MS)} and c.last_order_at <= ${plusMs(NOW, -ordered[0] * DAY_MS)}
      order by c.customer_id limit ${runs} offset ${past}
      returning shop_id, run_id, flow_id, customer_id
    ), timers as (
      insert into flow_timers (shop_id, run_id, flow_id, customer_id, due_at) select shop_id, run_id, flow_id, customer_id, ${plusMs(NOW, -60_000)} from due
    )
    select run_id as "runId" from due order by run_id
  `.execute(db);
  if (rows.length < runs) throw new Error(`Only ${rows.length} of ${runs} runs are due`);
  await sql`vacuum analyze flow_runs, flow_timers, timeline_events, messages`.execute(db);
  const batches = Array.from({ length: Math.ceil(runs / TIMERS) }, (_, at) => rows.slice(at * TIMERS, (at + 1) * TIMERS));
  return batches.map((batch) => batch.map(({ runId }) => runId));
}

/** For the next kind: customers stay, with what they were sent and told. */
async function clear(db: Db, { shopId }: Shop): Promise<void> {
  await sql`delete from messages where shop_id = ${shopId} and state = 'queued'`.execute(db);
  for (const table of ["flow_timers", "flow_runs", "flow_versions", "flows"])
    await sql`delete from ${sql.table(table)} where shop_id = ${shopId}`.execute(db);
}

async function doNothing(count: number): Promise<void> {
  const boss = await engine();
  await boss.createQueue(QUEUE);
  for (let at = 0; at < count; at += 5_000)
    await boss.insert(
      QUEUE,
      Array.from({ length: Math.min(5_000, count - at) }, () => ({ data: {} })),
    );
  for (;;) {
    const jobs = await boss.fetch(QUEUE, { batchSize: TIMERS });
    if (jobs.length === 0) return;
    await boss.complete(
      QUEUE,
      jobs.map(({ id }) => id),
    );
  }
}
