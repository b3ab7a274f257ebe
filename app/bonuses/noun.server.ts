import { sql } from "kysely";

import type { Person } from "../customers/privacy/person.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import type { Noun } from "../customers/noun.ts";
import { merge, occasionsDue, postpone } from "./bonuses.server.ts";

/** What a shopper wrote goes; a claim that waits is declined. */
async function forget(db: Db, shopId: number, { customerIds }: Person, now: Date): Promise<void> {
  await sql`
    update bonus_claims set note = null, decided_at = coalesce(decided_at, ${now}), decided_by = coalesce(decided_by, 'system'),
      state = case when state = 'waiting' then 'declined' else state end
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
  `.execute(db);
}

export const bonuses: Noun = {
  forget,
  merge: (tx, shop, { goneId, keptId }, now) => merge(tx, shop, goneId, keptId, now),
  // Bonuses are given before tiers are looked at, in the turn of the orders that bring them (pipeline/orders-in-turn).
  follow: null,
  byTime: [{ loop: "members", listDue: occasionsDue, work: null, rest: postpone }],
  loops: [],
};
