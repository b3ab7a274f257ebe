import { sql } from "kysely";

import { append } from "../../customers/timeline.server.ts";
import type { Db } from "../../db.server.ts";
import { listPending, withdraw } from "../../messages/outbox.server.ts";
import { flowLabel } from "./read-flows.server.ts";
import { clearTimers } from "./store.server.ts";

/**
 * Ends a run because a merchant wants it: nothing more comes of it, and what has not left or been given is taken back. Its occasion has been had: it does not begin
 * again. Inside a change of the shop.
 * @returns false for one that this customer does not have, or that is over
 */
export async function endRun(
  tx: Db,
  shopId: number,
  { customerId, runId }: { customerId: bigint; runId: bigint },
  now: Date,
): Promise<boolean> {
  const { rows } = await sql<{ label: string; entered: boolean }>`
    update flow_runs r set state = 'ended', ended_at = ${now}, end_reason = 'skipped', step_id = null
    from flows f
    where r.shop_id = ${shopId} and r.run_id = ${runId} and r.customer_id = ${customerId} and r.state <> 'ended'
      and f.shop_id = r.shop_id and f.flow_id = r.flow_id
    returning ${flowLabel} as label, r.entered_at is not null as entered
  `.execute(tx);
  const [ended] = rows;
  if (ended === undefined) return false;
  await clearTimers(tx, shopId, [runId]);
  await sql`delete from flow_effects where shop_id = ${shopId} and run_id = ${runId} and done_at is null`.execute(tx);
  const pending = (await listPending(tx, shopId, [customerId])).filter((message) => message.runId === runId);
  await withdraw(
    tx,
    shopId,
    pending.map(({ messageId }) => ({ messageId, reason: "skipped" })),
    now,
  );
  // Who was never in it need not be told that they are out of it.
  const event = { kind: "flow.ended" as const, customerId, key: `flow:${runId}:ended`, occurredAt: now };
  if (ended.entered) await append(tx, shopId, [{ ...event, data: { flow: ended.label, reason: "skipped" } }], now);
  return true;
}
