import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { isFlowPreset, type FlowPresetKey } from "../../flows/presets/presets.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";

/** What messages, flows, redemptions and birthdays leave of a customer, as far as it matters for what to do next. */
export type Traces = {
  /** Why emails to the address are stopped. */
  stopped: string | null;
  /** When the last email left, where it did not arrive. */
  undeliveredAt: Date | null;
  everRedeemed: boolean;
  birthday: { month: number; day: number } | null;
  covered: ReadonlySet<FlowPresetKey>;
  /** Flows of the shop by their preset, live ones before others. */
  flows: ReadonlyMap<FlowPresetKey, number>;
};

/** So long ago a flow that somebody was in still counts as having told them. */
const COVERED_MS = 90 * DAY_MS;

type Row = {
  stopped: string | null;
  undelivered_at: Date | null;
  redeemed: boolean;
  month: number | null;
  day: number | null;
  covered: string[];
  flows: { flowId: number; preset: string }[];
};

/** Each part by the index that has a customer's rows. */
export async function readTraces(db: Db, shopId: number, customerId: bigint, now: Date): Promise<Traces> {
  const { rows } = await sql<Row>`
    select
      (select s.reason from suppressions s where s.shop_id = ${shopId} and s.channel = 'email' and s.address = lower(c.email)) as stopped,
      (select case when m.outcome in ('undelivered', 'bounced') then m.sent_at end from messages m
        where m.shop_id = ${shopId} and m.customer_id = c.customer_id and m.channel = 'email' and m.sent_at is not null
        order by m.sent_at desc limit 1) as undelivered_at,
      exists (select from redemptions r where r.shop_id = ${shopId} and r.customer_id = c.customer_id and r.state <> 'released') as redeemed,
      b.birthday_month as month, b.birthday_day as day,
      coalesce((select array_agg(distinct f.preset) from flow_runs r join flows f on f.shop_id = r.shop_id and f.flow_id = r.flow_id
        where r.shop_id = ${shopId} and r.customer_id = c.customer_id and f.preset is not null and r.entered_at is not null
          and (r.state <> 'ended' or r.ended_at > ${plusMs(now, -COVERED_MS)}::timestamptz)), '{}') as covered,
      coalesce((select jsonb_agg(jsonb_build_object('flowId', f.flow_id, 'preset', f.preset)
          order by array_position(array['live', 'paused', 'draft'], f.state), f.flow_id)
        from flows f where f.shop_id = ${shopId} and f.preset is not null and f.state <> 'archived'), '[]') as flows
    from customers c left join members b on b.shop_id = c.shop_id and b.customer_id = c.customer_id
    where c.shop_id = ${shopId} and c.customer_id = ${customerId}
  `.execute(db);
  const [row] = rows;
  const known = (row?.flows ?? []).flatMap(({ flowId, preset }) => (isFlowPreset(preset) ? [[preset, flowId] as const] : []));
  return {
    stopped: row?.stopped ?? null,
    undeliveredAt: row?.undelivered_at ?? null,
    everRedeemed: row?.redeemed ?? false,
    birthday: row?.month == null || row.day === null ? null : { month: row.month, day: row.day },
    covered: new Set((row?.covered ?? []).filter(isFlowPreset)),
    // The first of each preset holds.
    flows: new Map(known.toReversed()),
  };
}
