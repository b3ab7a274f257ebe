import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { readAffiliateProgram } from "../setup/settings.server.ts";
import { accountOf, creditAgain, parseAccount, readTerms, takePointsBack, whyNot } from "./in-kind.server.ts";

type Kept = {
  affiliateId: bigint;
  points: bigint | null;
  redemptionId: bigint | null;
  number: string;
  grossMinor: bigint;
  /** Shopify has not credited it, and will not. */
  refused: boolean;
};

/** A payout that counts, with what became of its store credit. */
async function findPayout(tx: Db, shopId: number, payoutId: bigint): Promise<Kept | null> {
  const { rows } = await sql<Kept>`
    select p.affiliate_id as "affiliateId", p.points, p.redemption_id as "redemptionId", p.note ->> 'number' as number, p.net_minor + p.tax_minor as "grossMinor",
      coalesce(r.state = 'released', false) as refused
    from payouts p left join redemptions r on r.shop_id = p.shop_id and r.redemption_id = p.redemption_id
    where p.shop_id = ${shopId} and p.payout_id = ${payoutId} and p.cancelled_at is null
  `.execute(tx);
  return rows[0] ?? null;
}

/**
 * The money came back, or was never sent: what the payout paid is due again. Its number stays taken. Points go back; store credit that Shopify has given, or may still give, cannot be cancelled.
 * @returns whose points changed; null where it was cancelled before, or cannot be
 */
export async function cancelPayout(tx: Db, shop: Shop, payoutId: bigint, actor: string, now: Date): Promise<bigint[] | null> {
  const { shopId } = shop;
  const payout = await findPayout(tx, shopId, payoutId);
  if (payout === null || (payout.redemptionId !== null && !payout.refused)) return null;
  await sql`
    update payouts set cancelled_at = ${now}, cancelled_by = ${actor} where shop_id = ${shopId} and payout_id = ${payoutId} and cancelled_at is null
  `.execute(tx);
  await sql`update commission_entries set payout_id = null where shop_id = ${shopId} and payout_id = ${payoutId}`.execute(tx);
  const { affiliateId, points } = payout;
  return points === null ? [] : takePointsBack(tx, shop, { payoutId, affiliateId, points }, now);
}

/** Store credit that Shopify refused is asked for once more. @returns false where nothing is to be given again, or cannot be now */
export async function payAgain(tx: Db, shop: Shop, payoutId: bigint, now: Date): Promise<boolean> {
  const payout = await findPayout(tx, shop.shopId, payoutId);
  if (payout === null || payout.redemptionId === null || !payout.refused) return false;
  const { settings } = await readAffiliateProgram(tx, shop.shopId);
  const terms = await readTerms(tx, shop, settings, now);
  const { rows } = await sql<{ account: unknown }>`
    select ${accountOf} as account from affiliates f where f.shop_id = ${shop.shopId} and f.affiliate_id = ${payout.affiliateId}
  `.execute(tx);
  const account = parseAccount(rows[0]?.account ?? null);
  const { grossMinor } = payout;
  // That affiliates can no longer choose it takes nothing from who had.
  if (
    account === null ||
    whyNot(shop, { ...terms, credit: terms.spendable }, { method: "credit", account, grossMinor }, now) !== null
  )
    return false;
  const redemptionId = await creditAgain(tx, shop, { payoutId, ...payout, ...account }, payout.redemptionId, now);
  if (redemptionId === null) return false;
  await sql`update payouts set redemption_id = ${redemptionId} where shop_id = ${shop.shopId} and payout_id = ${payoutId}`.execute(
    tx,
  );
  return true;
}

/** Payouts `p` that count and whose store credit, redemption `r`, Shopify refused. */
export const refusedCredits = (shopId: number): RawBuilder<unknown> => sql`
  redemptions r join payouts p on p.shop_id = ${shopId} and p.redemption_id = r.redemption_id
  where r.shop_id = ${shopId} and r.release_reason = 'refused' and r.state = 'released' and p.cancelled_at is null`;

/** Asks once more for store credit that Shopify refused. @returns how often that was possible */
export async function payRefusedAgain(tx: Db, shop: Shop, limit: number, now: Date): Promise<number> {
  const { rows } = await sql<{ id: bigint }>`
    select p.payout_id as id from ${refusedCredits(shop.shopId)} order by p.payout_id
  `.execute(tx);
  let given = 0;
  // Those that cannot be given again hold up nobody behind them.
  for (const { id } of rows) if (given < limit) given += (await payAgain(tx, shop, id, now)) ? 1 : 0;
  return given;
}
