import { sql } from "kysely";

import { now } from "../clock.server.ts";
import type { Noun } from "../customers/noun.ts";
import { db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import { deliverDue } from "./deliver.server.ts";

export const deliveries: Noun = {
  forget: async (tx, shopId, { customerIds }) => {
    await sql`delete from deliveries where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(tx);
  },
  merge: async (tx, { shopId }, { goneId, keptId }) => {
    await sql`update deliveries set customer_id = ${keptId} where shop_id = ${shopId} and customer_id = ${goneId}`.execute(tx);
  },
  // The database writes them with the events that they tell of.
  follow: null,
  byTime: [],
  loops: [{ name: "deliveries", idleMs: 1_000, step: () => deliverDue(db(), now) }],
};
