import { sql, type RawBuilder } from "kysely";

import type { Db } from "../db.server.ts";
import { askWithin } from "../lib/limited.server.ts";
import { SECOND_MS } from "../lib/time.ts";
import { log } from "../log.server.ts";
import { living, loadCompiled, type CompiledSegments, type SegmentShop } from "./compiled.server.ts";
import type { Happened } from "./meaning/depends.ts";

/** A customer whose stored memberships or stored next instant differ from what the segments say now. */
export type Drift = {
  customerId: bigint;
  missing: string[];
  extra: string[];
  nextEvalAt: { stored: Date | null; computed: Date | null };
};

type Range = { after: bigint; upTo: bigint };

const WHOLE: Range = { after: -(2n ** 63n), upTo: 2n ** 63n - 1n };
/** Customers a step: large enough for set-based speed, small enough for short transactions. */
const STEP = 5_000;

/**
 * Compares every customer of a shop with its segments, changing nothing. Whatever should have happened by `now` and has not (customers that are
 * due, too) counts as drift.
 * @param limit at most so many rows, the smallest customer ids first
 */
export async function verify(db: Db, shop: SegmentShop, now: Date, limit = 1_000): Promise<Drift[]> {
  const compiled = await loadCompiled(db, shop, now);
  const { rows } = await sql<{
    customer_id: bigint;
    held: number[];
    stored: number[];
    computed_at: Date | null;
    stored_at: Date | null;
  }>`
    ${drifting(shop, compiled, WHOLE)} order by customer_id limit ${limit}
  `.execute(db);
  const keys = new Map(compiled.segments.map((segment) => [segment.segmentId, segment.key]));
  const named = (list: number[], without: number[]) =>
    list.filter((id) => !without.includes(id)).map((id) => keys.get(id) ?? String(id));
  return rows.map(({ customer_id, held, stored, computed_at, stored_at }) => ({
    customerId: customer_id,
    missing: named(held, stored),
    extra: named(stored, held),
    nextEvalAt: { stored: stored_at, computed: computed_at },
  }));
}

/** Memberships of segments that are no more, and what is due of customers who are not there. Nobody is told: there is nothing left to tell of. */
export async function dropStrays(db: Db, shopId: number): Promise<void> {
  await sql`
    delete from segment_members m where m.shop_id = ${shopId}
      and not exists (select from segments s where s.shop_id = m.shop_id and s.segment_id = m.segment_id)
  `.execute(db);
  await sql`
    delete from segment_dues d where d.shop_id = ${shopId}
      and not exists (select from customers c where c.shop_id = d.shop_id and c.customer_id = d.customer_id)
  `.execute(db);
}

/** So many milliseconds a look at one step may take: at all segments together, and at one alone. */
const LIMITS = { together: 60 * SECOND_MS, alone: 20 * SECOND_MS };
export type Limits = typeof LIMITS;

/**
 * The customers of one step through the shop who differ from what the segments say now, and where the next step begins (null: nowhere). Changes
 * nothing, and holds nobody up.
 * @param after the last customer of the step before
 * A segment whose members take too long to find is left out, marked and logged: its members stay as they are until its query is another, or the next rebuilding tries again.
 * @param happened looks only at segments that this can have changed; null: at all
 */
export async function findDrift(
  db: Db,
  shop: SegmentShop,
  after: bigint | null,
  now: Date,
  happened: readonly Happened[] | null = null,
  limits: Limits = LIMITS,
): Promise<{ customerIds: bigint[]; next: bigint | null }> {
  const compiled = await loadCompiled(db, shop, now, happened);
  if (compiled.idle) return { customerIds: [], next: null };
  const from = after ?? WHOLE.after;
  const next = await endOfStep(db, shop, from);
  const range = { after: from, upTo: next ?? WHOLE.upTo };
  const find = async (on: Db, of: CompiledSegments) => {
    const { rows } = await sql<{ customer_id: bigint }>`
      select customer_id from (${drifting(shop, of, range)}) drifting order by customer_id
    `.execute(on);
    return rows.map(({ customer_id }) => customer_id);
  };
  const found = await askWithin(db, { ms: limits.together }, (tx) => find(tx, compiled));
  if (found !== null) return { customerIds: found, next };
  await markSlow(db, shop, compiled, range, limits.alone);
  // Each of the others is known to end.
  return { customerIds: await find(db, await loadCompiled(db, shop, now, happened)), next };
}

/** Marks the segments for which a step takes too long by themselves. */
async function markSlow(
  db: Db,
  { shopId }: SegmentShop,
  { segments }: CompiledSegments,
  range: Range,
  ms: number,
): Promise<void> {
  for (const { segmentId, revision, meets, reads } of segments) {
    const counted = await askWithin(db, { ms: ms }, (tx) =>
      sql`
        select count(*) from customers c${reads}
        where c.shop_id = ${shopId} and c.customer_id > ${range.after} and c.customer_id <= ${range.upTo} and ${meets}
      `.execute(tx),
    );
    if (counted !== null) continue;
    // Of the query that was looked at: it may be another by now.
    await sql`update segments set slow_revision = ${revision} where shop_id = ${shopId} and segment_id = ${segmentId}`.execute(
      db,
    );
    log().error({ shopId, segmentId, ms }, "finding the members of a segment takes too long; it is not followed");
  }
}

/** Lets segments that took too long be tried again. */
export async function forgetSlow(db: Db, shopId: number): Promise<void> {
  await sql`update segments set slow_revision = null where shop_id = ${shopId} and slow_revision is not null`.execute(db);
}

async function endOfStep(db: Db, shop: SegmentShop, after: bigint): Promise<bigint | null> {
  const { rows } = await sql<{ customer_id: bigint }>`
    select customer_id from customers where shop_id = ${shop.shopId} and customer_id > ${after} order by customer_id offset ${STEP - 1} limit 1
  `.execute(db);
  return rows[0]?.customer_id ?? null;
}

function drifting(
  shop: SegmentShop,
  { segments, held, nextChangeAt, joins }: CompiledSegments,
  range: Range,
): RawBuilder<unknown> {
  return sql`
    select customer_id, coalesce(held, '{}') as held, coalesce(stored, '{}') as stored, computed_at, stored_at
    from (
      select c.customer_id, due.next_eval_at as stored_at,
        case when ${living} then ${held} else '{}' end as held,
        case when ${living} then ${nextChangeAt} end as computed_at
      from customers c
      left join segment_dues due on due.shop_id = c.shop_id and due.customer_id = c.customer_id
        and due.customer_id > ${range.after} and due.customer_id <= ${range.upTo}
      ${joins}
      where c.shop_id = ${shop.shopId} and c.customer_id > ${range.after} and c.customer_id <= ${range.upTo}
    ) computed
    full join (
      select customer_id, array_agg(segment_id order by segment_id) as stored
      from segment_members
      where shop_id = ${shop.shopId} and customer_id > ${range.after} and customer_id <= ${range.upTo}
        and segment_id = any(${segments.map(({ segmentId }) => segmentId)}::int[])
      group by customer_id
    ) members using (customer_id)
    where coalesce(held, '{}') <> coalesce(stored, '{}') or computed_at is distinct from stored_at
  `;
}
