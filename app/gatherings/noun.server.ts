import { sql } from "kysely";

import type { Noun } from "../customers/noun.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import type { Shop } from "../shops/shop.ts";
import { remind, toRemind } from "./registrations/tell.server.ts";

/** One person comes once. Where both had asked, the one that comes stays, else the one that waits, since the first time. */
async function merge(tx: Db, { shopId }: Shop, { goneId, keptId }: { goneId: bigint; keptId: bigint }): Promise<void> {
  await sql`
    update gathering_registrations k set asked_at = least(k.asked_at, g.asked_at), changed_at = greatest(k.changed_at, g.changed_at),
      state = case when 'registered' in (k.state, g.state) then 'registered' when 'waiting' in (k.state, g.state) then 'waiting' else 'left' end,
      reminded_at = coalesce(k.reminded_at, g.reminded_at), attended = coalesce(k.attended or g.attended, k.attended, g.attended)
    from gathering_registrations g
    where k.shop_id = ${shopId} and k.customer_id = ${keptId} and g.shop_id = ${shopId} and g.customer_id = ${goneId} and g.gathering_id = k.gathering_id
  `.execute(tx);
  await sql`
    delete from gathering_registrations g using gathering_registrations k
    where g.shop_id = ${shopId} and g.customer_id = ${goneId} and k.shop_id = ${shopId} and k.customer_id = ${keptId} and k.gathering_id = g.gathering_id
  `.execute(tx);
  await sql`update gathering_registrations set customer_id = ${keptId} where shop_id = ${shopId} and customer_id = ${goneId}`.execute(
    tx,
  );
}

async function listDue(db: Db, now: Date, limit: number): Promise<Map<number, bigint[]>> {
  // In any order, so that a shop that fails holds up no other.
  const { rows } = await sql<{ shop_id: number; customer_id: bigint }>`
    select g.shop_id, g.customer_id from gatherings e join gathering_registrations g on g.shop_id = e.shop_id and g.gathering_id = e.gathering_id
    where e.remind_from <= ${now} and e.starts_at > ${now} and ${toRemind}
      and exists (select from shops i where i.shop_id = e.shop_id and i.status = 'installed')
    order by random() limit ${limit}
  `.execute(db);
  const byShop = Map.groupBy(rows, ({ shop_id }) => shop_id);
  return new Map([...byShop].map(([shopId, of]) => [shopId, [...new Set(of.map(({ customer_id }) => customer_id))]]));
}

export const gatherings: Noun = {
  forget: async (db, shopId, { customerIds }) => {
    await sql`delete from gathering_registrations where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(
      db,
    );
  },
  merge,
  // Nothing of it follows from orders. Who has a place keeps it, also beyond the tier or segment that it is for.
  follow: null,
  byTime: [
    {
      loop: "gatherings",
      listDue,
      work: async (tx, { shopId }, customerIds, at) => {
        await remind(tx, shopId, customerIds, at);
        return { messages: customerIds };
      },
      rest: null,
    },
  ],
  loops: [],
};
