import { sql } from "kysely";

import type { Noun } from "../customers/noun.ts";
import { ids } from "../lib/rows.server.ts";
import { closeMonth, listDue, postpone } from "./close.server.ts";

export const leaderboard: Noun = {
  forget: async (db, shopId, { customerIds }) => {
    const theirs = sql`shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`;
    await sql`delete from leaderboard_members where ${theirs}`.execute(db);
    await sql`update leaderboard_months set alias = null where ${theirs}`.execute(db);
  },
  // Of two memberships the kept customer's holds; what was hidden of either stays so.
  merge: async (tx, { shopId }, { goneId, keptId }) => {
    const { rows } = await sql<{ alias: string; hidden: boolean; joined_at: Date }>`
      delete from leaderboard_members where shop_id = ${shopId} and customer_id = ${goneId} returning alias, hidden, joined_at
    `.execute(tx);
    const [gone] = rows;
    if (gone !== undefined)
      await sql`
        insert into leaderboard_members as m (shop_id, customer_id, alias, hidden, joined_at)
        values (${shopId}, ${keptId}, ${gone.alias}, ${gone.hidden}, ${gone.joined_at})
        on conflict (shop_id, customer_id) do update set hidden = m.hidden or excluded.hidden, joined_at = least(m.joined_at, excluded.joined_at)
      `.execute(tx);
    await sql`update leaderboard_months set customer_id = ${keptId} where shop_id = ${shopId} and customer_id = ${goneId}`.execute(
      tx,
    );
  },
  // Places are worked out when they are asked for.
  follow: null,
  byTime: [
    {
      loop: "leaderboard",
      listDue,
      work: async (tx, shop, _members, at) => ({ points: await closeMonth(tx, shop, at) }),
      rest: (db, shopId, _members, now) => postpone(db, shopId, now),
    },
  ],
  loops: [],
};
