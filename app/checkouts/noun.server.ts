import { sql } from "kysely";

import type { Noun } from "../customers/noun.ts";
import type { Person } from "../customers/privacy/person.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import type { Shop } from "../shops/shop.ts";
import { listAbandoned, tellAbandoned } from "./checkouts.server.ts";

async function forget(db: Db, shopId: number, { customerIds, emails }: Person): Promise<void> {
  await sql`
    delete from checkouts where shop_id = ${shopId} and (customer_id = any(${ids(customerIds)}) or email = any(${emails}::text[]))
  `.execute(db);
}

async function merge(tx: Db, { shopId }: Shop, { goneId, keptId }: { goneId: bigint; keptId: bigint }): Promise<void> {
  await sql`update checkouts set customer_id = ${keptId} where shop_id = ${shopId} and customer_id = ${goneId}`.execute(tx);
}

export const checkouts: Noun = {
  forget,
  merge,
  // Orders end checkouts in the step after theirs (pipeline/apply).
  follow: null,
  byTime: [
    {
      loop: "checkouts",
      listDue: listAbandoned,
      work: async (tx, shop, customerIds, at) => ({ checkouts: await tellAbandoned(tx, shop, customerIds, at) }),
      // Each shop's turn tells of all that is due.
      rest: null,
    },
  ],
  loops: [],
};
