import { sql } from "kysely";

import type { Campaign } from "../../campaigns/campaign.ts";
import type { Db } from "../../db.server.ts";
import { readVolumes } from "../../flows/forecast/kept/volumes.server.ts";
import { dayIn, plusMs, DAY_MS } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { expectedFrom } from "./expected.ts";
import { dayKey, type Month } from "./month.ts";

export type CalendarCampaign = Pick<Campaign, "campaignId" | "name" | "state"> & { at: Date };
/** Emails that a flow is expected to send on a day; of today, those that are still to come. */
export type ExpectedFlow = { flowId: number; preset: string | null; name: string | null; emails: number };

/** What stands on a day of the shop; days on which there is nothing are left out. */
export type CalendarDayEntry = {
  campaigns: CalendarCampaign[];
  flows: ExpectedFlow[];
  /** Emails that left, whichever they were. */
  sent: number;
};

/** `asOf`: since when what is expected of flows has been known; null: of none. */
export type CalendarMonth = { days: Map<string, CalendarDayEntry>; asOf: Date | null };

/** What is planned and what was sent, by day. */
export async function readCalendar(db: Db, shop: Shop, month: Month, now: Date): Promise<CalendarMonth> {
  const { shopId, timeZone } = shop;
  const [first, last] = [month.days[0]?.key, month.days.at(-1)?.key];
  const [campaigns, volumes, sent] = await Promise.all([
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
    readVolumes(db, shopId),
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
  const today = dayKey(dayIn(now, timeZone));
  for (const { flowId, preset, name, days, sentSince } of volumes) {
    for (const [day, emails] of expectedFrom(days, today, sentSince))
      if (first !== undefined && last !== undefined && day >= first && day <= last)
        on(day).flows.push({ flowId, preset, name, emails });
  }
  for (const { day, sent: emails } of sent.rows) on(day).sent = emails;
  const known = volumes.flatMap(({ asOf }) => asOf ?? []).sort((a, b) => a.getTime() - b.getTime());
  return { days: found, asOf: known[0] ?? null };
}
