import { sql } from "kysely";

import type { Person } from "../customers/privacy/person.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import type { Noun } from "../customers/noun.ts";
import { MINUTE_MS, SECOND_MS } from "../lib/time.ts";
import { listDue, postpone, takeDue } from "./due.server.ts";
import { evaluate } from "./membership.server.ts";
import { listMoved, postponeMoved, takeMoved } from "./moves.server.ts";
import { forgetTags, mergeTags } from "./tags/want.server.ts";

/** A busy shop is asked again soon; meanwhile the others have their turn. */
const BUSY_MS = 2 * SECOND_MS;
const restMs = (why: "busy" | "failed") => (why === "busy" ? BUSY_MS : MINUTE_MS);

/** Who is forgotten is in no segment. */
async function forget(db: Db, shopId: number, { customerIds }: Person): Promise<void> {
  await sql`delete from segment_moves where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
  await sql`delete from segment_dues where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
  await sql`delete from segment_members where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
  await forgetTags(db, shopId, customerIds);
}

export const segments: Noun = {
  forget,
  // Memberships of the customer who is gone end when segments look at them.
  merge: async (tx, { shopId }, { goneId, keptId }, now) => {
    await sql`update segment_moves set customer_id = ${keptId} where shop_id = ${shopId} and customer_id = ${goneId}`.execute(tx);
    await mergeTags(tx, shopId, goneId, keptId, now);
  },
  follow: evaluate,
  byTime: [
    {
      loop: "segments",
      listDue,
      work: async (...due) => ({ time: await takeDue(...due) }),
      rest: (db, shopId, customerIds, now, why) => postpone(db, shopId, customerIds, now, restMs(why)),
    },
    {
      loop: "segments",
      listDue: listMoved,
      work: (tx, { shopId }, customerIds) => takeMoved(tx, shopId, customerIds),
      rest: (db, shopId, customerIds, now, why) => postponeMoved(db, shopId, customerIds, now, restMs(why)),
    },
  ],
  loops: [],
};
