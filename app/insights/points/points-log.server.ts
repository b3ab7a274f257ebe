import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import type { LedgerLine } from "../../points/ledger.server.ts";

/** An entry of any account, with whose it is. */
export type LogLine = Omit<LedgerLine, "runningBalance"> & {
  customerId: bigint;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
};

/** Where a page of the log ends: its last entry. */
export type LogCursor = { atMs: bigint; customerId: bigint; seq: number };

export function parseLogCursor(text: string | null): LogCursor | null {
  const [, atMs, customerId, seq] = /^(\d{1,15})~(\d{1,18})~(\d{1,9})$/.exec(text ?? "") ?? [];
  if (atMs === undefined || customerId === undefined || seq === undefined) return null;
  return { atMs: BigInt(atMs), customerId: BigInt(customerId), seq: Number(seq) };
}

/** The entries of all accounts of a shop, newest first, a page of them. Reads as many as it shows, however large the ledger. */
export async function listLog(
  db: Db,
  shopId: number,
  { limit, before }: { limit: number; before: LogCursor | null },
): Promise<{ lines: LogLine[]; next: string | null }> {
  const older =
    before === null
      ? sql`true`
      : sql`(e.recorded_at, e.customer_id, e.seq) < (to_timestamp(${before.atMs}::bigint / 1000.0), ${before.customerId}, ${before.seq})`;
  const { rows } = await sql<LogLine>`
    select e.seq, e.kind, e.points, e.available_at as "availableAt", e.recorded_at as "recordedAt", e.order_id as "orderId",
      o.name as "orderName", e.actor, e.reason, e.public_reason as "publicReason", e.rule, d.terms -> 'title' as "rewardTitle",
      e.customer_id as "customerId", c.first_name as "firstName", c.last_name as "lastName", c.email
    from (
      select * from ledger_entries e where e.shop_id = ${shopId} and ${older}
      order by e.recorded_at desc, e.customer_id desc, e.seq desc limit ${limit + 1}
    ) e
    left join customers c on c.shop_id = ${shopId} and c.customer_id = e.customer_id
    left join orders o on o.shop_id = ${shopId} and o.order_id = e.order_id
    left join redemptions d on d.shop_id = ${shopId} and d.redemption_id = e.redemption_id
    order by e.recorded_at desc, e.customer_id desc, e.seq desc
  `.execute(db);
  const lines = rows.slice(0, limit);
  const last = rows.length > limit ? lines.at(-1) : undefined;
  return { lines, next: last === undefined ? null : `${last.recordedAt.getTime()}~${last.customerId}~${last.seq}` };
}
