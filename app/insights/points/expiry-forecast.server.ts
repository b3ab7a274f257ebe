import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { expiries, expiryPolicy } from "../../points/expiry/expiry.ts";
import type { LotEntry } from "../../points/expiry/lots.ts";
import { listPrograms } from "../../program/versions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { monthOf, monthsFrom, type Month } from "../months.ts";

export type ExpiryForecast = { months: { month: Month; points: bigint }[] };

const PAGE = 2_000;
const MONTHS = 12;

type Row = LotEntry & { customerId: bigint };

/**
 * How many points will expire in this month and the eleven after it if nobody earns or spends anything, by the fold that expires them in the
 * end; null for a programme under which points do not expire. What is due and not yet posted counts in this month. Accounts are read page by
 * page, and only those that hold points.
 */
export async function forecastExpiry(db: Db, shop: Shop, now: Date): Promise<ExpiryForecast | null> {
  const policy = expiryPolicy(await listPrograms(db, shop.shopId), now, shop.timeZone);
  if (policy === null) return null;
  const months = monthsFrom(now, shop.timeZone, 0, MONTHS);
  const current = months[0]?.key ?? "";
  const points = new Map<string, bigint>();
  for (let after = -1n; ;) {
    const { rows } = await sql<Row>`
      with page as (
        select customer_id from ledger_accounts
        where shop_id = ${shop.shopId} and customer_id > ${after} and available + pending > 0
        order by customer_id limit ${PAGE}
      )
      select e.customer_id as "customerId", e.seq, e.kind, e.points, e.available_at as "availableAt", e.recorded_at as "recordedAt",
        e.order_id as "orderId", e.redemption_id as "redemptionId"
      from page join ledger_entries e on e.shop_id = ${shop.shopId} and e.customer_id = page.customer_id
      order by e.customer_id, e.seq
    `.execute(db);
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.customerId;
    for (const entries of Map.groupBy(rows, ({ customerId }) => customerId).values()) {
      for (const expiring of expiries(entries, policy)) {
        const month = monthOf(expiring.at, shop.timeZone);
        const due = month < current ? current : month;
        points.set(due, (points.get(due) ?? 0n) + expiring.points);
      }
    }
  }
  return { months: months.map((month) => ({ month, points: points.get(month.key) ?? 0n })) };
}
