import { sql } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import { forecast } from "../../../app/flows/forecast/forecast.server.ts";
import { replay } from "../../../app/flows/forecast/replay.server.ts";
import { fireDue } from "../../../app/flows/runs/fire.server.ts";
import { readFlows } from "../../../app/flows/runs/read-flows.server.ts";
import { engine } from "../../../app/queue/engine.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { perSecond, timed, type Figure } from "../figures.ts";
import { NOW, openShop, type Stage } from "../stage.ts";

const BATCH = 500;
const QUEUE = "bench-nothing";

/** How fast runs that are due are advanced, of a tenth of the customers; and how long it takes to foresee a month and to relive a year. */
export async function advanceRuns({ db }: Stage, { customers }: { customers: number }): Promise<Figure[]> {
  const shop = await openShop(db);
  // As in shops that send: without a legal notice, advertising only waits for one.
  await sql`update shop_settings set sender_email = 'shop@example.com', imprint = 'Morgenrot GmbH' where shop_id = ${shop.shopId}`.execute(
    db,
  );
  await fill(db, shop, customers);
  const due = await makeDue(db, shop, Math.floor(customers / 10));
  const nothing = await timed(() => doNothing(due));
  const advanced = await timed(async () => {
    let count = 0;
    for (let fired = 1; fired > 0; count += fired) fired = await fireDue(db, NOW, BATCH);
    return count;
  });
  if (advanced.result < due) throw new Error(`Only ${advanced.result} of ${due} runs were advanced`);
  const [flow] = await readFlows(db, shop.shopId);
  if (flow === undefined) throw new Error("The shop has a flow");
  const scan = await timed(() =>
    sql`select last_order_at::date, count(*) from customers where shop_id = ${shop.shopId} group by 1`.execute(db),
  );
  let most = process.memoryUsage().rss;
  const onProgress = () => void (most = Math.max(most, process.memoryUsage().rss));
  const all = { ...flow, liveSince: NOW, catchUp: { mode: "all" as const, spreadDays: 10 } };
  const ahead = await timed(() => forecast(db, shop, all, NOW, { onProgress }));
  const before = await timed(() => replay(db, shop, flow, NOW, { onProgress }));
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  return [
    {
      scenario: "Runs advanced",
      unit: "runs",
      app: { what: `due timers in batches of ${BATCH}: planned, ended, emails queued`, perSecond: perSecond(due, advanced.ms) },
      baselines: [
        {
          what: "the job engine: as many jobs that do nothing, fetched and completed in the same batches",
          perSecond: perSecond(due, nothing.ms),
        },
      ],
      notes: [`${due} runs of ${customers} customers; processor time of this process ${seconds(advanced.cpuMs)}`],
    },
    {
      scenario: "Forecast of 30 days",
      unit: "customers",
      app: { what: "everybody who has lapsed is let in", perSecond: perSecond(ahead.result.customers, ahead.ms) },
      baselines: [
        {
          what: "PostgreSQL alone: one count of customers by the day of their last order",
          perSecond: perSecond(customers, scan.ms),
        },
      ],
      notes: [
        `${ahead.result.customers} of ${customers} customers looked at in ${seconds(ahead.ms)}, ${ahead.result.entered} would enter; memory ${Math.round(most / 2 ** 20)} MiB`,
      ],
    },
    {
      scenario: "Replay of 365 days",
      unit: "customers",
      app: { what: "every order of the year relived", perSecond: perSecond(before.result.customers, before.ms) },
      baselines: [
        {
          what: "PostgreSQL alone: one count of customers by the day of their last order",
          perSecond: perSecond(customers, scan.ms),
        },
      ],
      notes: [`${before.result.customers} customers in ${seconds(before.ms)}, ${before.result.entered} would have entered`],
    },
  ];
}

/** Subscribers who have bought within 400 days, two orders each. */
async function fill(db: Db, { shopId }: Shop, customers: number): Promise<void> {
  await sql`
    insert into customers (shop_id, customer_id, email, country_code, email_consent, email_opt_in_level, email_consent_at, created_at, orders_count, first_order_at, last_order_at)
    select ${shopId}, i, 'c' || i || '@example.com', (array['DE', 'AT', 'CH', 'FR', 'US'])[1 + i % 5], 'subscribed', 'confirmed_opt_in', last - interval '1 year',
      last - interval '1 year', 2, last - interval '40 days', last
    from (select i, ${NOW}::timestamptz - (i * 31 % 400) * interval '1 day' - interval '1 hour' as last from generate_series(1, ${customers}::int) i) made
  `.execute(db);
  await sql`
    insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, financial_status, currency, net_minor, first_seen_at, snapshot)
    select ${shopId}, customer_id * 2 + n, '#' || customer_id, customer_id, at, at, at, 'paid', 'EUR', 1999, at, '{}'
    from customers, lateral (values (0, first_order_at), (1, last_order_at)) made(n, at) where shop_id = ${shopId}
  `.execute(db);
  // As in shops that send: one email each, a year ago.
  await sql`
    insert into messages (shop_id, customer_id, template, data, key, locale, state, due_at, created_at, sent_at)
    select shop_id, customer_id, 'flow-email', '{}', 'old:' || customer_id, 'de', 'sent', created_at, created_at, created_at from customers where shop_id = ${shopId}
  `.execute(db);
  await sql`analyze`.execute(db);
}

/** Runs that wait for the 90th day, as `react` leaves them, of customers for whom it has come. @returns how many */
async function makeDue(db: Db, { shopId }: Shop, runs: number): Promise<number> {
  const { numAffectedRows } = await sql`
    with waiting as (
      insert into flow_runs (shop_id, flow_id, version, customer_id, occasion, since, state, step_id, arrived_at)
      select c.shop_id, f.flow_id, f.version, c.customer_id, 'order:' || to_char(c.last_order_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), c.last_order_at,
        'waiting', null, ${NOW}::timestamptz - interval '1 hour'
      from customers c join flows f on f.shop_id = c.shop_id
      where c.shop_id = ${shopId} and c.last_order_at < ${NOW}::timestamptz - interval '91 days' and c.last_order_at > ${NOW}::timestamptz - interval '115 days' limit ${runs}
      returning shop_id, run_id, customer_id
    )
    insert into flow_timers (shop_id, run_id, customer_id, due_at) select shop_id, run_id, customer_id, ${NOW}::timestamptz - interval '1 minute' from waiting
  `.execute(db);
  await sql`analyze`.execute(db);
  return Number(numAffectedRows ?? 0n);
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
    const jobs = await boss.fetch(QUEUE, { batchSize: BATCH });
    if (jobs.length === 0) return;
    await boss.complete(
      QUEUE,
      jobs.map(({ id }) => id),
    );
  }
}
