import { sql } from "kysely";

import type { Db } from "../../app/db.server.ts";
import { age } from "../../app/jobs/loops/time-loops.server.ts";
import { stringifyJson } from "../../app/lib/json.ts";
import { customersByShop, ids } from "../../app/lib/rows.server.ts";
import type { Shop } from "../../app/shops/shop.ts";

export type CustomerRow = {
  customer_id: bigint;
  email?: string | null;
  phone?: string | null;
  locale?: string | null;
  country_code?: string | null;
  tags?: string[] | null;
  email_consent?: string;
  sms_consent?: string;
  created_at?: Date;
  deleted_at?: Date | null;
  redacted_at?: Date | null;
  merged_into?: bigint | null;
  orders_count?: number;
  net_spend_minor?: bigint;
  first_order_at?: Date | null;
  last_order_at?: Date | null;
  aov_minor?: bigint;
  next_eval_at?: Date | null;
};

const installedAt = new Date("2025-01-01T00:00:00Z");

export async function addShop(
  db: Db,
  details: Partial<Pick<Shop, "domain" | "timeZone" | "currency" | "status">> = {},
): Promise<Shop> {
  const domain = details.domain ?? `shop-${crypto.randomUUID()}.myshopify.com`;
  const { timeZone = "Europe/Berlin", currency = "EUR", status = "installed" } = details;
  const { rows } = await sql<{ shop_id: number }>`
    insert into shops (domain, status, name, currency, time_zone, installed_at, first_installed_at)
    values (${domain}, ${status}, ${domain}, ${currency}, ${timeZone}, ${installedAt}, ${installedAt}) returning shop_id
  `.execute(db);
  const shopId = rows[0]?.shop_id ?? 0;
  return {
    shopId,
    domain,
    status,
    name: domain,
    currency,
    timeZone,
    primaryLocale: "de",
    countryCode: "DE",
    proxyPath: null,
    pointsNames: {},
    ...{ referralsSince: null, affiliatesSince: null, installedAt, firstInstalledAt: installedAt },
  };
}

function withoutDue(row: CustomerRow): Omit<CustomerRow, "next_eval_at"> {
  const rest = { ...row };
  delete rest.next_eval_at;
  return rest;
}

/** Inserts customers or replaces what they have. */
export async function putCustomers(db: Db, shopId: number, rows: readonly CustomerRow[]): Promise<void> {
  const dues = rows.filter(({ next_eval_at: due }) => due != null);
  const filled = rows.map(withoutDue).map((row) => ({
    ...{ shop_id: shopId, email: null, phone: null, locale: null, country_code: null, tags: [], email_consent: "not_subscribed" },
    ...{
      sms_consent: "not_subscribed",
      created_at: installedAt,
      orders_count: 0,
      net_spend_minor: 0n,
      aov_minor: 0n,
      email_verified: false,
    },
    ...row,
  }));
  await sql`delete from customers where shop_id = ${shopId} and customer_id = any(${`{${rows.map((row) => row.customer_id).join(",")}}`}::bigint[])`.execute(
    db,
  );
  const columns = sql.join([...new Set(filled.flatMap(Object.keys))].map((column) => sql.ref(column)));
  await sql`
    insert into customers (${columns})
    select ${columns} from jsonb_populate_recordset(null::customers, ${stringifyJson(filled)}::jsonb)
  `.execute(db);
  await sql`delete from segment_dues where shop_id = ${shopId} and customer_id = any(${ids(rows.map((row) => row.customer_id))})`.execute(
    db,
  );
  await sql`
    insert into segment_dues select ${shopId}, customer_id, next_eval_at from jsonb_populate_recordset(null::segment_dues, ${stringifyJson(dues)}::jsonb)
  `.execute(db);
}

export async function putPoints(db: Db, shopId: number, customerId: bigint, available: bigint): Promise<void> {
  await sql`
    insert into ledger_accounts (shop_id, customer_id, available, as_of) values (${shopId}, ${customerId}, ${available}, ${installedAt})
    on conflict (shop_id, customer_id) do update set available = excluded.available
  `.execute(db);
}

export async function addSegment(db: Db, shopId: number, key: string, query: string): Promise<number> {
  const { rows } = await sql<{ segment_id: number }>`
    insert into segments (shop_id, key, name, query, created_at, updated_at)
    values (${shopId}, ${key}, ${key}, ${query}, ${installedAt}, ${installedAt}) returning segment_id
  `.execute(db);
  return rows[0]?.segment_id ?? 0;
}

/** `customer:key` of every membership, sorted. */
export async function members(db: Db, shopId: number): Promise<string[]> {
  const { rows } = await sql<{ member: string }>`
    select m.customer_id || ':' || s.key as member from segment_members m join segments s using (shop_id, segment_id)
    where m.shop_id = ${shopId} order by m.customer_id, s.key
  `.execute(db);
  return rows.map((row) => row.member);
}

/** `customer:kind:key` of every segment event, in the order of writing. */
export async function events(db: Db, shopId: number): Promise<string[]> {
  const { rows } = await sql<{ event: string }>`
    select customer_id || ':' || kind || ':' || (data ->> 'segmentKey') as event from timeline_events
    where shop_id = ${shopId} and kind like 'segment.%' order by event_id
  `.execute(db);
  return rows.map((row) => row.event);
}

/** What one step of the loop changes: per shop, the customers whose memberships moved. */
export async function evaluateDue(db: Db, now: Date, limit: number): Promise<Map<number, bigint[]>> {
  const last = await sql<{ id: bigint }>`select coalesce(max(event_id), 0) as id from timeline_events`.execute(db);
  await age("segments", () => now, limit);
  const { rows } = await sql<{ shop_id: number; customer_id: bigint }>`
    select distinct shop_id, customer_id from timeline_events
    where event_id > ${last.rows[0]?.id ?? 0n} and kind like 'segment.%' order by shop_id, customer_id
  `.execute(db);
  return customersByShop(rows);
}

export async function nextEvalAt(db: Db, shopId: number, customerId: bigint): Promise<string | null> {
  const { rows } = await sql<{ next_eval_at: Date | null }>`
    select next_eval_at from segment_dues where shop_id = ${shopId} and customer_id = ${customerId}
  `.execute(db);
  return rows[0]?.next_eval_at?.toISOString() ?? null;
}
