import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import type { Shop } from "../shops/shop.ts";
import { monthOf } from "./board.ts";

/** `prize`: points for the first of each month; 0: the place alone. */
export type Leaderboard = { on: boolean; prize: number; since: Date | null };

export async function readLeaderboard(db: Db, shopId: number): Promise<Leaderboard> {
  const { rows } = await sql<{ state: string; prize: number; since: Date }>`
    select state, prize, since from leaderboards where shop_id = ${shopId}
  `.execute(db);
  const [row] = rows;
  return row === undefined
    ? { on: false, prize: 0, since: null }
    : { on: row.state === "on", prize: row.prize, since: row.since };
}

/** The prize that a month that is over had promised at its end; null: the leaderboard was off then. */
export async function promisedFor(db: Db, shopId: number, month: number): Promise<number | null> {
  const { rows } = await sql<{ promised: number | null }>`
    select case when changed_month > ${month} then prize_before when state = 'on' then prize end as promised from leaderboards where shop_id = ${shopId}
  `.execute(db);
  return rows[0]?.promised ?? null;
}

/** Whoever switches it on begins with the month that runs, unless it was on when that began. What is changed holds for no month that is over. */
export async function saveLeaderboard(
  db: Db,
  { shopId, timeZone }: Pick<Shop, "shopId" | "timeZone">,
  { on, prize }: Pick<Leaderboard, "on" | "prize">,
  now: Date,
): Promise<void> {
  const state = on ? "on" : "off";
  const month = monthOf(now, timeZone);
  await sql`
    insert into leaderboards as l (shop_id, state, prize, since, updated_at, changed_month)
    values (${shopId}, ${state}, ${prize}, ${now}, ${now}, ${month})
    on conflict (shop_id) do update set state = excluded.state, prize = excluded.prize, updated_at = excluded.updated_at,
      changed_month = excluded.changed_month,
      prize_before = case when l.changed_month = excluded.changed_month then l.prize_before when l.state = 'on' then l.prize end,
      since = case when l.state = 'off' and excluded.state = 'on' and (l.changed_month is distinct from excluded.changed_month or l.prize_before is null)
        then excluded.since else l.since end
  `.execute(db);
}
