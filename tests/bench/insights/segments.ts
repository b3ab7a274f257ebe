import { sql } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import { drainInbox } from "../../../app/jobs/loops/inbox-loop.server.ts";
import { age } from "../../../app/jobs/loops/time-loops.server.ts";
import { rebuildSegments } from "../../../app/jobs/runs/segments.server.ts";
import { DAY_MS, plusMs } from "../../../app/lib/time.ts";
import { change } from "../../../app/pipeline/change.server.ts";
import { living, loadCompiled } from "../../../app/segments/compiled.server.ts";
import { inTurn, insertSegment } from "../../../app/segments/editing/store.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import type { WebhookEvent } from "../../sandbox/world/types.ts";
import { perSecond, timed, type Figure } from "../figures.ts";
import { fillInbox } from "../inbox.ts";
import { latencies, seconds } from "../latencies.ts";
import { fillMembers } from "../members.ts";
import { NOW } from "../stage.ts";
import { renderWebhooks } from "../webhooks.ts";

/** With the four that every shop begins with, twenty: numbers, days, both, a function over orders, scores. */
const SEGMENTS = [
  "number_of_orders = 1",
  "number_of_orders >= 5",
  "number_of_orders BETWEEN 2 AND 4",
  "amount_spent > 100",
  "amount_spent > 500 AND number_of_orders > 3",
  "last_order_date >= -30d",
  "last_order_date < -180d",
  "last_order_date BETWEEN -90d AND -31d",
  "first_order_date >= -30d",
  "first_order_date < -1y AND last_order_date >= -60d",
  "customer_added_date >= -12m",
  "number_of_orders = 0",
  "number_of_orders = 0 AND customer_added_date < -30d",
  "customer_email_domain = 'example.com' AND number_of_orders > 6",
  "points_balance >= 500",
  "orders_placed MATCHES (date >= -90d, count >= 2)",
];
const EVENTS = 200;
/** Of so many customers a made-up year has more orders than are asked for. */
const WRITERS = 300;

export async function addSegments(db: Db, { shopId }: Shop): Promise<void> {
  for (const [at, query] of SEGMENTS.entries())
    await inTurn(db, shopId, (tx) => insertSegment(tx, shopId, { key: `bench-${at}`, name: `Bench ${at}`, query }, NOW));
}

/** Of so many customers nothing is known yet when the whole shop is looked at; of everybody in a smaller one. */
const UNKNOWN = 50_000;

/** Memberships and next instants of all but the first `UNKNOWN` customers, as the shop's segments are compiled; without what follows from each of them. */
export async function fillOthers(db: Db, shop: Shop, now: Date): Promise<void> {
  const { joins, nextChangeAt } = await loadCompiled(db, shop, now);
  await fillMembers(db, shop, now, UNKNOWN);
  await sql`
    insert into segment_dues (shop_id, customer_id, next_eval_at)
    select * from (
      select c.shop_id, c.customer_id, ${nextChangeAt} as next_eval_at from customers c${joins}
      where c.shop_id = ${shop.shopId} and c.customer_id > ${UNKNOWN}::bigint and ${living} offset 0
    ) c where next_eval_at is not null
  `.execute(db);
}

/** The whole shop is looked at: those of whom nothing is known are put into their segments; and again, as every night when nothing is to be done. */
export async function wholeShop(db: Db, shop: Shop, customers: number): Promise<Figure[]> {
  const { shopId } = shop;
  const unknown = Math.min(customers, UNKNOWN);
  const others = await countMembers(db, shopId);
  const whole = await timed(() => rebuildSegments(shop, () => NOW));
  const again = await timed(() => rebuildSegments(shop, () => NOW));
  if (again.result > 0) throw new Error(`${again.result} customers are not where they belong`);
  const members = await countMembers(db, shopId);
  await sql`create table bench_members (like segment_members including all)`.execute(db);
  const copied = await timed(() =>
    sql`insert into bench_members select * from segment_members where shop_id = ${shopId} and customer_id <= ${unknown}::bigint`.execute(
      db,
    ),
  );
  await sql`drop table bench_members`.execute(db);
  const scan = await timed(() =>
    sql`select count(*), sum(orders_count), max(last_order_at) from customers where shop_id = ${shopId}`.execute(db),
  );
  const found = await timed(() => findMembers(db, shop));
  const fromNothing = Math.max(1, whole.ms - again.ms);
  return [
    {
      ...{ scenario: "Twenty segments: from nothing", unit: "customers" },
      app: { what: "members, timeline, next instants, flows", perSecond: perSecond(unknown, fromNothing) },
      baselines: [{ what: "the same members written from a table that has them", perSecond: perSecond(unknown, copied.ms) }],
      notes: [
        `${unknown} of ${customers} customers: ${seconds(fromNothing)} for ${members - others} members, beside ${seconds(again.ms)} of looking at everybody; members alone, known in advance, ${seconds(copied.ms)}`,
      ],
    },
    {
      ...{ scenario: "Twenty segments: everybody looked at anew", unit: "customers" },
      app: { what: "rebuild when nothing has changed (every night)", perSecond: perSecond(customers, again.ms) },
      baselines: [
        { what: "one statement: what everybody is in, by the same conditions", perSecond: perSecond(customers, found.ms) },
        { what: "one scan of the customers", perSecond: perSecond(customers, scan.ms) },
      ],
      notes: [
        `${seconds(again.ms)}, ${seconds(again.cpuMs)} of it of the process; one statement ${seconds(found.ms)}, the scan ${seconds(scan.ms)}`,
      ],
    },
  ];
}

async function findMembers(db: Db, shop: Shop): Promise<void> {
  const { held, joins } = await loadCompiled(db, shop, NOW);
  await sql`
    select sum(cardinality(${held})) from customers c${joins} where c.shop_id = ${shop.shopId} and ${living}
  `.execute(db);
}

async function countMembers(db: Db, shopId: number): Promise<number> {
  const { rows } = await sql<{ members: number }>`
    select count(*)::int as members from segment_members where shop_id = ${shopId}
  `.execute(db);
  return rows[0]?.members ?? 0;
}

export async function dayGoesBy(db: Db, shop: Shop): Promise<Figure> {
  const tomorrow = plusMs(NOW, DAY_MS);
  const due = await timed(async () => {
    let done = 0;
    for (let looked = -1; looked !== 0; done += looked) looked = Math.max(0, await age("segments", () => tomorrow));
    return done;
  });
  const plain = await timed(() =>
    sql`update segment_dues set next_eval_at = next_eval_at + interval '1 second' where shop_id = ${shop.shopId} and next_eval_at < ${plusMs(tomorrow, DAY_MS)}`.execute(
      db,
    ),
  );
  const moved = Number(plain.result.numAffectedRows ?? 0);
  return {
    ...{ scenario: "Twenty segments: a day goes by", unit: "customers" },
    app: { what: "all whom time alone may have moved within a day", perSecond: perSecond(due.result, due.ms) },
    baselines: [{ what: "the next instant of as many updated by one statement", perSecond: perSecond(moved, plain.ms) }],
    notes: [`${due.result} customers in ${seconds(due.ms)}; the statement ${moved} in ${seconds(plain.ms)}`],
  };
}

/** From an order's webhook, stored, to the segments that its customer is in: one at a time, then as many as are taken at once. */
export async function oneEvent(db: Db, shop: Shop, customers: number, folder: string): Promise<Figure> {
  const { shopId } = shop;
  let next = 0;
  const one = () => BigInt(1 + ((next += 7919) % customers));
  const orders = ordersOf(shop, folder, 2 * EVENTS, one);
  const drain = async () => {
    while ((await drainInbox(() => NOW)) > 0);
  };
  const before = await transitions(db, shopId);
  const event = await latencies(EVENTS, async (time) => {
    await fillInbox(db, orders.slice(time, time + 1));
    await drain();
  });
  const moved = (await transitions(db, shopId)) - before;
  if (moved < EVENTS) throw new Error(`${EVENTS} orders moved ${moved} memberships`);
  await fillInbox(db, orders.slice(EVENTS));
  const together = await timed(drain);
  const touched = await latencies(EVENTS, () => {
    const customerId = one();
    return change(
      shop,
      () => Promise.resolve({ result: null, touched: [customerId] }),
      () => NOW,
    );
  });
  const plain = await latencies(EVENTS, (time) =>
    db.transaction().execute(async (tx) => {
      const customerId = one();
      await sql`
        insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, financial_status, currency, net_minor, first_seen_at, snapshot)
        values (${shopId}, ${-1 - time}, 'by hand', ${customerId}, ${NOW}, ${NOW}, ${NOW}, 'paid', 'EUR', 1999, ${NOW}, '{}')
      `.execute(tx);
      await sql`update customers set orders_count = orders_count + 1 where shop_id = ${shopId} and customer_id = ${customerId}`.execute(
        tx,
      );
      await sql`delete from segment_members where shop_id = ${shopId} and segment_id = 1 and customer_id = ${customerId}`.execute(
        tx,
      );
      await sql`insert into segment_members (shop_id, segment_id, customer_id, entered_at) values (${shopId}, 1, ${customerId}, ${NOW})`.execute(
        tx,
      );
    }),
  );
  return {
    ...{ scenario: "Twenty segments: one event", unit: "events" },
    app: { what: "an order's webhook, stored and followed to the memberships", ...event },
    baselines: [{ what: "by hand: an order, its customer, a membership, one commit", ...plain }],
    notes: [
      `${moved} memberships moved; a worker that has nothing to do looks every 200 ms`,
      `${EVENTS} orders at once: all done after ${Math.round(together.ms)} ms`,
      `a customer touched, without an order: p50 ${touched.p50.toFixed(1)} ms, p99 ${touched.p99.toFixed(1)} ms`,
    ],
  };
}

const CUSTOMER = /"customer":\{"id":(\d+)/;

/** Orders as Shopify tells of them, by customers of the filled shop. */
function ordersOf({ domain }: Shop, folder: string, count: number, one: () => bigint): WebhookEvent[] {
  const orders = renderWebhooks(domain, WRITERS, folder)
    .filter(({ topic, body }) => topic === "orders/create" && CUSTOMER.test(body))
    .slice(-count);
  if (orders.length < count) throw new Error("The history has too few orders");
  return orders.map((order) => {
    const [, writer = ""] = CUSTOMER.exec(order.body) ?? [];
    return { ...order, body: order.body.replaceAll(new RegExp(`\\b${writer}\\b`, "g"), String(one())) };
  });
}

async function transitions(db: Db, shopId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from timeline_events where shop_id = ${shopId} and kind in ('segment.entered', 'segment.left')
  `.execute(db);
  return rows[0]?.count ?? 0;
}
