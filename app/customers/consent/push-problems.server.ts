import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import type { PushProblem, TellableState } from "./told-consent.ts";

/** Merchants hear of what waits for this long, whatever the reason is: until then other apps go by a consent that no longer holds. */
const PATIENCE_MS = DAY_MS;

export type UntoldConsent = {
  customerId: bigint;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  state: TellableState;
  since: Date;
  problem: PushProblem | null;
  /** Shopify's own words, in English; null: it said nothing. */
  answer: string | null;
  nextAt: Date;
};

/**
 * Which rows p of consent_pushes a merchant should know of. Not those of customers whom Shopify does not know or who have no address: nobody writes to them,
 * and a deletion that we missed is found at night.
 */
function concerning(now: Date): RawBuilder<boolean> {
  return sql`(p.problem in ('refused', 'access')
    or (p.since <= ${plusMs(now, -PATIENCE_MS)} and coalesce(p.problem, '') not in ('unknown-customer', 'no-address')))`;
}

/** As a scalar for pages: how many consents Shopify has not taken that a merchant should know of. */
export function countUntold(shopId: number, now: Date): RawBuilder<number> {
  return sql`(select count(*)::int from consent_pushes p where p.shop_id = ${shopId} and ${concerning(now)})`;
}

/** The same as a list, longest wait first. */
export async function listUntold(db: Db, shopId: number, now: Date, limit: number): Promise<UntoldConsent[]> {
  const { rows } = await sql<UntoldConsent>`
    select p.customer_id as "customerId", c.first_name as "firstName", c.last_name as "lastName", c.email, e.state, p.since, p.problem, p.answer,
      p.due_at as "nextAt"
    from consent_pushes p
    join consent_events e on e.shop_id = p.shop_id and e.event_id = p.event_id
    join customers c on c.shop_id = p.shop_id and c.customer_id = p.customer_id
    where p.shop_id = ${shopId} and ${concerning(now)}
    order by p.since, p.event_id limit ${limit}
  `.execute(db);
  return rows;
}

/** What Shopify has not taken is tried again at once, but what is just being tried. @returns how many */
export async function retryUntold(db: Db, shopId: number, now: Date): Promise<number> {
  const result = await sql`
    update consent_pushes set due_at = ${now}
    where shop_id = ${shopId} and problem is not null and (claimed_until is null or claimed_until <= ${now})
  `.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}
