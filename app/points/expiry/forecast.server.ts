import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { stringifyJson } from "../../lib/json.ts";
import { monthOf } from "../../lib/months.ts";
import { addDays, dayIn, instantIn } from "../../lib/time.ts";
import { versionFor } from "../../program/version-for.ts";
import { readProgram } from "../../program/versions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { expiries, expiryPolicy, type ExpiryPolicy } from "./expiry.ts";
import type { LotEntry } from "./lots.ts";

/** Breakage is estimated from points that are older than so many months. */
export const ESTIMATE_MONTHS = 12;

export type Forecast = {
  /** Null: it has not been worked out yet. */
  asOf: Date | null;
  /** It is of another day, zone or program than that of now, or from before the program was live, or has not been worked out: somebody should. */
  stale: boolean;
  /** Points that will expire, by month ("2026-11"); what was due before is in the month in which it was. Null where points do not expire. */
  expiring: ReadonlyMap<string, bigint> | null;
  /** Points older than `ESTIMATE_MONTHS`, what of them is not spent, and how many customers had some. */
  old: { points: bigint; unspent: bigint; customers: number };
};

const PAGE = 2_000;

/**
 * Reads every entry of a shop's ledger and notes what only all of them tell: how many points will expire when if nobody earns or spends anything, by the
 * fold that expires them in the end, and what has become of old points. For a job: pages show what was noted last, and of when it is.
 */
export async function workOutForecast(db: Db, shop: Shop, now: Date): Promise<void> {
  const { shopId, timeZone } = shop;
  const worked = await db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (tx) => {
      const program = await readProgram(tx, shopId);
      const policy = expiryPolicy(program, now, timeZone);
      const expiring = policy === null ? new Map<string, bigint>() : await sumExpiring(tx, shop, policy);
      return { version: versionFor(now, program.programs).version, expiring, ...(await sumOld(tx, shop, now)) };
    });
  const { version, expiring, points, unspent, customers } = worked;
  await sql`
    insert into points_forecasts (shop_id, as_of, program_version, time_zone, expiring, old_points, old_unspent, old_customers)
    values (${shopId}, ${now}, ${version}, ${timeZone}, ${stringifyJson(textsOf(expiring))}::jsonb, ${points}, ${unspent}, ${customers})
    on conflict (shop_id) do update set as_of = excluded.as_of, program_version = excluded.program_version, time_zone = excluded.time_zone,
      expiring = excluded.expiring, old_points = excluded.old_points, old_unspent = excluded.old_unspent, old_customers = excluded.old_customers
  `.execute(db);
}

function textsOf(points: ReadonlyMap<string, bigint>): Record<string, string> {
  return Object.fromEntries([...points].map(([month, sum]) => [month, sum.toString()]));
}

type Entry = LotEntry & { customerId: bigint };

/** Accounts are read page by page, and only those that hold points. */
async function sumExpiring(db: Db, { shopId, timeZone }: Shop, policy: ExpiryPolicy): Promise<Map<string, bigint>> {
  const points = new Map<string, bigint>();
  for (let after = -1n; ;) {
    const { rows } = await sql<Entry>`
      with page as (
        select customer_id from ledger_accounts
        where shop_id = ${shopId} and customer_id > ${after} and available + pending > 0
        order by customer_id limit ${PAGE}
      )
      select e.customer_id as "customerId", e.seq, e.kind, e.points, e.available_at as "availableAt", e.recorded_at as "recordedAt",
        e.order_id as "orderId", e.redemption_id as "redemptionId"
      from page join ledger_entries e on e.shop_id = ${shopId} and e.customer_id = page.customer_id
      order by e.customer_id, e.seq
    `.execute(db);
    const last = rows.at(-1);
    if (last === undefined) return points;
    after = last.customerId;
    for (const entries of Map.groupBy(rows, ({ customerId }) => customerId).values()) {
      for (const expiring of expiries(entries, policy)) {
        const month = monthOf(expiring.at, timeZone);
        points.set(month, (points.get(month) ?? 0n) + expiring.points);
      }
    }
  }
}

async function sumOld(db: Db, { shopId, timeZone }: Shop, now: Date): Promise<Forecast["old"]> {
  const today = dayIn(now, timeZone);
  const longAgo = instantIn(addDays({ ...today, year: today.year - ESTIMATE_MONTHS / 12 }, 0), timeZone);
  const given = sql`kind in ('order', 'bonus', 'import', 'adjustment', 'merge')`;
  const { rows } = await sql<Forecast["old"]>`
    select coalesce(sum(old), 0)::bigint as points, coalesce(sum(greatest(0, old - greatest(0, spent))), 0)::bigint as unspent,
      (count(*) filter (where old > 0))::int as customers
    from (
      select
        greatest(0, least(coalesce(sum(points) filter (where ${given} and available_at <= ${longAgo}), 0),
          coalesce(sum(points) filter (where ${given}), 0))) as old,
        -coalesce(sum(points) filter (where kind in ('redemption', 'release', 'return')), 0) as spent
      from ledger_entries where shop_id = ${shopId} group by customer_id
    ) accounts
  `.execute(db);
  return rows[0] ?? { points: 0n, unspent: 0n, customers: 0 };
}

type Row = {
  as_of: Date;
  program_version: number;
  time_zone: string;
  expiring: Record<string, string>;
  old_points: bigint;
  old_unspent: bigint;
  old_customers: number;
};

/** What was noted last. */
export async function readForecast(db: Db, shop: Shop, now: Date): Promise<Forecast> {
  const program = await readProgram(db, shop.shopId);
  const policy = expiryPolicy(program, now, shop.timeZone);
  const expires = policy !== null;
  const { rows } = await sql<Row>`
    select as_of, program_version, time_zone, expiring, old_points, old_unspent, old_customers from points_forecasts where shop_id = ${shop.shopId}
  `.execute(db);
  const row = rows[0];
  const known =
    row !== undefined && row.program_version === versionFor(now, program.programs).version && row.time_zone === shop.timeZone;
  if (!known) {
    return { asOf: null, stale: true, expiring: expires ? new Map() : null, old: { points: 0n, unspent: 0n, customers: 0 } };
  }
  return {
    asOf: row.as_of,
    stale: dayOf(row.as_of, shop) !== dayOf(now, shop) || (policy !== null && row.as_of < policy.since),
    expiring: expires ? new Map(Object.entries(row.expiring).map(([month, points]) => [month, BigInt(points)])) : null,
    old: { points: row.old_points, unspent: row.old_unspent, customers: row.old_customers },
  };
}

function dayOf(instant: Date, { timeZone }: Shop): string {
  const { year, month, day } = dayIn(instant, timeZone);
  return `${year}-${month}-${day}`;
}
