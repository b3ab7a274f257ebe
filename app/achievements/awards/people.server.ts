import { sql } from "kysely";

import { parseExclusions, type Exclusion } from "../../customers/exclusions/exclusion.ts";
import { exclusionsOf } from "../../customers/exclusions/exclusions.server.ts";
import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import type { Terms } from "../content/terms.ts";

/** What achievements look at in a customer besides their orders. */
export type Person = {
  customerId: bigint;
  tags: string[];
  exclusions: Exclusion[];
  tier: string | null;
  /** Since when they are in segments that are asked for. */
  entered: ReadonlyMap<number, Date>;
};

/** Those of the customers who are neither deleted nor erased nor merged into another. */
export async function readPeople(
  db: Db,
  shopId: number,
  customerIds: readonly bigint[],
  segmentIds: readonly number[],
): Promise<Person[]> {
  const { rows } = await sql<Omit<Person, "exclusions" | "entered"> & { exclusions: unknown; segments: Record<string, string> }>`
    select c.customer_id as "customerId", coalesce(c.tags, '{}') as tags, ${exclusionsOf(sql`c.shop_id`, sql`c.customer_id`)} as exclusions, m.tier,
      coalesce((select jsonb_object_agg(s.segment_id, s.entered_at) from segment_members s
        where s.shop_id = c.shop_id and s.customer_id = c.customer_id and s.segment_id = any(${[...segmentIds]}::int[])), '{}') as segments
    from customers c left join members m on m.shop_id = c.shop_id and m.customer_id = c.customer_id
    where c.shop_id = ${shopId} and c.customer_id = any(${ids(customerIds)})
      and c.deleted_at is null and c.redacted_at is null and c.merged_into is null
    order by c.customer_id
  `.execute(db);
  return rows.map(({ segments, exclusions, ...row }) => ({
    ...row,
    exclusions: parseExclusions(exclusions),
    entered: new Map(Object.entries(segments).map(([segmentId, at]) => [Number(segmentId), new Date(at)])),
  }));
}

/** Whether an achievement is for a customer: those of a challenge's tier or segment, else everybody. */
export function isFor({ challenge }: Terms, { tier, entered }: Person): boolean {
  if (challenge === null) return true;
  if (challenge.tier !== null) return challenge.tier === tier;
  return challenge.segmentId === null || entered.has(challenge.segmentId);
}

/** The segments that achievements ask for. */
export function segmentsOf(all: readonly { terms: Terms }[]): number[] {
  return [...new Set(all.flatMap(({ terms }) => [terms.segmentId, terms.challenge?.segmentId ?? null]))].filter(
    (id) => id !== null,
  );
}
