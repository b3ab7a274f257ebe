import { sql } from "kysely";

import type { Noun } from "../customers/noun.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import type { Shop } from "../shops/shop.ts";

/** One person is in a group once: the link that they had first stays theirs, whoever was removed there is not by this. */
async function merge(tx: Db, { shopId }: Shop, { goneId, keptId }: { goneId: bigint; keptId: bigint }): Promise<void> {
  await sql`
    update community_members k set joined_at = least(k.joined_at, g.joined_at), name_there = coalesce(k.name_there, g.name_there),
      link_id = case when g.joined_at < k.joined_at then coalesce(g.link_id, k.link_id) else coalesce(k.link_id, g.link_id) end,
      removed_at = case when k.removed_at is null or g.removed_at is null then null else greatest(k.removed_at, g.removed_at) end,
      removed_by = case when k.removed_at is null or g.removed_at is null then null else coalesce(k.removed_by, g.removed_by) end
    from community_members g
    where k.shop_id = ${shopId} and k.customer_id = ${keptId} and g.shop_id = ${shopId} and g.customer_id = ${goneId} and g.group_id = k.group_id
  `.execute(tx);
  await sql`
    delete from community_members g using community_members k
    where g.shop_id = ${shopId} and g.customer_id = ${goneId} and k.shop_id = ${shopId} and k.customer_id = ${keptId} and k.group_id = g.group_id
  `.execute(tx);
  await sql`update community_members set customer_id = ${keptId} where shop_id = ${shopId} and customer_id = ${goneId}`.execute(
    tx,
  );
}

export const community: Noun = {
  // A link that was given stays given: whoever had it may have used it.
  forget: async (db, shopId, { customerIds }) => {
    await sql`delete from community_members where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
  },
  merge,
  // Who belongs to a group is asked when it matters.
  follow: null,
  byTime: [],
  loops: [],
};
