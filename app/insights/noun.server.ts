import { sql } from "kysely";

import type { Noun } from "../customers/noun.ts";
import { ids } from "../lib/rows.server.ts";

export const insights: Noun = {
  forget: async (tx, shopId, { customerIds }) => {
    await sql`delete from customer_scores where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(tx);
  },
  // The kept customer is scored with the orders of both in the night that follows, and keeps their own group until then.
  merge: async (tx, { shopId }, { goneId }) => {
    await sql`delete from customer_scores where shop_id = ${shopId} and customer_id = ${goneId}`.execute(tx);
  },
  // Scores are of a day: what happens within it counts from the next night on, so that nobody moves because others did.
  follow: null,
  byTime: [],
  loops: [],
};
