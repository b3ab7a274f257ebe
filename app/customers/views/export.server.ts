import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { csvLine, instantCell, type Cell, type Dialect } from "../../lib/csv.ts";
import { toDecimal } from "../../lib/money.ts";
import type { Shop } from "../../shops/shop.ts";
import { conditions, readNamed, type Narrowing } from "./narrowing.server.ts";

const BATCH = 2_000;

/** Names are part of the file's contract with spreadsheets and scripts and so stay English, as in Shopify's own exports. */
const header = [
  ...["customer_id", "email", "first_name", "last_name", "phone", "locale", "country", "tags", "segments"],
  ...["email_consent", "email_consent_at", "sms_consent", "sms_consent_at", "created_at"],
  ...[
    "orders",
    "net_spend",
    "average_order_value",
    "currency",
    "first_order_at",
    "last_order_at",
    "points_available",
    "points_pending",
  ],
  ...["tier", "points_expiring", "points_expire_at"],
];

type Row = {
  customer_id: bigint;
  email: string | null;
  first_name: string | null;
  last_name: string | null;
  phone: string | null;
  locale: string | null;
  country_code: string | null;
  tags: string[] | null;
  segments: string[] | null;
  email_consent: string;
  email_consent_at: Date | null;
  sms_consent: string;
  sms_consent_at: Date | null;
  created_at: Date;
  orders_count: number;
  net_spend_minor: bigint;
  aov_minor: bigint;
  first_order_at: Date | null;
  last_order_at: Date | null;
  tier: string | null;
};

/** Points of these customers as of now, from the one function that knows them (points/accounts.server.ts). */
export type Balances = (customerIds: readonly bigint[]) => Promise<ReadonlyMap<bigint, Points>>;
/** What tiers are called, by key. */
export type TierNames = ReadonlyMap<string, string>;
type Points = { available: bigint; pending: bigint; expiring: { points: bigint; at: Date } | null };

/**
 * The customers of a list as CSV text (RFC 4180, UTF-8 with byte order mark), batch by batch by id, so that a shop of a million costs no
 * memory. Instants are "2026-12-20 00:00" by the shop's clock, amounts decimal.
 */
export async function* exportCustomers(
  db: Db,
  shop: Shop,
  query: Narrowing,
  balances: Balances,
  tierNames: TierNames,
  dialect?: Dialect,
): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(header, dialect)}`;
  const where = conditions(shop.shopId, { ...query, named: await readNamed(db, shop.shopId, query) });
  for (let after = -1n; ;) {
    const { rows } = await sql<Row>`
      select c.customer_id, c.email, c.first_name, c.last_name, c.phone, c.locale, c.country_code, c.tags,
        c.email_consent, c.email_consent_at, c.sms_consent, c.sms_consent_at, c.created_at,
        c.orders_count, c.net_spend_minor, c.aov_minor, c.first_order_at, c.last_order_at,
        member.tier,
        (select array_agg(s.key order by s.position, s.segment_id)
          from segment_members m join segments s on s.shop_id = m.shop_id and s.segment_id = m.segment_id
          where m.shop_id = ${shop.shopId} and m.customer_id = c.customer_id) as segments
      from customers c
      left join members member on member.shop_id = c.shop_id and member.customer_id = c.customer_id
      where ${where} and c.customer_id > ${after}
      order by c.customer_id limit ${BATCH}
    `.execute(db);
    const last = rows.at(-1);
    if (last === undefined) return;
    const points = await balances(rows.map(({ customer_id }) => customer_id));
    yield rows.map((row) => csvLine(cells(row, shop, points.get(row.customer_id), tierNames), dialect)).join("");
    if (rows.length < BATCH) return;
    after = last.customer_id;
  }
}

function cells(row: Row, shop: Shop, points: Points | undefined, tierNames: TierNames): Cell[] {
  const { currency } = shop;
  const at = (instant: Date | null) => instantCell(instant, shop);
  return [
    ...[row.customer_id, row.email, row.first_name, row.last_name, row.phone, row.locale, row.country_code],
    ...[(row.tags ?? []).join(", "), (row.segments ?? []).join(", ")],
    ...[row.email_consent, at(row.email_consent_at), row.sms_consent, at(row.sms_consent_at), at(row.created_at)],
    ...[row.orders_count, amount(row.net_spend_minor, currency), amount(row.aov_minor, currency), currency],
    ...[at(row.first_order_at), at(row.last_order_at), points?.available ?? 0n, points?.pending ?? 0n],
    ...[
      row.tier === null ? null : (tierNames.get(row.tier) ?? row.tier),
      points?.expiring?.points ?? null,
      at(points?.expiring?.at ?? null),
    ],
  ];
}

/** A number, so that a negative amount is not taken for a formula and kept as text. */
function amount(minor: bigint, currency: string): { decimal: string } {
  return { decimal: toDecimal(minor, currency) };
}
