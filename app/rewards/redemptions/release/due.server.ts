import { sql } from "kysely";

import type { Db, Tx } from "../../../db.server.ts";
import { ids } from "../../../lib/rows.server.ts";
import { DAY_MS, plusMs } from "../../../lib/time.ts";
import { log } from "../../../log.server.ts";
import { enqueue } from "../../../messages/outbox.server.ts";
import { getShop } from "../../../shops/shops.server.ts";
import type { Means } from "../means.server.ts";
import { beginRelease } from "./begin-release.server.ts";
import { redemptionColumns, toRedemption, type RedemptionRow } from "../rows.server.ts";

const WARN_MS = 7 * DAY_MS;

/** Lets codes go whose time is over; their points come back when Shopify has deleted them. A shop that fails holds up no other. @returns how many */
export async function expireDue(means: Means, now: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ shop_id: number; redemption_id: bigint }>`
    select r.shop_id, r.redemption_id from redemptions r join shops s on s.shop_id = r.shop_id
    where r.state = 'issued' and r.expires_at <= ${now} and s.status = 'installed' order by r.expires_at limit ${limit}
  `.execute(means.db());
  let done = 0;
  for (const [shopId, due] of Map.groupBy(rows, (row) => row.shop_id)) {
    try {
      const shop = await getShop(means.db(), shopId);
      await means.inShop(shop, async (tx, at) => {
        for (const { redemption_id } of due)
          await beginRelease(tx, shop, redemption_id, { reason: "expired", actor: "system" }, at);
        return { result: null, customerIds: [] };
      });
      done += due.length;
    } catch (error) {
      log().warn({ error, shopId }, "codes whose time is over have not been taken back");
    }
  }
  return done;
}

/** Queues an email a week before a code expires, once, for codes that last longer than that. A shop that fails holds up no other. @returns how many */
export async function warnDue(db: Db, now: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ shop_id: number; redemption_id: bigint }>`
    select r.shop_id, r.redemption_id from redemptions r join shops s on s.shop_id = r.shop_id
    where r.state = 'issued' and r.expires_at > ${now} and r.expires_at <= ${plusMs(now, WARN_MS)} and r.warned_at is null
      and r.expires_at - r.issued_at > interval '8 days' and s.status = 'installed'
    order by r.expires_at limit ${limit}
  `.execute(db);
  let done = 0;
  for (const [shopId, due] of Map.groupBy(rows, (row) => row.shop_id)) {
    const redemptionIds = due.map(({ redemption_id }) => redemption_id);
    try {
      done += await db.transaction().execute((tx) => warn(tx, shopId, redemptionIds, now));
    } catch (error) {
      log().warn({ error, shopId }, "customers have not been told of codes that expire");
    }
  }
  return done;
}

/** Of these, those that are open still and that nobody else has told of, or is telling of. */
async function warn(tx: Tx, shopId: number, redemptionIds: readonly bigint[], now: Date): Promise<number> {
  const { rows } = await sql<RedemptionRow>`
    with due as (
      select redemption_id from redemptions
      where shop_id = ${shopId} and redemption_id = any(${ids(redemptionIds)}) and state = 'issued' and warned_at is null
      order by redemption_id for update skip locked
    )
    update redemptions r set warned_at = ${now} from due where r.shop_id = ${shopId} and r.redemption_id = due.redemption_id
    returning ${redemptionColumns}
  `.execute(tx);
  const emails = rows.map(toRedemption).flatMap(({ customerId, redemptionId, terms, points, code, expiresAt }) => {
    if (expiresAt === null) return [];
    const data = { redemptionId, title: terms.title, points, code, kind: terms.kind, expiresAt };
    return [{ customerId, template: "reward-expiring" as const, key: `redemption:${redemptionId}:expiring`, data }];
  });
  await enqueue(tx, shopId, emails, now);
  return rows.length;
}
