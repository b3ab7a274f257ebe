import { sql } from "kysely";

import { append, type TimelineKind } from "../customers/timeline.server.ts";
import type { Db } from "../db.server.ts";
import { sending } from "../db/together.ts";
import { ids } from "../lib/rows.server.ts";
import { living, loadCompiled, type CompiledSegment, type SegmentShop } from "./compiled.server.ts";
import { causeOf, type Cause } from "./history/cause.ts";
import { toldAt } from "./history/told.server.ts";
import type { Happened } from "./meaning/depends.ts";
import { wantTags } from "./tags/want.server.ts";

export type Transition = { customerId: bigint; segmentKey: string; entered: boolean };

type Change = { customer_id: bigint; segment_id: number; entered: boolean; transaction: string; told: string[] };

/**
 * Brings the memberships of these customers up to `now`: members come and go, each change is a timeline event, and each customer's next instant
 * of change is noted. Ids that are unknown, deleted, erased or merged leave every segment. Runs in the caller's transaction, or in its own.
 * @param happened looks only at segments that this can have changed; null: at all
 * @param cause why anything changes, where that is known; null: the timeline says what happened to each customer
 * @returns what changed, ordered by customer, then segment id
 */
export async function evaluate(
  db: Db,
  shop: SegmentShop,
  customerIds: readonly bigint[],
  now: Date,
  happened: readonly Happened[] | null = null,
  cause: Cause | null = null,
): Promise<Transition[]> {
  if (customerIds.length === 0) return [];
  if (!db.isTransaction) return db.transaction().execute((tx) => evaluate(tx, shop, customerIds, now, happened, cause));
  const { segments, held, nextChangeAt, joins, idle, taggings } = await loadCompiled(db, shop, now, happened);
  if (idle) return [];
  const wanted = ids([...new Set(customerIds)]);
  // Whoever decides about a customer's memberships holds the customer's row, so that the decision below sees all that was decided before it.
  await sql`
    select count(*) from (
      select from customers where shop_id = ${shop.shopId} and customer_id = any(${wanted}) order by customer_id for update
    ) locked
  `.execute(sending(db));
  const { rows } = await sql<Change>`
    with target as materialized (
      select c.customer_id, due.next_eval_at as stored_at,
        case when ${living} then ${held} else '{}' end as held,
        case when ${living} then ${nextChangeAt} end as next_eval_at
      from customers c left join segment_dues due using (shop_id, customer_id)${joins}
      where c.shop_id = ${shop.shopId} and c.customer_id = any(${wanted})
    ),
    entered as (
      insert into segment_members (shop_id, segment_id, customer_id, entered_at)
      select ${shop.shopId}, segment_id, customer_id, ${now}
      from target, unnest(target.held) segment_id
      on conflict do nothing
      returning customer_id, segment_id
    ),
    departed as (
      delete from segment_members m
      where m.shop_id = ${shop.shopId} and m.customer_id = any(${wanted})
        and m.segment_id = any(${segments.map(({ segmentId }) => segmentId)}::int[])
        and not exists (select from target t where t.customer_id = m.customer_id and m.segment_id = any(t.held))
      returning m.customer_id, m.segment_id
    ),
    noted as (
      insert into segment_dues (shop_id, customer_id, next_eval_at)
      select ${shop.shopId}, customer_id, next_eval_at from target
      where next_eval_at is not null and next_eval_at is distinct from stored_at
      on conflict (shop_id, customer_id) do update set next_eval_at = excluded.next_eval_at
    ),
    settled as (
      delete from segment_dues d
      where d.shop_id = ${shop.shopId} and d.customer_id = any(${wanted})
        and not exists (select from target t where t.customer_id = d.customer_id and t.next_eval_at is not null)
    ),
    change(customer_id, segment_id, entered) as (
      select customer_id, segment_id, true from entered
      union all
      select customer_id, segment_id, false from departed
    )
    select customer_id, segment_id, entered, told, pg_current_xact_id()::text as transaction
    from change join (
      select customer_id, ${cause === null ? toldAt(shop.shopId, sql`mover.customer_id`, now) : sql`'{}'::text[]`} as told
      from (select distinct customer_id from change) mover
    ) heard using (customer_id)
    order by customer_id, segment_id
  `.execute(db);
  const transitions = await record(db, shop, segments, rows, now, cause);
  if (transitions.length > 0)
    await wantTags(db, shop.shopId, [...new Set(transitions.map(({ customerId }) => customerId))], taggings, now);
  return transitions;
}

async function record(
  db: Db,
  shop: SegmentShop,
  segments: readonly CompiledSegment[],
  changes: readonly Change[],
  now: Date,
  cause: Cause | null,
): Promise<Transition[]> {
  if (changes.length === 0) return [];
  const byId = new Map(segments.map((segment) => [segment.segmentId, segment]));
  const known = changes.flatMap((change) => {
    const segment = byId.get(change.segment_id);
    return segment === undefined ? [] : [{ ...change, segment }];
  });
  const events = known.map(({ customer_id, segment, entered, transaction, told }) => ({
    customerId: customer_id,
    kind: entered ? ("segment.entered" as const) : ("segment.left" as const),
    // The instant alone is not enough: a customer may enter, leave and enter again while the clock stands still.
    key: `segment:${segment.segmentId}:${customer_id}:${entered ? "entered" : "left"}:${now.getTime()}:${transaction}`,
    occurredAt: now,
    data: {
      ...{ segmentId: segment.segmentId, segmentKey: segment.key, segmentName: segment.name },
      cause: cause ?? causeOf(told as TimelineKind[], segment.movedBy),
    },
  }));
  await append(db, shop.shopId, events, now);
  return known.map(({ customer_id, segment, entered }) => ({ customerId: customer_id, segmentKey: segment.key, entered }));
}
