import { sql } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import { recordset } from "../../../app/lib/rows.server.ts";

export type SomeCustomer = {
  id: bigint;
  email?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  orders?: number;
  spend?: bigint;
  lastOrderAt?: Date | null;
  createdAt?: Date;
  available?: bigint;
  pending?: bigint;
  mergedInto?: bigint | null;
  deletedAt?: Date | null;
  redactedAt?: Date | null;
  segments?: string[];
};

const CREATED = new Date("2026-01-01T12:00:00Z");

/** Writes customers as the pipeline leaves them: profile, balance and memberships. The shop must have the segments named. */
export async function addCustomers(db: Db, shopId: number, list: readonly SomeCustomer[]): Promise<void> {
  const rows = list.map((one) => ({
    customer_id: one.id,
    email: one.email === undefined ? `c${one.id}@example.com` : one.email,
    first_name: one.firstName ?? null,
    last_name: one.lastName ?? null,
    created_at: one.createdAt ?? CREATED,
    orders_count: one.orders ?? 0,
    net_spend_minor: one.spend ?? 0n,
    last_order_at: one.lastOrderAt ?? null,
    merged_into: one.mergedInto ?? null,
    deleted_at: one.deletedAt ?? null,
    redacted_at: one.redactedAt ?? null,
    available: one.available ?? 0n,
    pending: one.pending ?? 0n,
    segments: one.segments ?? [],
  }));
  await sql`
    with given as (
      select * from ${recordset(rows)} as t(customer_id bigint, email text, first_name text, last_name text, created_at timestamptz,
        orders_count int, net_spend_minor bigint, last_order_at timestamptz, merged_into bigint, deleted_at timestamptz,
        redacted_at timestamptz, available bigint, pending bigint, segments text[])
    ), customers_in as (
      insert into customers (shop_id, customer_id, email, first_name, last_name, tags, created_at, orders_count, net_spend_minor, last_order_at,
        merged_into, deleted_at, redacted_at)
      select ${shopId}, customer_id, email, first_name, last_name, '{}', created_at, orders_count, net_spend_minor, last_order_at,
        merged_into, deleted_at, redacted_at from given
    ), accounts_in as (
      insert into ledger_accounts (shop_id, customer_id, available, pending, as_of)
      select ${shopId}, customer_id, available, pending, now() from given where available <> 0 or pending <> 0
    )
    insert into segment_members (shop_id, segment_id, customer_id, entered_at)
    select ${shopId}, s.segment_id, g.customer_id, now()
    from given g, unnest(g.segments) as named(key) join segments s on s.shop_id = ${shopId} and s.key = named.key
  `.execute(db);
}
