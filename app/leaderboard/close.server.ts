import { sql, type RawBuilder } from "kysely";

import { bonusKey, post } from "../bonuses/awards/awarded.server.ts";
import { append } from "../customers/timeline.server.ts";
import type { Db } from "../db.server.ts";
import { customersByShop } from "../lib/rows.server.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../lib/time.ts";
import { versionFor } from "../program/version-for.ts";
import { listPrograms } from "../program/versions.server.ts";
import type { Shop } from "../shops/shop.ts";
import { BOARD, monthOf, RULE } from "./board.ts";
import { rank } from "./ranking.server.ts";
import { promisedFor, readLeaderboard } from "./settings.server.ts";

/** Orders are told of late: so long a month waits for them once it is over. */
const GRACE_MS = DAY_MS;
/** A month as `monthOf` numbers it, in the shop's zone. */
const monthAt = (instant: RawBuilder<unknown>) =>
  sql`(extract(year from ${instant} at time zone s.time_zone) * 12 + extract(month from ${instant} at time zone s.time_zone) - 1)::int`;

/** A member of each shop whose last month is over and not closed yet. */
export async function listDue(db: Db, now: Date, limit: number): Promise<Map<number, bigint[]>> {
  const last = sql`${monthAt(sql`${plusMs(now, -GRACE_MS)}::timestamptz`)} - 1`;
  const { rows } = await sql<{ shop_id: number; customer_id: bigint }>`
    select l.shop_id, m.customer_id from leaderboards l
    join shops s on s.shop_id = l.shop_id and s.status = 'installed'
    cross join lateral (select min(customer_id) as customer_id from leaderboard_members where shop_id = l.shop_id) m
    where case when l.changed_month > ${last} then l.prize_before is not null else l.state = 'on' end and coalesce(l.rest_until, '-infinity') <= ${now} and m.customer_id is not null and ${monthAt(sql`l.since`)} <= ${last}
      and not exists (select from leaderboard_months x where x.shop_id = l.shop_id and x.month = ${last})
    order by l.shop_id limit ${limit}
  `.execute(db);
  return customersByShop(rows);
}

/** Closes the last month of a shop, once: its first gets the prize. @returns whose points changed */
export async function closeMonth(tx: Db, shop: Shop, now: Date): Promise<bigint[]> {
  const { shopId, timeZone } = shop;
  const month = monthOf(plusMs(now, -GRACE_MS), timeZone) - 1;
  const { since } = await readLeaderboard(tx, shopId);
  const prize = await promisedFor(tx, shopId, month);
  if (prize === null || since === null || monthOf(since, timeZone) > month) return [];
  const first = (await rank(tx, shop, month))[0] ?? null;
  const paid = first === null ? 0 : prize;
  const { rows } = await sql<{ month: number }>`
    insert into leaderboard_months (shop_id, month, customer_id, alias, points, prize, closed_at)
    values (${shopId}, ${month}, ${first?.customerId ?? null}, ${first?.alias ?? null}, ${first?.points ?? 0n}, ${paid}, ${now})
    on conflict (shop_id, month) do nothing returning month
  `.execute(tx);
  if (rows.length === 0 || first === null) return [];
  const { customerId } = first;
  const data = { month: `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`, points: BigInt(paid) };
  await append(tx, shopId, [{ customerId, kind: "leaderboard.won", key: `leaderboard:${month}`, occurredAt: now, data }], now);
  if (paid === 0) return [];
  const { version } = versionFor(now, await listPrograms(tx, shopId));
  const award = {
    ...{ customerId, points: BigInt(paid), availableAt: now, earnedAt: now, programVersion: version, actor: "system" },
    ...{ key: bonusKey(RULE, customerId, String(month), 1), rule: BOARD },
  };
  return post(tx, shop, [award], now);
}

export async function postpone(db: Db, shopId: number, now: Date): Promise<void> {
  await sql`update leaderboards set rest_until = ${plusMs(now, HOUR_MS)} where shop_id = ${shopId}`.execute(db);
}
