import { sql } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { startBuiltServer } from "../built-server.ts";
import { percentile, timed, type Table } from "../figures.ts";
import { everyAddress, measure, signIn, type Answered } from "../pages/ask.ts";
import { fillPages } from "../pages/fill.ts";
import type { Took } from "../pages/in-turn.ts";
import { night } from "../pages/night.ts";
import { openShop, type Stage } from "../stage.ts";

const SCANS = 5;

/**
 * The server's time for every page of the admin and for what pages ask once they stand, in one large shop: asked of the built server over HTTP by a signed-in merchant, from the
 * request to the last byte. Beside it, what summing up the same tables once costs, as pages did before figures were kept.
 */
export async function readPages(stage: Stage, { customers }: { customers: number }): Promise<Table> {
  const { db, environment } = stage;
  // The server has the clock of the machine.
  const now = new Date();
  const shop = await openShop(db);
  const filled = await fillPages(db, shop, customers, now);
  const nights = await night(db, shop, now);
  await sql`vacuum analyze`.execute(db);
  const scan = await sortedTimes(() => summedUp(db, shop));
  const headers = await signIn(db, shop, environment);
  const server = await startBuiltServer(stage, "web");
  try {
    const rows: string[][] = [];
    for (const asked of everyAddress()) {
      const answered = await measure(server.port, asked, headers);
      rows.push(rowOf(asked.later ? `… ${asked.name}` : asked.name, answered));
      process.stderr.write(`  ${rows.at(-1)?.join("  ") ?? ""}\n`);
    }
    const told = (parts: Took) => parts.map(([name, seconds]) => `${name} ${seconds.toFixed(1)} s`).join("; ");
    return {
      scenario: `Pages of a shop with ${customers} customers: the server's time`,
      columns: ["page", "best ms", "p50 ms", "p99 ms", "kB", "times"],
      rows,
      notes: [
        `beside it, customers, members, orders and ledger summed up once: p50 ${percentile(scan, 0.5).toFixed(0)} ms`,
        "…: what a page asks for once it stands",
        `filled: ${told(filled)}`,
        `the night's work: ${told(nights)}`,
      ],
    };
  } finally {
    await server.stop();
  }
}

function rowOf(name: string, { best, p50, p99, bytes, times }: Answered): string[] {
  return [name, best.toFixed(0), p50.toFixed(0), p99.toFixed(0), (bytes / 1_000).toFixed(0), String(times)];
}

async function sortedTimes(work: () => Promise<unknown>): Promise<number[]> {
  const ms: number[] = [];
  for (let time = 0; time < SCANS; time += 1) ms.push((await timed(work)).ms);
  return ms.sort((a, b) => a - b);
}

/** What pages asked in each request before figures were kept. */
async function summedUp(db: Db, { shopId }: Shop): Promise<void> {
  await sql`
    select (select count(*) from customers where shop_id = ${shopId} and deleted_at is null and redacted_at is null and merged_into is null),
      (select count(*) from segment_members where shop_id = ${shopId}),
      (select sum(greatest(0, available + pending)) from ledger_accounts where shop_id = ${shopId}),
      (select count(*) from orders where shop_id = ${shopId} and processed_at >= now() - interval '60 days' and not test),
      (select count(*) from (select 1 from ledger_entries where shop_id = ${shopId} group by to_char(recorded_at, 'YYYY-MM'), kind, rule) months),
      (select count(*) from (select sum(points) from ledger_entries where shop_id = ${shopId} group by customer_id) accounts)
  `.execute(db);
}
