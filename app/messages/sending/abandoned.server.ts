import { sql } from "kysely";

import { appending } from "../../customers/timeline.server.ts";
import type { Db } from "../../db.server.ts";
import { channels } from "../channels/registry.ts";

const takenTwice = Object.entries(channels).flatMap(([name, { idempotent }]) => (idempotent ? [] : [name]));

/**
 * Gives up on messages of a shop whose sender died while handing them over. Whether they were taken nobody can know; advertising is better lost than
 * sent twice. Only where the same message arrives once however often it is handed over is it tried again.
 * @param atMostOnce channels that would deliver a message twice
 */
export async function settleAbandoned(
  db: Db,
  shopId: number,
  now: Date,
  atMostOnce: readonly string[] = takenTwice,
): Promise<void> {
  await sql`
    with abandoned as (
      select message_id from messages
      where shop_id = ${shopId} and state = 'sending' and claimed_until <= ${now} for update skip locked
    ), again as (
      update messages m set state = 'queued', claimed_until = null, sent_at = null
      from abandoned a where m.shop_id = ${shopId} and m.message_id = a.message_id and not m.channel = any(${atMostOnce}::text[])
    ), changed as (
      update messages m set state = 'failed', claimed_until = null, reason = 'unknown-outcome'
      from abandoned a where m.shop_id = ${shopId} and m.message_id = a.message_id and m.channel = any(${atMostOnce}::text[])
      returning m.customer_id, m.message_id, m.template
    )
    ${appending({
      ...{ kind: "message.dropped", shopId: sql`${shopId}::int`, customerId: sql`customer_id`, now },
      key: sql`'message:' || message_id || ':dropped'`,
      data: { template: sql`template`, reason: sql`'unknown-outcome'` },
      from: sql`changed`,
    })}
  `.execute(db);
}
