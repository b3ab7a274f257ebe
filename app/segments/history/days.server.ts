import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { countOf } from "../../lib/counts.server.ts";
import type { CalendarDay } from "../../lib/time.ts";
import type { SegmentShop } from "../compiled.server.ts";

/** So far back days are kept, and worked out where none are: three years show three winters. */
const KEPT_DAYS = 1_096;

/** A day of the shop: how many were members at its end (today: now), and how many came and went on it. */
export type SegmentDay = { day: CalendarDay; members: number; came: number; went: number };

/**
 * Keeps for each segment the days that are over and are not kept yet: how many came and went is counted from the timeline, and how many were members follows from
 * how many are now. A night that was missed is made up for by the next; called again, it changes nothing.
 */
export async function keepDays(db: Db, { shopId, timeZone }: SegmentShop, now: Date): Promise<void> {
  const today = sql`(${now}::timestamptz at time zone ${timeZone}::text)::date`;
  await sql`
    with each as materialized (
      select s.segment_id, ${countOf(shopId, sql`'segment:' || s.segment_id`)} as members,
        greatest(${today} - ${KEPT_DAYS}::int, coalesce(
          (select max(d.day) + 1 from segment_days d where d.shop_id = ${shopId} and d.segment_id = s.segment_id),
          (select (min(e.occurred_at) at time zone ${timeZone}::text)::date from timeline_events e
            where e.shop_id = ${shopId} and (e.data ->> 'segmentId')::int = s.segment_id and e.kind in ('segment.entered', 'segment.left')),
          ${today} - 1)) as since
      from segments s where s.shop_id = ${shopId}
    ), moved as (
      select each.segment_id, (e.occurred_at at time zone ${timeZone}::text)::date as day,
        count(*) filter (where e.kind = 'segment.entered')::int as came, count(*) filter (where e.kind = 'segment.left')::int as went
      from each join timeline_events e on e.shop_id = ${shopId} and (e.data ->> 'segmentId')::int = each.segment_id
        and e.kind in ('segment.entered', 'segment.left') and e.occurred_at >= each.since::timestamp at time zone ${timeZone}::text
      group by 1, 2
    ), days as (
      select each.segment_id, days.day::date as day, each.members, coalesce(m.came, 0) as came, coalesce(m.went, 0) as went,
        sum(coalesce(m.came, 0) - coalesce(m.went, 0)) over (partition by each.segment_id order by days.day desc)
          - (coalesce(m.came, 0) - coalesce(m.went, 0)) as since_then
      from each cross join lateral generate_series(each.since::timestamp, ${today}::timestamp, interval '1 day') as days(day)
      left join moved m on m.segment_id = each.segment_id and m.day = days.day::date
    )
    insert into segment_days (shop_id, segment_id, day, members, came, went)
    select ${shopId}, segment_id, day, greatest(members - since_then, 0)::int, came, went from days where day < ${today}
    on conflict do nothing
  `.execute(db);
  await sql`
    delete from segment_days d where d.shop_id = ${shopId} and (d.day < ${today} - ${KEPT_DAYS}::int
      or not exists (select from segments s where s.shop_id = d.shop_id and s.segment_id = d.segment_id))
  `.execute(db);
}

/**
 * The last days of a segment, the oldest first and today last. Of days before the first that is kept nothing is said. Reads what nights have kept, and of the timeline
 * only what has happened since.
 * @param days how many, today included
 */
export async function readDays(
  db: Db,
  { shopId, timeZone }: SegmentShop,
  segmentId: number,
  days: number,
  now: Date,
): Promise<SegmentDay[]> {
  const today = sql`(${now}::timestamptz at time zone ${timeZone}::text)::date`;
  const { rows } = await sql<SegmentDay & { day: string }>`
    with kept as (
      select day, members, came, went from segment_days
      where shop_id = ${shopId} and segment_id = ${segmentId} and day > ${today} - ${days}::int and day < ${today}
    ), since as (
      select coalesce((select max(day) + 1 from segment_days where shop_id = ${shopId} and segment_id = ${segmentId} and day < ${today}),
        ${today}) as day
    ), moved as (
      select (e.occurred_at at time zone ${timeZone}::text)::date as day,
        count(*) filter (where e.kind = 'segment.entered')::int as came, count(*) filter (where e.kind = 'segment.left')::int as went
      from timeline_events e
      where e.shop_id = ${shopId} and (e.data ->> 'segmentId')::int = ${segmentId} and e.kind in ('segment.entered', 'segment.left')
        and e.occurred_at >= (select since.day::timestamp at time zone ${timeZone}::text from since)
      group by 1
    ), live as (
      select days.day::date as day, coalesce(m.came, 0) as came, coalesce(m.went, 0) as went,
        sum(coalesce(m.came, 0) - coalesce(m.went, 0)) over (order by days.day desc) - (coalesce(m.came, 0) - coalesce(m.went, 0)) as since_then
      from since cross join lateral generate_series(greatest(since.day, ${today} - ${days - 1}::int)::timestamp, ${today}::timestamp, interval '1 day') as days(day)
      left join moved m on m.day = days.day::date
    )
    select to_char(day, 'YYYY-MM-DD') as day, members, came, went from (
      select day, members, came, went from kept
      union all
      select day, greatest(${countOf(shopId, sql`'segment:' || ${segmentId}::int`)} - since_then, 0)::int, came, went from live
    ) days order by day
  `.execute(db);
  return rows.map((row) => ({ ...row, day: dayOf(row.day as unknown as string) }));
}

function dayOf(iso: string): CalendarDay {
  const [year = 0, month = 0, day = 0] = iso.split("-").map(Number);
  return { year, month, day };
}
