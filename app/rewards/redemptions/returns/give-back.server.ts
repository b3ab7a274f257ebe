import { sql } from "kysely";

import { append } from "../../../customers/timeline.server.ts";
import type { Db } from "../../../db.server.ts";
import { enqueue } from "../../../messages/outbox.server.ts";
import { appendEntries, lockAccounts } from "../../../points/accounts.server.ts";
import type { Shop } from "../../../shops/shop.ts";
import { redemptionEvent } from "../events.ts";
import { lockRedemption } from "../rows.server.ts";
import { step } from "../state.ts";

/** Gives back the points of a redemption that is to be released and of which Shopify holds nothing. @returns whose points changed */
export async function giveBack(tx: Db, shop: Shop, redemptionId: bigint, now: Date): Promise<bigint[]> {
  const current = await lockRedemption(tx, shop.shopId, redemptionId);
  const next = current === null ? null : step(current.state, { kind: "code-gone" });
  if (current === null || next === null) return [];
  const { customerId, points, terms } = current;
  await sql`
    update redemptions set state = ${next.to}, released_at = ${now}, attempts = 0, last_error = null, next_attempt_at = null
    where shop_id = ${shop.shopId} and redemption_id = ${redemptionId}
  `.execute(tx);
  const actor = current.releasedBy ?? "system";
  // What was given for nothing leaves no points to give back, and nothing to tell of them.
  if (points > 0n) {
    const locked = await lockAccounts(tx, shop.shopId, [customerId], now);
    const key = `redemption:${redemptionId}:release`;
    const entry = { customerId, key, kind: "release" as const, points, availableAt: now, actor, redemptionId };
    await appendEntries(tx, shop, locked, [entry], now);
  }
  const reason = current.releaseReason ?? "undone";
  await append(tx, shop.shopId, [redemptionEvent(shop, current, "reward.released", now, { reason, actor })], now);
  if (points === 0n) return [customerId];
  const data = { redemptionId, title: terms.title, points, reason };
  await enqueue(
    tx,
    shop.shopId,
    [{ customerId, template: "reward-released", key: `redemption:${redemptionId}:released`, data }],
    now,
  );
  return [customerId];
}
