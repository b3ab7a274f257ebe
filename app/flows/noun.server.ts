import { sql } from "kysely";

import { now } from "../clock.server.ts";
import type { Noun } from "../customers/noun.ts";
import type { Person } from "../customers/privacy/person.server.ts";
import { db, type Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import * as effects from "./runs/effects.server.ts";
import { fireDue, TIMERS } from "./runs/fire.server.ts";
import { mergeRuns, readReaction } from "./runs/react.server.ts";

/** Runs end, whatever they wait for, so that nothing more is planned or given. What they were about is not said any more. */
async function forget(tx: Db, shopId: number, { customerIds }: Person, at: Date): Promise<void> {
  const theirs = sql`shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`;
  await sql`
    delete from flow_timers t using flow_runs r
    where t.shop_id = ${shopId} and r.shop_id = ${shopId} and r.customer_id = any(${ids(customerIds)}) and t.run_id = r.run_id
  `.execute(tx);
  await sql`delete from flow_effects where ${theirs} and done_at is null`.execute(tx);
  await sql`
    update flow_runs set state = 'ended', ended_at = ${at}, end_reason = 'redacted', step_id = null where ${theirs} and state <> 'ended'
  `.execute(tx);
  await sql`update flow_runs set about = '{}' where ${theirs}`.execute(tx);
}

export const flows: Noun = {
  forget,
  merge: (tx, { shopId }, { goneId, keptId }, at) => mergeRuns(tx, shopId, goneId, keptId, at),
  // Runs start from orders, birthdays and points, never from memberships, which are looked at once these have moved.
  follow: { read: readReaction },
  byTime: [{ loop: "flow-effects", listDue: effects.listDue, work: effects.work, rest: effects.rest }],
  loops: [{ name: "flows", idleMs: 1_000, step: () => fireDue(db(), now(), TIMERS) }],
};
