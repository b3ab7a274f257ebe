import { sql } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import { drainInbox, INBOX_BATCH } from "../../../app/jobs/loops/inbox-loop.server.ts";
import { verify } from "../../../app/points/verification/verify.server.ts";
import { perSecond, timed, type Figure } from "../figures.ts";
import { fillInbox } from "../inbox.ts";
import { NOW, openShop, type Stage } from "../stage.ts";
import { renderWebhooks } from "../webhooks.ts";

/** What an event may end in. */
const TABLES = [
  "customers",
  "orders",
  "order_refunds",
  "timeline_events",
  "consent_events",
  "ledger_accounts",
  "ledger_entries",
  "segment_members",
  "flow_runs",
  "flow_timers",
  "messages",
] as const;
/** A shop that does not exist, for the rows that are written by hand. */
const NOBODY = 1_000_000;

/** How many stored webhooks a second get all their effects: profile, order, ledger, timeline, segments, flows. */
export async function processEvents({ db, folder }: Stage, { customers }: { customers: number }): Promise<Figure> {
  const shop = await openShop(db);
  const events = renderWebhooks(shop.domain, customers, folder);
  await fillInbox(db, events);
  await sql`analyze`.execute(db);
  const { ms, cpuMs } = await timed(async () => {
    while ((await drainInbox(() => NOW)) > 0);
  });
  const { entries, discrepancies } = await verify(db, shop);
  if (discrepancies.length > 0) throw new Error(`The ledger is wrong: ${JSON.stringify(discrepancies[0])}`);
  const byHand = await writeByHand(db, shop.shopId, events.length);
  return {
    scenario: "Events processed",
    unit: "events",
    app: { what: "drainInbox: everything that an event means, exactly once", perSecond: perSecond(events.length, ms) },
    baselines: [
      { what: "the resulting rows alone, written by set-based inserts", perSecond: perSecond(events.length, byHand.ms) },
    ],
    notes: [
      `${events.length} webhooks of one shop end in ${byHand.rows} rows, ${entries} of them ledger entries, proved by ledger:verify`,
      `${(cpuMs / events.length).toFixed(3)} ms of the worker's processor an event; the rest of the time it waits for PostgreSQL`,
    ],
  };
}

/**
 * The rows in which the events ended, written once more for another shop as one would by hand who knew them all: a transaction for as many events as
 * the app takes at once, a statement a table. No reading, no parsing, no row written twice.
 */
async function writeByHand(db: Db, shopId: number, events: number): Promise<{ ms: number; rows: number }> {
  const batches = Math.max(1, Math.ceil(events / INBOX_BATCH));
  const statements: { table: string; json: string }[][] = Array.from({ length: batches }, () => []);
  let written = 0;
  for (const table of TABLES) {
    const { rows } = await sql<{ batch: number; rows: number; json: string }>`
      select batch, count(*)::int as rows, jsonb_agg(row)::text as json from (
        select (row_number() over () * ${batches}::int / (count(*) over () + 1))::int as batch,
          to_jsonb(t) || jsonb_build_object('shop_id', ${NOBODY}::int) as row
        from ${sql.table(table)} t where shop_id = ${shopId}
      ) numbered group by batch order by batch
    `.execute(db);
    for (const { batch, rows: count, json } of rows) {
      statements[batch]?.push({ table, json });
      written += count;
    }
  }
  const { ms } = await timed(async () => {
    for (const batch of statements) {
      await db.transaction().execute(async (tx) => {
        for (const { table, json } of batch) {
          await sql`insert into ${sql.table(table)} select * from jsonb_populate_recordset(null::${sql.table(table)}, ${json}::jsonb)`.execute(
            tx,
          );
        }
      });
    }
  });
  return { ms, rows: written };
}
