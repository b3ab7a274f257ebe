import { sql } from "kysely";

import type { Campaign } from "../../campaigns/campaign.ts";
import type { Db } from "../../db.server.ts";
import { dayIn, plusMs, DAY_MS } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { dayKey, type Month } from "./month.ts";

export type CalendarCampaign = Pick<Campaign, "campaignId" | "name" | "state"> & { at: Date };
/** Runs of a flow whose next step is due on a day: as many emails leave at most. */
export type ExpectedFlow = { flowId: number; preset: string | null; name: string | null; due: number };

/** What stands on a day of the shop; days on which there is nothing are left out. */
export type CalendarDayEntry = {
  campaigns: CalendarCampaign[];
  flows: ExpectedFlow[];
  /** Emails that left, whichever they were. */
  sent: number;
};

/** What is planned and what was sent, by day. */
export async function readCalendar(db: Db, shop: Shop, month: Month, now: Date): Promise<Map<string, CalendarDayEntry>> {
  const { shopId, timeZone } = shop;
  const [first, last] = [month.days[0]?.key, month.days.at(-1)?.key];
  const [campaigns, flows, sent] = await Promise.all([
    sql<CalendarCampaign>`
      select campaign_id as "campaignId", name, state,
        coalesce(case when plan -> 'timing' ->> 'kind' = 'local' and plan -> 'timing' ->> 'day' <> ''
          then ((plan -> 'timing' ->> 'day')::date + make_interval(hours => (plan -> 'timing' ->> 'hour')::int)) at time zone ${timeZone} end,
          begun_at, starts_at) as at
      from campaigns
      where shop_id = ${shopId} and state <> 'draft' and not (state = 'cancelled' and begun_at is null)
        and coalesce(begun_at, starts_at) >= ${plusMs(month.from, -DAY_MS)} and coalesce(begun_at, starts_at) < ${plusMs(month.until, DAY_MS)}
      order by 4, 1 limit 500
    `.execute(db),
    // The database counts the runs of a flow by the day on which their next step is due. What is overdue belongs to today.
    sql<{ day: string; flowId: number; preset: string | null; name: string | null; due: number }>`
      select to_char(greatest(c.day, today), 'YYYY-MM-DD') as day, f.flow_id as "flowId", f.preset, f.name, sum(c.count)::int as due
      from cast(${now}::timestamptz at time zone ${timeZone} as date) today, flows f
      join shop_counts c on c.shop_id = f.shop_id and c.what = 'flow:' || f.flow_id || ':due'
      where f.shop_id = ${shopId} and f.state = 'live' and greatest(c.day, today) >= ${first}::date and greatest(c.day, today) <= ${last}::date
      group by 1, 2, 3, 4 having sum(c.count) > 0 order by 1, 5 desc, 2
    `.execute(db),
    sql<{ day: string; sent: number }>`
      select to_char(day, 'YYYY-MM-DD') as day, sum(count)::int as sent from shop_counts
      where shop_id = ${shopId} and what = 'mails' and day >= ${first}::date and day <= ${last}::date
      group by 1 having sum(count) > 0
    `.execute(db),
  ]);
  const found = new Map<string, CalendarDayEntry>();
  const on = (day: string): CalendarDayEntry => {
    const entry = found.get(day) ?? { campaigns: [], flows: [], sent: 0 };
    found.set(day, entry);
    return entry;
  };
  for (const campaign of campaigns.rows) on(dayKey(dayIn(campaign.at, timeZone))).campaigns.push(campaign);
  for (const { day, ...flow } of flows.rows) on(day).flows.push(flow);
  for (const { day, sent: emails } of sent.rows) on(day).sent = emails;
  return found;
}
