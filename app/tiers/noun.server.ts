import { sql } from "kysely";

import type { Person } from "../customers/privacy/person.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import type { Noun } from "../customers/noun.ts";
import { ageDue, merge, postpone, settle } from "./tiers.server.ts";

/** Tier, birthday and tags. */
async function forget(db: Db, shopId: number, { customerIds }: Person): Promise<void> {
  await sql`delete from members where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
}

export const tiers: Noun = {
  forget,
  merge: (tx, shop, { goneId, keptId }, now) => merge(tx, shop, goneId, keptId, now),
  follow: settle,
  byTime: [
    {
      loop: "members",
      listDue: ageDue,
      work: (_tx, _shop, customerIds) => Promise.resolve({ tier: customerIds }),
      rest: postpone,
    },
  ],
  loops: [],
};
