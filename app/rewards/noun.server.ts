import { sql } from "kysely";

import type { Person } from "../customers/privacy/person.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import type { Noun } from "../customers/noun.ts";
import { tellTheme } from "./for-members.server.ts";
import { merge } from "./redemptions/redemptions.server.ts";

/** Shopify's words about a code may name its customer. */
async function forget(db: Db, shopId: number, { customerIds }: Person): Promise<void> {
  await sql`
    update redemptions set last_error = null
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and last_error is not null
  `.execute(db);
}

export const rewards: Noun = {
  forget,
  merge: (tx, shop, { goneId, keptId }, now) => merge(tx, shop, goneId, keptId, now),
  // Codes follow orders and discounts, not their customers. Who moves in segments may have other rewards.
  follow: (tx, { shopId }, customerIds, now) => tellTheme(tx, shopId, customerIds, now),
  byTime: [],
  // What asks Shopify works with the pipeline's door, which jobs/loops hands in (loops.server.ts).
  loops: [],
};
