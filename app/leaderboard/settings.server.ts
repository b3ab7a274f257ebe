import { sql } from "kysely";

import type { Db } from "../db.server.ts";

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

/** Whoever switches it on begins with the month that runs. */
export async function saveLeaderboard(
  db: Db,
  shopId: number,
  { on, prize }: Pick<Leaderboard, "on" | "prize">,
  now: Date,
): Promise<void> {
  const state = on ? "on" : "off";
  await sql`
    insert into leaderboards as l (shop_id, state, prize, since, updated_at) values (${shopId}, ${state}, ${prize}, ${now}, ${now})
    on conflict (shop_id) do update set state = excluded.state, prize = excluded.prize, updated_at = excluded.updated_at,
      since = case when l.state = 'off' and excluded.state = 'on' then excluded.since else l.since end
  `.execute(db);
}
