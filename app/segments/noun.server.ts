import { sql } from "kysely";

import type { Person } from "../customers/privacy/person.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import type { Noun } from "../customers/noun.ts";
import { MINUTE_MS, SECOND_MS } from "../lib/time.ts";
import { listDue, postpone, takeDue } from "./due.server.ts";
import { evaluate } from "./membership.server.ts";

/** A busy shop is asked again soon; meanwhile the others have their turn. */
const BUSY_MS = 2 * SECOND_MS;

/** Who is forgotten is in no segment. */
async function forget(db: Db, shopId: number, { customerIds }: Person): Promise<void> {
  await sql`delete from segment_members where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
}

export const segments: Noun = {
  forget,
  // Memberships of the customer who is gone end when segments look at them.
  merge: null,
  follow: evaluate,
  byTime: [
    {
      loop: "segments",
      listDue,
      work: async (...due) => ({ time: await takeDue(...due) }),
      rest: (db, shopId, customerIds, now, why) => postpone(db, shopId, customerIds, now, why === "busy" ? BUSY_MS : MINUTE_MS),
    },
  ],
  loops: [],
};
