import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import type { Tally } from "../campaign.ts";
import type { Outcome } from "./query.ts";
import { tallyOf, type OutcomeCount } from "./tally.ts";

/**
 * What has become of a recipient `r` of a campaign `g` whose message, if they have one, is `m`. Who waited when a campaign was cancelled gets nothing.
 */
export const outcome: RawBuilder<Outcome> = sql`case
  when r.state = 'not-sent' or m.state = 'dropped' then 'not-sent'
  when m.state = 'sent' then 'sent'
  when m.state = 'failed' then 'failed'
  when r.state = 'waiting' and g.state = 'cancelled' then 'not-sent'
  else 'waiting' end`;

/** Why, where they got nothing or wait. */
export const why: RawBuilder<string | null> =
  sql`case when r.state = 'waiting' and g.state = 'cancelled' then 'cancelled' else coalesce(m.reason, r.reason) end`;

/**
 * Recipients with their campaign and message. Who has none is given a number of their own that no message has: PostgreSQL puts all that are null into one part of a hash table, and where
 * they are very many divides it in vain, into millions of files, until no memory is left.
 */
export const recipients = sql`campaign_recipients r
  join campaigns g on g.shop_id = r.shop_id and g.campaign_id = r.campaign_id
  left join messages m on m.shop_id = r.shop_id and m.message_id = coalesce(r.message_id, -1 - abs(r.customer_id))`;

/** How many recipients of a campaign came to what, and why. Largest first. */
export async function countOutcomes(db: Db, shopId: number, campaignId: number): Promise<OutcomeCount[]> {
  const { rows } = await sql<OutcomeCount>`
    select ${outcome} as outcome, case when m.state = 'sent' then null else ${why} end as reason, count(*)::int as count from ${recipients}
    where r.shop_id = ${shopId} and r.campaign_id = ${campaignId} group by 1, 2 order by 3 desc, 1, 2
  `.execute(db);
  return rows;
}

export async function readTally(db: Db, shopId: number, campaignId: number): Promise<Tally> {
  return tallyOf(await countOutcomes(db, shopId, campaignId));
}
