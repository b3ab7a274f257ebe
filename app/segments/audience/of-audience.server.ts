import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import type { Audience } from "./audience.ts";

/** Whether a customer is of the tier or segment that something is for. */
export async function isOfAudience(db: Db, shopId: number, customerId: bigint, audience: Audience): Promise<boolean> {
  if (audience.tier === null && audience.segmentId === null) return true;
  const { rows } = await sql<{ inside: boolean }>`
    select ${ofAudience(sql`${shopId}::int`, sql`${customerId}::bigint`, sql`${audience.tier}::text`, sql`${audience.segmentId}::int`)} as inside
  `.execute(db);
  return rows[0]?.inside ?? false;
}

/** The same of many things at once: asked of the database once, where any of them is for some. */
export async function belongingOf(
  db: Db,
  shopId: number,
  customerId: bigint,
  audiences: readonly Audience[],
): Promise<(audience: Audience) => boolean> {
  const isForAll = ({ tier, segmentId }: Audience) => tier === null && segmentId === null;
  if (audiences.every(isForAll)) return isForAll;
  const { rows } = await sql<{ tier: string | null; segments: number[] }>`
    select (select tier from members where shop_id = ${shopId} and customer_id = ${customerId}) as tier,
      coalesce((select array_agg(segment_id) from segment_members where shop_id = ${shopId} and customer_id = ${customerId}), '{}') as segments
  `.execute(db);
  const [own = { tier: null, segments: [] }] = rows;
  return (audience) =>
    isForAll(audience) ||
    (audience.tier !== null && audience.tier === own.tier) ||
    (audience.segmentId !== null && own.segments.includes(audience.segmentId));
}

/** The same of a statement's rows. */
export function ofAudience(
  shopId: RawBuilder<unknown>,
  customerId: RawBuilder<unknown>,
  tier: RawBuilder<unknown>,
  segmentId: RawBuilder<unknown>,
): RawBuilder<boolean> {
  return sql<boolean>`(${tier} is null and ${segmentId} is null
    or exists (select from members a where a.shop_id = ${shopId} and a.customer_id = ${customerId} and a.tier = ${tier})
    or exists (select from segment_members a where a.shop_id = ${shopId} and a.customer_id = ${customerId} and a.segment_id = ${segmentId}))`;
}
