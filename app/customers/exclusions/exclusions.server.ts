import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { append } from "../timeline.server.ts";
import { parseExclusions, type Exclusion } from "./exclusion.ts";

export type LastingExclusion = { since: Date; reason: string | null; excludedBy: string };

/** All exclusions of the customer that columns name, as `parseExclusions` reads them. Nearly nobody has any: an index says so. */
export function exclusionsOf(shopId: RawBuilder<unknown>, customerId: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`coalesce((select json_agg(json_build_object('since', x.since, 'until', x.until))
    from customer_exclusions x where x.shop_id = ${shopId} and x.customer_id = ${customerId}), '[]')`;
}

/** Whether the order that `orders o` names was placed while its customer was kept out, as `knownAt` and `isExcluded` say of it. */
export const placedWhileExcluded = sql<boolean>`exists (
  select from customer_exclusions x
  cross join lateral (select least(o.first_seen_at,
    case when o.created_at - o.processed_at > interval '1 day' then o.processed_at else o.created_at end) as at) known
  where x.shop_id = o.shop_id and x.customer_id = o.customer_id and x.since <= known.at and (x.until is null or known.at < x.until))`;

/** What decides whether a customer takes part (program/state); null for who was deleted, erased or merged into another. */
export async function readParticipant(
  db: Db,
  shopId: number,
  customerId: bigint,
): Promise<{ tags: string[]; exclusions: Exclusion[] } | null> {
  const { rows } = await sql<{ tags: string[]; exclusions: unknown }>`
    select coalesce(c.tags, '{}') as tags, ${exclusionsOf(sql`c.shop_id`, sql`c.customer_id`)} as exclusions
    from customers c where c.shop_id = ${shopId} and c.customer_id = ${customerId}
      and c.deleted_at is null and c.redacted_at is null and c.merged_into is null
  `.execute(db);
  return rows[0] === undefined ? null : { tags: rows[0].tags, exclusions: parseExclusions(rows[0].exclusions) };
}

/** Null for who takes part. */
export async function findExclusion(db: Db, shopId: number, customerId: bigint): Promise<LastingExclusion | null> {
  const { rows } = await sql<LastingExclusion>`
    select since, reason, excluded_by as "excludedBy" from customer_exclusions
    where shop_id = ${shopId} and customer_id = ${customerId} and until is null order by since limit 1
  `.execute(db);
  return rows[0] ?? null;
}

/**
 * Keeps a customer out of the program from now on. Runs inside `change` and dates nothing back: what happened before keeps what it brought.
 * @returns whether they took part until now; false for nobody
 */
export async function exclude(
  tx: Db,
  shopId: number,
  { customerId, reason, actor }: { customerId: bigint; reason: string | null; actor: string },
  now: Date,
): Promise<boolean> {
  const { rows } = await sql<{ exclusion_id: bigint }>`
    insert into customer_exclusions (shop_id, customer_id, since, reason, excluded_by)
    select ${shopId}, c.customer_id, ${now}, ${reason}, ${actor} from customers c
    where c.shop_id = ${shopId} and c.customer_id = ${customerId} and c.redacted_at is null and c.merged_into is null
      and not exists (select from customer_exclusions x where x.shop_id = c.shop_id and x.customer_id = c.customer_id and x.until is null)
    returning exclusion_id
  `.execute(tx);
  const [done] = rows;
  if (done === undefined) return false;
  const key = `excluded:${done.exclusion_id}`;
  await append(tx, shopId, [{ customerId, kind: "customer.excluded", key, occurredAt: now, data: { actor } }], now);
  return true;
}

/** Lets a customer take part again from now on. What happened meanwhile goes on bringing nothing. @returns whether they were excluded until now */
export async function include(tx: Db, shopId: number, customerId: bigint, actor: string, now: Date): Promise<boolean> {
  // Where customers have become one, there may be several.
  const { rows } = await sql<{ exclusion_id: bigint }>`
    update customer_exclusions set until = greatest(${now}::timestamptz, since), included_by = ${actor}
    where shop_id = ${shopId} and customer_id = ${customerId} and until is null returning exclusion_id
  `.execute(tx);
  const [done] = rows;
  if (done === undefined) return false;
  const key = `included:${done.exclusion_id}`;
  await append(tx, shopId, [{ customerId, kind: "customer.included", key, occurredAt: now, data: { actor } }], now);
  return true;
}
