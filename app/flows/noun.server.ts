import { sql } from "kysely";

import type { Person } from "../customers/privacy/person.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import type { Noun } from "../customers/noun.ts";
import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { fireDue, react } from "./runs.server.ts";

/** Timers that are dealt with at a time. */
const TIMERS = 500;

/** Runs end, whatever they wait for, so that nothing more is planned. */
async function forget(db: Db, shopId: number, { customerIds }: Person, now: Date): Promise<void> {
  const theirs = sql`shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`;
  await sql`delete from flow_timers where ${theirs}`.execute(db);
  await sql`
    update flow_runs set state = 'ended', ended_at = ${now}, end_reason = 'redacted' where ${theirs} and state <> 'ended'
  `.execute(db);
}

export const flows: Noun = {
  forget,
  // Runs of the customer who is gone end when flows look at them, and hand the kept one their occasions.
  merge: null,
  follow: react,
  byTime: [],
  loops: [{ name: "flows", idleMs: 1_000, step: () => fireDue(db(), now(), TIMERS) }],
};
