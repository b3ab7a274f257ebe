import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import type { DefinitionInput } from "../../../app/flows/definition/definition.ts";
import { fireDue, TIMERS } from "../../../app/flows/runs/fire.server.ts";
import { DAY_MS, plusMs } from "../../../app/lib/time.ts";
import { engine } from "../../../app/queue/engine.server.ts";
import { zonesOf } from "../../../app/lib/zones/zones-of.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { email, oneEmail, startFlow } from "../../support/flows.ts";
import { perSecond, timed, type Figure } from "../figures.ts";
import type { Processor } from "../processor.ts";
import { COUNTRIES, fillWithLapsed, NOW, openSendingShop, type Stage } from "../stage.ts";

const QUEUE = "bench-nothing";
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
};

const HOUR_AGO = plusMs(NOW, -DAY_MS / 24);
const zone = sql`case ${sql.join(
  COUNTRIES.map((code) => sql`when c.country_code = ${code} then ${zonesOf(code, null)?.[0] ?? "Europe/Berlin"}::text`),
  sql` `,
)} end`;
/** As the planner has it: so many days after the last one, by the customer's calendar, at the flow's hour. */
const afterLast = (days: number) => sql<Date>`((date_trunc('day', c.last_order_at at time zone ${zone}) + make_interval(days => ${days}, hours => 10)) at time zone ${zone})`;
const KINDS: Due[] = [
  {
    what: "begins, queues an email and ends",
    definition: oneEmail,
    ordered: [91, 115],
    ...{ since: sql`c.last_order_at`, state: "waiting", stepId: "value", arrivedAt: afterLast(90) },
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
    ordered: [105, 130],
    ...{ since: sql`c.last_order_at`, state: "active", stepId: "first", arrivedAt: sql`${plusMs(HOUR_AGO, -14 * DAY_MS)}` },
  },
  {
    what: "is taken out by a purchase, of which it waits anew",
    definition: { trigger: { kind: "lapsed", days: 90 }, steps: [email("value"), wait("first"), email("offer")] },
    ordered: [1, 30],
    ...{ since: sql`c.first_order_at`, state: "active", stepId: "first", arrivedAt: sql`${HOUR_AGO}` },
  },
];

/** How fast runs that are due are advanced: each kind beside the job engine's jobs that do nothing, as many and in the same batches. */
export async function advanceRuns(stage: Stage, { runs }: { runs: number }): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const kind of KINDS) figures.push(await advance(stage, kind, runs));
  return figures;
}

async function advance({ db, processor }: Stage, kind: Due, runs: number): Promise<Figure> {
  const shop = await openSendingShop(db);
  await startFlow(db, shop, kind.definition, shop.installedAt);
  await fillWithLapsed(db, shop, 2 * runs, kind.ordered);
  await makeDue(db, shop, kind, runs);
  const began = processor();
  const nothing = await timed(() => doNothing(runs));
  const between = processor();
  const advanced = await timed(async () => {
    let count = 0;
    for (let fired = 1; fired > 0; count += fired) fired = await fireDue(db, NOW, TIMERS);
    return count;
  });
  const ended = processor();
  if (advanced.result < runs) throw new Error(`Only ${advanced.result} of ${runs} runs were advanced`);
  return {
    scenario: `Runs advanced: each ${kind.what}`,
    unit: "runs",
    app: { what: `due timers in batches of ${TIMERS}`, perSecond: perSecond(runs, advanced.ms) },
    baselines: [
      {
        what: "the job engine: as many jobs that do nothing, fetched and completed in the same batches",
        perSecond: perSecond(runs, nothing.ms),
      },
    ],
    notes: [`${runs} runs; of processor time, a run ${each(between, ended, runs)}, a job ${each(began, between, runs)}`],
  };
}

function each(from: Processor, to: Processor, count: number): string {
  const micros = (ms: number) => `${Math.round((1_000 * ms) / count)} µs`;
  return `${micros(to.process - from.process)} of this process and ${micros(to.postgres - from.postgres)} of PostgreSQL's`;
}

async function makeDue(db: Db, { shopId }: Shop, { since, state, stepId, arrivedAt }: Due, runs: number): Promise<void> {
  const entered = state === "active" ? arrivedAt : sql`null`;
  await sql`
    with due as (
      insert into flow_runs (shop_id, flow_id, version, customer_id, occasion, since, state, step_id, arrived_at, entered_at)
      select c.shop_id, f.flow_id, f.version, c.customer_id, 'order:' || to_char(${since} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), ${since},
        ${state}, ${stepId}, ${arrivedAt}::timestamptz, ${entered}::timestamptz
      from customers c join flows f on f.shop_id = c.shop_id where c.shop_id = ${shopId} order by c.customer_id limit ${runs}
      returning shop_id, run_id, flow_id, customer_id
    )
    insert into flow_timers (shop_id, run_id, flow_id, customer_id, due_at) select shop_id, run_id, flow_id, customer_id, ${plusMs(NOW, -60_000)} from due
  `.execute(db);
  await sql`vacuum analyze flow_runs, flow_timers, timeline_events, messages, customers`.execute(db);
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
