import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { recordset } from "../../lib/rows.server.ts";
import { appendEntries, lockAccounts, type NewEntry } from "../../points/accounts.server.ts";
import { REFERRAL_RULE } from "../../points/entry.ts";
import { beginRelease } from "../../rewards/redemptions/release/begin-release.server.ts";
import { give } from "../../rewards/redemptions/taking/give.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Life } from "./life.ts";
import type { Known, Row } from "./read.server.ts";

type Due = { read: { row: Row; advocate: Known | null }; life: Life };

/**
 * Posts what referrals differ from what the ledger holds of them: what they bring counts like any bonus; what an order has lost since is taken back, into debt where it was spent. An account of somebody
 * who is gone is left alone. @returns whose points have changed
 */
export async function postPoints(tx: Db, shop: Shop, settled: readonly Due[], now: Date): Promise<bigint[]> {
  const due = settled.filter(({ read, life }) => life.points !== read.row.points && read.advocate?.gone === false);
  if (due.length === 0) return [];
  const entries = due.map(({ read: { row }, life }): NewEntry => {
    const points = life.points - row.points;
    return {
      ...{ customerId: row.advocateId, key: `referral:${row.referralId}:${row.entries + 1}`, kind: "bonus", rule: REFERRAL_RULE },
      // What is taken back lowers the tier of the day on which it counted.
      ...{ points, tierPoints: points, availableAt: now, earnedAt: row.paidAt ?? now, actor: "system" },
    };
  });
  const customerIds = [...new Set(entries.map(({ customerId }) => customerId))];
  await appendEntries(tx, shop, await lockAccounts(tx, shop.shopId, customerIds, now), entries, now);
  const rows = due.map(({ read: { row }, life }) => ({ referral_id: row.referralId, points: life.points }));
  await sql`
    update referrals r set points = t.points, entries = r.entries + 1
    from ${recordset(rows)} as t(referral_id bigint, points bigint) where r.shop_id = ${shop.shopId} and r.referral_id = t.referral_id
  `.execute(tx);
  return customerIds;
}

/**
 * The advocate's reward, once for a referral, also where it was archived since it was promised. Null where it cannot be given now.
 * @param refused by which it was given before, and which Shopify refused to make
 */
export async function giveReward(
  tx: Db,
  shop: Shop,
  { referralId, advocateId: customerId }: Pick<Row, "referralId" | "advocateId">,
  rewardId: number,
  now: Date,
  refused: bigint | null = null,
): Promise<bigint | null> {
  const intent = `referral:${referralId}${refused === null ? "" : `:${refused}`}`;
  const given = await give(tx, shop, { customerId, rewardId, intent, promised: true }, now);
  return given.ok ? given.redemptionId : null;
}

/** A code that no order has used goes; what was used or paid out stays. */
export async function takeRewardBack(tx: Db, shop: Shop, redemptionId: bigint, now: Date): Promise<void> {
  await beginRelease(tx, shop, redemptionId, { reason: "referral", actor: "system" }, now);
}
