import { sql } from "kysely";

import type { Noun } from "../customers/noun.ts";
import { ids } from "../lib/rows.server.ts";
import { MINUTE_MS, SECOND_MS } from "../lib/time.ts";
import { listVisited, postponeVisited, tellVisits } from "./look.server.ts";

export const visits: Noun = {
  forget: async (db, shopId, { customerIds }) => {
    await sql`delete from visit_events where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
  },
  merge: async (tx, { shopId }, { goneId, keptId }) => {
    // The same thing in the same half hour counts once, of either.
    await sql`
      delete from visit_events g using visit_events k
      where g.shop_id = ${shopId} and g.customer_id = ${goneId} and k.shop_id = g.shop_id and k.customer_id = ${keptId}
        and (k.event_key = g.event_key or (k.kind, k.subject, k.slot) = (g.kind, g.subject, g.slot))
    `.execute(tx);
    await sql`update visit_events set customer_id = ${keptId} where shop_id = ${shopId} and customer_id = ${goneId}`.execute(tx);
  },
  // What somebody does in the shop is looked at a minute later.
  follow: null,
  byTime: [
    {
      loop: "visits",
      listDue: listVisited,
      work: async (tx, shop, customerIds, at) => ({ visits: await tellVisits(tx, shop, customerIds, at) }),
      rest: (db, shopId, customerIds, now, why) =>
        postponeVisited(db, shopId, customerIds, now, why === "busy" ? 2 * SECOND_MS : MINUTE_MS),
    },
  ],
  loops: [],
};
