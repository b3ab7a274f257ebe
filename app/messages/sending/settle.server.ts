import { sql } from "kysely";

import { append } from "../../customers/timeline.server.ts";
import type { Tx } from "../../db.server.ts";
import { backoffMs } from "../../lib/backoff.ts";
import { HOUR_MS, MINUTE_MS, plusMs } from "../../lib/time.ts";
import type { Channel, Delivery } from "../channels/channel.ts";
import { channelNamed } from "../channels/registry.ts";
import { suppress } from "../suppressions/suppress.server.ts";
import { messageEvent } from "./message-event.server.ts";
import type { Handover } from "./claim.server.ts";

/**
 * Records what became of a message. A claim that another has settled meanwhile stays as it is; that it was taken is always recorded, but of somebody
 * who was erased in between neither name nor address is written down again.
 */
export async function settle(
  tx: Tx,
  { message, attempts, content }: Handover,
  delivery: Delivery,
  now: Date,
  channel: Pick<Channel, "idempotent"> = channelNamed(message.channel),
): Promise<void> {
  const { shopId, messageId } = message;
  const mine = sql`shop_id = ${shopId} and message_id = ${messageId} and attempts = ${attempts}`;
  // Locked, so that an erasure comes wholly before or wholly after.
  const { rows } = await sql<{
    recipient: string | null;
  }>`select recipient from messages where ${mine} for no key update`.execute(tx);
  const erased = rows[0]?.recipient === null;
  // Where the same key arrives once, it is simply handed over again.
  const outcome: Delivery = delivery.kind === "unknown" && channel.idempotent ? { ...delivery, kind: "temporary" } : delivery;
  switch (outcome.kind) {
    case "accepted":
      await sql`
        update messages set state = 'sent', claimed_until = null, reason = null, provider_id = ${outcome.providerId ?? null}
        where ${mine} and (state = 'sending' or (state = 'failed' and reason = 'unknown-outcome'))
      `.execute(tx);
      await append(
        tx,
        shopId,
        [messageEvent(message, "message.sent", erased ? {} : { subject: content.subject ?? "" }, now)],
        now,
      );
      return;
    case "temporary":
      // Keeps what withdrew it meanwhile: then it has expired and is dropped for that reason.
      await sql`
        update messages
        set state = 'queued', claimed_until = null, sent_at = null, due_at = ${plusMs(now, backoffMs(attempts, 2 * MINUTE_MS, 4 * HOUR_MS))},
          reason = coalesce(reason, ${`mail-server: ${outcome.reason}`})
        where ${mine} and state = 'sending'
      `.execute(tx);
      return;
    case "permanent":
      await sql`
        update messages set state = 'failed', claimed_until = null, sent_at = null, reason = ${`mail-server: ${outcome.reason}`}
        where ${mine} and state = 'sending'
      `.execute(tx);
      if (outcome.addressIsDead && !erased) {
        const dead = {
          channel: message.channel,
          address: content.to,
          reason: "bounced",
          source: "mail-server",
          at: now,
        } as const;
        await suppress(tx, shopId, [dead]);
      }
      await append(
        tx,
        shopId,
        [messageEvent(message, "message.dropped", { reason: outcome.addressIsDead ? "suppressed-bounced" : "refused" }, now)],
        now,
      );
      return;
    case "unknown":
      await sql`
        update messages set state = 'failed', claimed_until = null, reason = 'unknown-outcome' where ${mine} and state = 'sending'
      `.execute(tx);
      await append(tx, shopId, [messageEvent(message, "message.dropped", { reason: "unknown-outcome" }, now)], now);
      return;
  }
}
