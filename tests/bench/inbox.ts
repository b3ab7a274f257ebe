import type { Db } from "../../app/db.server.ts";
import { INBOX_BATCH } from "../../app/jobs/loops/inbox-loop.server.ts";
import * as inbox from "../../app/webhooks/inbox.server.ts";
import type { WebhookEvent } from "../sandbox/world/types.ts";
import { NOW } from "./stage.ts";

/** Stores webhooks as if they had just arrived. */
export async function fillInbox(db: Db, events: readonly WebhookEvent[]): Promise<void> {
  const arrivals = events.map(({ shop, topic, eventId, triggeredAt, body }, index): inbox.Arrival => {
    const about = { domain: shop, topic, dedupeKey: `:${eventId}`, webhookId: `w${index}`, apiVersion: "2026-10" };
    return { ...about, triggeredAt, receivedAt: NOW, body: Buffer.from(body) };
  });
  for (let from = 0; from < arrivals.length; from += INBOX_BATCH)
    await inbox.accept(db, arrivals.slice(from, from + INBOX_BATCH));
}
