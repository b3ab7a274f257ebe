import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { csvLine, instantCell, type Cell, type Dialect } from "../lib/csv.ts";
import type { Shop } from "../shops/shop.ts";
import { readAccounts } from "./accounts.server.ts";

const BATCH = 1_000;
const BOM = "\uFEFF";

type Member = {
  customerId: bigint;
  email: string | null;
  firstName: string | null;
  lastName: string | null;
  tier: string | null;
  tierSince: Date | null;
  birthday: string | null;
};

const balancesHeader = [
  ...["customer_id", "email", "first_name", "last_name", "points", "points_pending", "points_lifetime"],
  ...["expiring_points", "expiring_at", "tier", "tier_since", "birthday"],
];

/**
 * What every customer of the program has, as CSV text (RFC 4180, UTF-8 with byte order mark), batch by batch. Whoever has neither account nor
 * tier nor birthday is left out. `email`, `points`, `tier` and `birthday` are what an import reads.
 */
export async function* exportBalances(db: Db, shop: Shop, now: Date, dialect?: Dialect): AsyncGenerator<string> {
  yield BOM + csvLine(balancesHeader, dialect);
  for (let after = -1n; ;) {
    const { rows } = await sql<Member>`
      select c.customer_id as "customerId", c.email, c.first_name as "firstName", c.last_name as "lastName", m.tier, m.tier_since as "tierSince",
        lpad(m.birthday_month::text, 2, '0') || '-' || lpad(m.birthday_day::text, 2, '0') as birthday
      from customers c
      left join members m on m.shop_id = c.shop_id and m.customer_id = c.customer_id
      where c.shop_id = ${shop.shopId} and c.customer_id > ${after}
        and c.deleted_at is null and c.redacted_at is null and c.merged_into is null
        and (m.tier is not null or m.birthday_month is not null
          or exists (select from ledger_accounts a where a.shop_id = c.shop_id and a.customer_id = c.customer_id))
      order by c.customer_id limit ${BATCH}
    `.execute(db);
    const last = rows.at(-1);
    if (last === undefined) return;
    const accounts = await readAccounts(
      db,
      shop,
      rows.map(({ customerId }) => customerId),
      now,
    );
    yield rows
      .map((row) => {
        const account = accounts.get(row.customerId);
        const cells: Cell[] = [
          ...[row.customerId, row.email, row.firstName, row.lastName],
          ...[account?.available ?? 0n, account?.pending ?? 0n, account?.lifetimeEarned ?? 0n],
          ...[account?.expiring?.points ?? null, instantCell(account?.expiring?.at ?? null, shop)],
          ...[row.tier, instantCell(row.tierSince, shop), row.birthday],
        ];
        return csvLine(cells, dialect);
      })
      .join("");
    after = last.customerId;
  }
}

type Line = {
  customerId: bigint;
  seq: number;
  email: string | null;
  kind: string;
  points: bigint;
  tierPoints: bigint;
  availableAt: Date;
  earnedAt: Date;
  recordedAt: Date;
  orderName: string | null;
  orderId: bigint | null;
  redemptionId: bigint | null;
  rule: string | null;
  programVersion: number | null;
  actor: string;
  reason: string | null;
  publicReason: string | null;
};

const ledgerHeader = [
  ...["customer_id", "sequence", "email", "kind", "points", "tier_points", "available_at", "earned_at", "recorded_at"],
  ...["order", "order_id", "redemption_id", "rule", "program_version", "actor", "reason", "public_reason"],
];

/** Every entry of the ledger, by customer and in the order of their account; also of customers who are gone. */
export async function* exportLedger(db: Db, shop: Shop, dialect?: Dialect): AsyncGenerator<string> {
  yield BOM + csvLine(ledgerHeader, dialect);
  for (let after = { customerId: -1n, seq: 0 }; ;) {
    const { rows } = await sql<Line>`
      select e.customer_id as "customerId", e.seq, c.email, e.kind, e.points, e.tier_points as "tierPoints", e.available_at as "availableAt",
        e.earned_at as "earnedAt", e.recorded_at as "recordedAt", o.name as "orderName", e.order_id as "orderId",
        e.redemption_id as "redemptionId", e.rule, e.program_version as "programVersion", e.actor, e.reason,
        e.public_reason as "publicReason"
      from ledger_entries e
      left join customers c on c.shop_id = e.shop_id and c.customer_id = e.customer_id
      left join orders o on o.shop_id = e.shop_id and o.order_id = e.order_id
      where e.shop_id = ${shop.shopId} and (e.customer_id, e.seq) > (${after.customerId}::bigint, ${after.seq}::int)
      order by e.customer_id, e.seq limit ${BATCH}
    `.execute(db);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map((row) => csvLine(lineCells(row, shop), dialect)).join("");
    after = last;
  }
}

function lineCells(row: Line, shop: Shop): Cell[] {
  return [
    ...[row.customerId, row.seq, row.email, row.kind, row.points, row.tierPoints],
    ...[instantCell(row.availableAt, shop), instantCell(row.earnedAt, shop), instantCell(row.recordedAt, shop)],
    ...[row.orderName, row.orderId, row.redemptionId, row.rule, row.programVersion, row.actor, row.reason, row.publicReason],
  ];
}
