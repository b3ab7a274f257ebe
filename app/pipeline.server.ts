import { sql } from "kysely";

import * as bonuses from "./bonuses/bonuses.server.ts";
import * as customers from "./customers/customers.server.ts";
import type { Fact, FactOf } from "./customers/facts.ts";
import { applyOrders, claimGuestOrders } from "./customers/orders/orders.server.ts";
import * as privacy from "./customers/privacy/privacy.server.ts";
import { refreshProfiles } from "./customers/profile.server.ts";
import { db, type Db, type Tx } from "./db.server.ts";
import * as flows from "./flows/runs.server.ts";
import { ids } from "./lib/rows.server.ts";
import * as ledger from "./points/ledger.server.ts";
import { settleOrders } from "./points/orders/settle.server.ts";
import { applyDiscounts } from "./rewards/redemptions/release/discount-facts.server.ts";
import { followOrders } from "./rewards/redemptions/orders/orders.server.ts";
import { merge as mergeRedemptions } from "./rewards/redemptions.server.ts";
import * as segments from "./segments/membership.server.ts";
import { lockShop, tryLockShop } from "./shops/lock.server.ts";
import * as products from "./shops/products.server.ts";
import type { Shop } from "./shops/shop.ts";
import * as shops from "./shops/shops.server.ts";
import * as tiers from "./tiers/tiers.server.ts";

/** What is left to do afterwards: orders, collections and bulk results to read from Shopify, segments to judge anew for the whole shop. */
export type Followup = { staleOrderIds: bigint[]; collectionIds: bigint[]; bulkGids: string[]; segmentsStale: boolean };

/**
 * One transaction at a time changes the customers of a shop: whoever applies facts, adjusts points or merges queues here. Different shops do
 * not wait for each other.
 */
export function inShop<Result>(shopId: number, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  return db()
    .transaction()
    .execute(async (tx) => {
      await lockShop(tx, shopId);
      return work(tx);
    });
}

/** As `inShop`, but gives up at once when the shop is busy. For workers, who then turn to another shop. */
export function inShopIfFree<Result>(shopId: number, work: (tx: Tx) => Promise<Result>): Promise<Result | null> {
  return db()
    .transaction()
    .execute(async (tx) => ((await tryLockShop(tx, shopId)) ? work(tx) : null));
}

/**
 * Gives facts their effects: customers -> orders -> profiles -> points -> timeline -> segments -> flows, for the whole batch at once. Runs in the
 * caller's transaction, inside `inShop`. Applying facts again, or in another order, ends in the same state.
 */
export async function apply(tx: Db, shop: Shop, facts: readonly Fact[], now: Date): Promise<Followup> {
  await shops.applyShopFacts(tx, shop, of(facts, ["shop", "uninstalled", "scopes"]), now);
  await products.apply(tx, shop, of(facts, ["product", "product-deleted"]));

  const people = await customers.apply(
    tx,
    shop,
    of(facts, ["customer", "customer-deleted", "customers-merged", "consent", "tags"]),
    now,
  );
  const applied = await applyOrders(tx, shop, of(facts, ["order", "refund"]), now);
  const claimed = await claimGuestOrders(tx, shop, people.guestEmails, now);

  const moved = await ordersOf(
    tx,
    shop.shopId,
    people.merged.flatMap(({ goneId, keptId }) => [goneId, keptId]),
  );
  // Orders first: what was spent or has expired of their points must find them when it follows.
  await settleOrders(tx, shop, moved, now);
  for (const { goneId, keptId } of people.merged) {
    await ledger.merge(tx, shop, goneId, keptId, now);
    await mergeRedemptions(tx, shop, goneId, keptId, now);
    await tiers.merge(tx, shop, goneId, keptId, now);
    await bonuses.merge(tx, shop, goneId, keptId, now);
  }
  const orderIds = [...new Set([...applied.orderIds, ...claimed.orderIds, ...moved])];
  const customerIds = [...new Set([...people.customerIds, ...applied.customerIds, ...claimed.customerIds])];
  await refreshProfiles(tx, shop.shopId, customerIds);
  await catchUp(tx, shop, customerIds, now);
  const earners = await settleOrders(tx, shop, orderIds, now);
  const redeemers = await followOrders(tx, shop, orderIds, now);
  await applyDiscounts(tx, shop, of(facts, ["discount-changed", "discount-deleted", "code-removed"]), now);
  const touched = [...new Set([...customerIds, ...earners, ...redeemers])];
  await bonuses.settle(tx, shop, touched, now);
  await afterChange(tx, shop, touched, now);

  await privacy.apply(tx, shop, of(facts, ["export-requested", "customer-redacted", "shop-redacted"]), now);
  const stale = of(facts, ["order-stale"]).map(({ orderId }) => orderId);
  const collectionIds = [...new Set(of(facts, ["collection-stale"]).map(({ collectionId }) => collectionId))];
  const bulkGids = of(facts, ["bulk-finished"]).map(({ bulkGid }) => bulkGid);
  // Days and amounts in segments mean the shop's own: a new zone or currency may move anybody.
  const segmentsStale = of(facts, ["shop"]).some(
    ({ timeZone, currency }) => timeZone !== shop.timeZone || currency !== shop.currency,
  );
  return { staleOrderIds: [...new Set([...stale, ...applied.unknownOrderIds])], collectionIds, bulkGids, segmentsStale };
}

/**
 * What time has done to these customers and nobody has looked at yet, in the order of time: days that bring bonuses, each under the tier of that day, and
 * tiers that ended, so that an order counts by the tier its customer really had and a refund by what was known before. On time there is nothing to do.
 */
export async function catchUp(tx: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<void> {
  for (const { upTo, customerIds: late } of await tiers.listLate(tx, shop.shopId, customerIds, now)) {
    for (;;) {
      const [day] = await bonuses.listDaysDue(tx, shop.shopId, late, upTo);
      if (day === undefined) break;
      await tiers.settle(tx, shop, day.customerIds, day.at);
      await bonuses.awardDays(tx, shop, day.customerIds, day.at, now);
      // What the day brought may have lifted the tier.
      await tiers.settle(tx, shop, day.customerIds, day.at);
    }
    await tiers.settle(tx, shop, late, upTo);
  }
}

/** What follows for customers of whom anything changed: tiers, segments, flows. */
export async function afterChange(tx: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<void> {
  if (customerIds.length === 0) return;
  await tiers.settle(tx, shop, customerIds, now);
  await segments.evaluate(tx, shop, customerIds, now);
  await flows.react(tx, shop, customerIds, now);
}

function of<Kind extends Fact["kind"]>(facts: readonly Fact[], kinds: readonly Kind[]): FactOf<Kind>[] {
  return facts.filter((fact): fact is FactOf<Kind> => (kinds as readonly string[]).includes(fact.kind));
}

/** Orders whose points must follow a merge: those repointed to the kept customer, and those still posted to the one that is gone. */
async function ordersOf(tx: Db, shopId: number, customerIds: readonly bigint[]): Promise<bigint[]> {
  if (customerIds.length === 0) return [];
  const { rows } = await sql<{ order_id: bigint }>`
    select order_id from orders where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
    union
    select order_id from ledger_entries where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and order_id is not null
  `.execute(tx);
  return rows.map(({ order_id }) => order_id);
}
