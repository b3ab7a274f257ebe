import { sql } from "kysely";

import { now } from "../clock.server.ts";
import type { Noun } from "../customers/noun.ts";
import type { Person } from "../customers/privacy/person.server.ts";
import { db, type Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import { withdraw } from "../messages/outbox.server.ts";
import type { Shop } from "../shops/shop.ts";
import { outcome } from "./recipients/tally.server.ts";
import { workCampaigns } from "./work/work.server.ts";

/** Who waits gets nothing. What was sent, messages forget. */
async function forget(tx: Db, shopId: number, { customerIds }: Person): Promise<void> {
  await sql`
    update campaign_recipients set state = 'not-sent', reason = 'redacted'
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and state = 'waiting'
  `.execute(tx);
}

/**
 * One person gets a campaign's email once, and is counted once: of two who become one, whoever is further stays, and what the other still waits for is taken back.
 * Being handed over is as good as sent, for it can no longer be stopped. Whose lot was to get nothing keeps it, unless the other's email has left.
 */
async function merge(tx: Db, { shopId }: Shop, { goneId, keptId }: { goneId: bigint; keptId: bigint }, at: Date): Promise<void> {
  const { rows } = await sql<{ message_id: bigint | null }>`
    with ranked as (
      select r.campaign_id, r.customer_id, ${outcome} as outcome,
        case when m.state in ('sent', 'failed', 'sending') then 3 when m.state = 'queued' or r.reason = 'holdout' and r.customer_id = ${keptId} then 2
          when r.state = 'waiting' then 1 else 0 end as far
      from campaign_recipients r
      left join campaigns g on g.shop_id = r.shop_id and g.campaign_id = r.campaign_id
      left join messages m on m.shop_id = r.shop_id and m.message_id = r.message_id
      where r.shop_id = ${shopId} and r.customer_id in (${goneId}, ${keptId})
    ), behind as (
      select k.campaign_id, case when g.far > k.far then k.customer_id else g.customer_id end as customer_id,
        replace(case when g.far > k.far then k.outcome else g.outcome end, 'not-sent', 'notSent') as counted
      from ranked g join ranked k on k.campaign_id = g.campaign_id
      where g.customer_id = ${goneId} and k.customer_id = ${keptId}
    ), results as (
      update campaigns g set result = g.result || jsonb_build_object('audience', (g.result ->> 'audience')::int - 1, b.counted, (g.result ->> b.counted)::int - 1)
      from behind b where g.shop_id = ${shopId} and g.campaign_id = b.campaign_id and g.result ? b.counted
    )
    delete from campaign_recipients r using behind b
    where r.shop_id = ${shopId} and r.campaign_id = b.campaign_id and r.customer_id = b.customer_id
    returning r.message_id
  `.execute(tx);
  const open = rows.flatMap(({ message_id: messageId }) => (messageId === null ? [] : [{ messageId, reason: "merged" }]));
  await withdraw(tx, shopId, open, at);
  await sql`
    update campaign_recipients set customer_id = ${keptId} where shop_id = ${shopId} and customer_id = ${goneId}
  `.execute(tx);
}

export const campaigns: Noun = {
  forget,
  merge,
  // The audience is read when a campaign begins, and the policy when an email leaves: nothing is kept that would have to follow.
  follow: null,
  byTime: [],
  loops: [{ name: "campaigns", idleMs: 500, step: () => workCampaigns(db(), now) }],
};
