import { sql } from "kysely";

import type { Noun } from "../customers/noun.ts";
import { ids } from "../lib/rows.server.ts";

export const mirrors: Noun = {
  forget: async (db, shopId, { customerIds }) => {
    await sql`delete from mirror_members where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
  },
  // Shopify says itself in which of its segments the kept customer is.
  merge: async (tx, { shopId }, { goneId }) => {
    await sql`delete from mirror_members where shop_id = ${shopId} and customer_id = ${goneId}`.execute(tx);
  },
  // What moves by a webhook or a page is told to segments where it is taken.
  follow: null,
  byTime: [],
  loops: [],
};
