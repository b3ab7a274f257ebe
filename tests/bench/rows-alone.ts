import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../app/db.server.ts";
import { ids } from "../../app/lib/rows.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { NOW } from "./stage.ts";

/** The rows that a batch of runs comes to. */
export type Written = "moved" | "begun-and-ended" | "ended-and-waiting";

const later = sql`${NOW}::timestamptz + interval '14 days'`;
const event = (kind: string, what: string) => sql`
  insert into timeline_events (shop_id, customer_id, kind, key, occurred_at, recorded_at, data)
  select shop_id, customer_id, ${kind}::text, 'flow:' || run_id || ':' || ${what}::text, ${NOW}, ${NOW}, '{"flow": "win-back", "reason": "completed"}'::jsonb from flow_runs
`;
const timersGone = sql`delete from flow_timers`;

const STATEMENTS: Record<Written, RawBuilder<unknown>[]> = {
  moved: [sql`update flow_runs set step_id = 'other', arrived_at = ${NOW}`, sql`update flow_timers set due_at = ${later}`],
  "begun-and-ended": [
    sql`update flow_runs set state = 'ended', entered_at = ${NOW}, ended_at = ${NOW}, end_reason = 'completed', step_id = null`,
    timersGone,
    sql`
        insert into messages (shop_id, customer_id, flow_id, run_id, step_id, template, topic, data, key, locale, due_at, expires_at, created_at)
        select shop_id, customer_id, flow_id, run_id, 'value', 'flow-email', 'news', '{"emailId": 1, "version": 1}', 'flow:' || run_id || ':value', 'de', ${NOW}, ${later}, ${NOW}
        from flow_runs
      `,
    event("flow.entered", "entered"),
    event("flow.ended", "ended"),
  ],
  "ended-and-waiting": [
    sql`update flow_runs set state = 'ended', ended_at = ${NOW}, end_reason = 'purchase', step_id = null`,
    timersGone,
    event("flow.ended", "ended"),
    sql`
        insert into flow_runs (shop_id, flow_id, version, customer_id, occasion, since, state, step_id, arrived_at)
        select shop_id, flow_id, version, customer_id, occasion || ' anew', ${NOW}, 'waiting', 'value', ${later} from flow_runs
      `,
    sql`
        insert into flow_timers (shop_id, run_id, flow_id, customer_id, due_at)
        select shop_id, -run_id, flow_id, customer_id, ${later} from flow_runs
      `,
  ],
};

/** Writes what these runs come to, in one transaction, with the triggers and indexes that are there: no locks, no facts, no plans. The most that runs could be advanced at. */
export async function writeRows(db: Db, { shopId }: Shop, written: Written, runIds: readonly bigint[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const text of STATEMENTS[written])
      await sql`${text} where shop_id = ${shopId} and run_id = any(${ids(runIds)})`.execute(tx);
  });
}
