import { sql } from "kysely";

import type { Noun } from "../customers/noun.ts";
import { ids } from "../lib/rows.server.ts";
import { forgetMarks, mergeMarks } from "./changes/tell.server.ts";

export const surveys: Noun = {
  /** An answer is its reader's, in their own words: nothing of it stays. */
  forget: async (db, shopId, { customerIds }) => {
    await sql`delete from survey_responses where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
    await sql`delete from survey_replies where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(db);
    await forgetMarks(db, shopId, customerIds);
  },
  merge: async (tx, { shopId }, { goneId, keptId }) => {
    await sql`update survey_responses set customer_id = ${keptId} where shop_id = ${shopId} and customer_id = ${goneId}`.execute(
      tx,
    );
    await sql`update survey_replies set customer_id = ${keptId} where shop_id = ${shopId} and customer_id = ${goneId}`.execute(
      tx,
    );
    await mergeMarks(tx, shopId, goneId, keptId);
  },
  // Only readers answer.
  follow: null,
  byTime: [],
  loops: [],
};
