import { sql, type RawBuilder } from "kysely";

import type { Batch } from "../../batches/batch.ts";
import type { Db } from "../../db.server.ts";
import { HOUR_MS, plusMs } from "../../lib/time.ts";
import type { Person } from "./adjust-many.server.ts";

type Run = Pick<Batch, "runId" | "createdAt" | "finishedAt">;

/** Clocks of several processes differ by less. */
const MARGIN_MS = HOUR_MS;

/** The entries `e` that a bulk adjustment has posted: those of its time, by the index of the log, with its name. */
export function ofRun(shopId: number, { runId, createdAt, finishedAt }: Run): RawBuilder<unknown> {
  const until = finishedAt === null ? sql`true` : sql`e.recorded_at <= ${plusMs(finishedAt, MARGIN_MS)}`;
  return sql`e.shop_id = ${shopId} and e.recorded_at >= ${plusMs(createdAt, -MARGIN_MS)} and ${until} and e.kind = 'adjustment'
    and starts_with(e.key, ${`adjustment:run:${runId}:`})`;
}

/** Where a page ends: its last entry. */
export type EntryCursor = { atMs: bigint; customerId: bigint };

export function parseEntryCursor(text: string | null): EntryCursor | null {
  const [, atMs, customerId] = /^(\d{1,15})~(\d{1,18})$/.exec(text ?? "") ?? [];
  return atMs === undefined || customerId === undefined ? null : { atMs: BigInt(atMs), customerId: BigInt(customerId) };
}

/** Whose points a run has adjusted, in the order in which it came to them. */
export async function listAdjusted(
  db: Db,
  shopId: number,
  run: Run,
  { after, limit }: { after: EntryCursor | null; limit: number },
): Promise<{ people: (Person & { at: Date })[]; next: string | null }> {
  const beyond =
    after === null
      ? sql`true`
      : sql`(e.recorded_at, e.customer_id) > (to_timestamp(${after.atMs}::bigint / 1000.0), ${after.customerId})`;
  const { rows } = await sql<Person & { at: Date }>`
    select e.customer_id as "customerId", e.recorded_at as at, c.first_name as "firstName", c.last_name as "lastName", c.email
    from ledger_entries e left join customers c on c.shop_id = ${shopId} and c.customer_id = e.customer_id
    where ${ofRun(shopId, run)} and ${beyond} order by e.recorded_at, e.customer_id limit ${limit + 1}
  `.execute(db);
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const next = last === undefined ? null : `${last.at.getTime()}~${last.customerId}`;
  return { people: shown, next };
}
