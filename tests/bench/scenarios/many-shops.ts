import { sql } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import { drainInbox, INBOX_BATCH } from "../../../app/jobs/loops/inbox-loop.server.ts";
import { verify } from "../../../app/points/verification/verify.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import type { WebhookEvent } from "../../sandbox/world/types.ts";
import { percentile, perSecond, timed, type Figure } from "../figures.ts";
import { fillInbox } from "../inbox.ts";
import type { Processor } from "../processor.ts";
import { NOW, openShop, type Stage } from "../stage.ts";
import { countingStatements, type Waits } from "../statements.ts";
import { renderWebhooks } from "../webhooks.ts";

const ROUNDS = 3;
/** Orders that come while nothing else is to do: after so many to warm up, each is measured. */
const [WARM_UP, ALONE] = [20, 60];

/**
 * What most shops of an app that serves many are like: one order each, now and then. Some of them share a transaction, each with all that follows
 * from its order; beside it stand as many orders of one shop, which share one.
 */
export async function processManyShops(stage: Stage, { shops: count }: { shops: number }): Promise<Figure> {
  const { db } = stage;
  const shops: Shop[] = [];
  while (shops.length < count) shops.push(await openShop(db));
  const single = await openShop(db);
  const orders = renderWebhooks(single.domain, count * (ROUNDS + 2), stage.folder).filter(
    ({ topic }) => topic === "orders/create",
  );
  if (orders.length < count * (ROUNDS + 1) + WARM_UP + ALONE) throw new Error("The history has too few orders");
  const take = (round: number) => orders.slice(round * count, (round + 1) * count);

  const spent = { ms: 0, process: 0, postgres: 0, bytes: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    await fillInbox(
      db,
      take(round).map((event, index) => ({ ...event, shop: shops[index]?.domain ?? "" })),
    );
    const [before, logged] = [stage.processor(), await logOf(db)];
    spent.ms += (await timed(drain)).ms;
    const after: Processor = stage.processor();
    spent.process += after.process - before.process;
    spent.postgres += after.postgres - before.postgres;
    spent.bytes += (await logOf(db)) - logged;
  }
  await fillInbox(db, take(ROUNDS));
  const together = await timed(drain);
  const alone = await oneByOne(db, shops, orders.slice(count * (ROUNDS + 1)));
  for (const shop of [single, ...shops]) await provedRight(db, shop);
  const processed = count * ROUNDS;
  const each = (sum: number) => (sum / processed).toFixed(2);
  return {
    scenario: `Orders of ${count} shops, one each`,
    unit: "orders",
    app: { what: "drainInbox: some shops a transaction", perSecond: perSecond(processed, spent.ms) },
    baselines: [{ what: `${count} orders of one shop, ${INBOX_BATCH} a transaction`, perSecond: perSecond(count, together.ms) }],
    notes: [
      `an order of ${count} shops: ${each(spent.process)} ms of the worker's processor, ${each(spent.postgres)} of PostgreSQL's, ${each(spent.ms)} in all; ${each(spent.bytes / 1_000)} kB written to its log`,
      `an order alone: ${alone.statements} statements in ${alone.flights} flights, ${alone.p50.toFixed(1)} ms of waiting for them (the quickest tenth ${alone.p10.toFixed(1)} ms)`,
    ],
  };
}

/** What an order costs that comes alone. Of a busy machine the quickest tell most. */
async function oneByOne(
  db: Db,
  shops: readonly Shop[],
  orders: readonly WebhookEvent[],
): Promise<{ statements: number; flights: number; p50: number; p10: number }> {
  const waits: Waits[] = [];
  for (let index = 0; index < WARM_UP + ALONE; index += 1) {
    const [order, shop] = [orders[index], shops[index % shops.length]];
    if (order === undefined || shop === undefined) throw new Error("Nothing to process");
    await fillInbox(db, [{ ...order, shop: shop.domain }]);
    const counted = await countingStatements(() => drainInbox(() => NOW));
    if (index >= WARM_UP) waits.push(counted);
  }
  const sorted = (values: number[]) => values.sort((a, b) => a - b);
  const ms = sorted(waits.map((wait) => wait.ms));
  const usual = (what: "statements" | "flights") => percentile(sorted(waits.map((wait) => wait[what])), 0.5);
  return { statements: usual("statements"), flights: usual("flights"), p50: percentile(ms, 0.5), p10: percentile(ms, 0.1) };
}

/** Bytes that PostgreSQL has written ahead: what rows and their index entries come to. */
async function logOf(db: Db): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`select (pg_current_wal_insert_lsn() - '0/0')::float8 as bytes`.execute(db);
  return rows[0]?.bytes ?? 0;
}

async function drain(): Promise<void> {
  while ((await drainInbox(() => NOW)) > 0);
}

async function provedRight(db: Db, shop: Shop): Promise<void> {
  const { discrepancies } = await verify(db, shop);
  if (discrepancies.length > 0) throw new Error(`The ledger is wrong: ${JSON.stringify(discrepancies[0])}`);
}
