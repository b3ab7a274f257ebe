import { sql } from "kysely";

import type { Db } from "../../app/db.server.ts";
import { recordset } from "../../app/lib/rows.server.ts";
import type { EntryKind } from "../../app/points/entry.ts";

export type SomeEntry = {
  customerId: bigint;
  kind: EntryKind;
  points: bigint;
  recordedAt: Date;
  availableAt: Date;
  rule?: string | null;
};

let lastKey = 0;

/** Writes accounts and entries as the ledger leaves them, in the order given, without the arithmetic that makes them. */
export async function addEntries(db: Db, shopId: number, entries: readonly SomeEntry[], now: Date): Promise<void> {
  const seqs = new Map<bigint, number>();
  const rows = entries.map((entry) => {
    const seq = (seqs.get(entry.customerId) ?? 0) + 1;
    seqs.set(entry.customerId, seq);
    lastKey += 1;
    return {
      ...{
        customer_id: entry.customerId,
        seq,
        key: `seed:${lastKey}`,
        kind: entry.kind,
        points: entry.points,
        rule: entry.rule ?? null,
      },
      ...{ available_at: entry.availableAt, recorded_at: entry.recordedAt },
    };
  });
  const insert = sql`
    insert into ledger_entries (shop_id, customer_id, seq, key, kind, points, rule, available_at, earned_at, recorded_at, actor)
    select ${shopId}, customer_id, seq, key, kind, points, rule, available_at, available_at, recorded_at, 'system'
    from ${recordset(rows)} as t(customer_id bigint, seq int, key text, kind text, points bigint, rule text, available_at timestamptz,
      recorded_at timestamptz)
  `;
  // Also what the ledger itself would refuse: figures say what is there.
  await db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx);
    await insert.execute(tx);
    await sql`select points_months_rebuild(${shopId})`.execute(tx);
  });
  await sql`
    insert into ledger_accounts (shop_id, customer_id, last_seq, available, pending, as_of)
    select shop_id, customer_id, max(seq), coalesce(sum(points) filter (where available_at <= ${now}), 0),
      coalesce(sum(points) filter (where available_at > ${now}), 0), ${now}
    from ledger_entries where shop_id = ${shopId} group by 1, 2
  `.execute(db);
}
