import { sql } from "kysely";

import type { Db } from "../../db.server.ts";

export type Ready = {
  shopId: number;
  /** Messages are due. */ due: boolean;
  /** Senders have died over messages of it. */ abandoned: boolean;
};

/**
 * Shops with something to do, at most `limit` of them and none before another: whoever has thousands of messages due is drawn as often as who has
 * one. Reads only; what is to be done is then taken in each shop.
 */
export async function listReady(db: Db, now: Date, limit: number): Promise<Ready[]> {
  const { rows } = await sql<Ready>`
    with recursive queues as (
      (select shop_id from messages where state = 'queued' order by shop_id limit 1)
      union all
      select (select m.shop_id from messages m where m.state = 'queued' and m.shop_id > queues.shop_id order by m.shop_id limit 1)
      from queues where queues.shop_id is not null
    ), ready as (
      select shop_id, true as due from queues
      where exists (select 1 from messages m where m.shop_id = queues.shop_id and m.state = 'queued' and m.due_at <= ${now})
      union all
      select distinct shop_id, false from messages where state = 'sending' and claimed_until <= ${now}
    )
    select shop_id as "shopId", bool_or(due) as due, bool_or(not due) as abandoned from ready group by shop_id order by random() limit ${limit}
  `.execute(db);
  return rows;
}
