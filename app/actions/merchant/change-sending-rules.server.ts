import { releaseWaiting } from "../../campaigns/work/feed.server.ts";
import { db } from "../../db.server.ts";
import { releaseDeferred } from "../../messages/outbox.server.ts";
import { holdRules, saveRules } from "../../messages/timing/sending-rules.server.ts";
import type { SendingRules } from "../../messages/timing/sending-rules.ts";

/**
 * Changes how much advertising a shop sends and when, and has what waits for the rules decided about again. Whoever is deciding by the old rules is done
 * before, so that nothing goes on waiting for them. @param existingCustomers as `saveRules` has it
 */
export async function changeSendingRules(
  shopId: number,
  rules: Omit<SendingRules, "existingCustomersSince">,
  existingCustomers: boolean,
  now: Date,
): Promise<void> {
  await db()
    .transaction()
    .execute(async (tx) => {
      await holdRules(tx, shopId);
      await saveRules(shopId, rules, existingCustomers, now);
      await releaseDeferred(tx, shopId, ["frequency-cap", "daily-limit", "rest-day"], now);
      await releaseWaiting(tx, shopId, now);
    });
}
