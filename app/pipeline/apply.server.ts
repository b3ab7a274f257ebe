import { sql } from "kysely";

import { liveAchievements } from "../achievements/achievements.server.ts";
import { settle as settleAchievements } from "../achievements/awards/settle.server.ts";
import { markOrders } from "../affiliates/ledger/mark.server.ts";
import * as bonuses from "../bonuses/bonuses.server.ts";
import * as checkouts from "../checkouts/checkouts.server.ts";
import * as customers from "../customers/customers.server.ts";
import { admitAwaiting, type Admitted } from "../customers/orders/awaited-tags.server.ts";
import type { Fact } from "../facts/fact.ts";
import { applyOrders, claimGuestOrders, readOrders } from "../customers/orders/orders.server.ts";
import { refreshProfiles } from "../customers/profile.server.ts";
import type { Db } from "../db.server.ts";
import { askAhead } from "../db/ahead.ts";
import { together } from "../db/together.ts";
import { applyMoves } from "../mirrors/apply.server.ts";
import { publishedFlows } from "../flows/runs/read-flows.server.ts";
import { ids } from "../lib/rows.server.ts";
import { admissionAt, type StateSince } from "../program/state/state.ts";
import { listStates } from "../program/versions.server.ts";
import { settleOrders } from "../points/orders/settle.server.ts";
import { noteGuests } from "../referrals/life/guests.server.ts";
import { applyDiscounts } from "../rewards/redemptions/release/discount-facts.server.ts";
import * as products from "../shops/products.server.ts";
import { someRunsOut } from "../refill/dues.server.ts";
import { someForMembers } from "../rewards/for-members.server.ts";
import { loadCompiled, storedSegments } from "../segments/compiled.server.ts";
import type { Shop } from "../shops/shop.ts";
import * as shops from "../shops/shops.server.ts";
import { follow, followMoved } from "./follow.server.ts";
import { obeyPrivacy } from "./forget.server.ts";
import { countOrders } from "./orders-in-turn.server.ts";
import { jobsAfter, type JobAfter } from "./jobs-after.ts";
import { NOUNS } from "./nouns.server.ts";
import { sortFacts, type FactsFor } from "./sort-facts.ts";

const NO_STATES: Promise<StateSince[]> = Promise.resolve([]);
/** No order awaits its customer's tags where there was never a test. */
const NOBODY: Admitted = { fresh: [], untoldIds: [] };

/**
 * Gives facts their effects: customers -> orders -> profiles -> points -> timeline -> tiers -> segments -> flows, for the whole batch at once. Runs in
 * the transaction of `change`. Applying facts again, or in another order, ends in the same state. @returns what is left to do afterwards
 */
export async function apply(tx: Db, shop: Shop, facts: readonly Fact[], now: Date): Promise<JobAfter[]> {
  const of = sortFacts(facts);
  const scopesGained = await shops.applyShopFacts(tx, shop, of.shops, now);
  const retagged = await products.apply(tx, shop, of.products);

  // Where customers become one, orders change hands before they are looked at.
  const merging = of.people.some(({ kind }) => kind === "customers-merged");
  const [people, states, known] = await together([
    customers.apply(tx, shop, of.people, now),
    of.people.length + of.orders.length === 0 ? NO_STATES : listStates(tx, shop.shopId),
    merging ? Promise.resolve(null) : readOrders(tx, shop, of.orders),
  ]);
  const orders = known ?? (await readOrders(tx, shop, of.orders));
  const [claimed, applied] = await together([
    claimGuestOrders(tx, shop, people.guestEmails, orders.orderIds, now),
    applyOrders(tx, shop, of.orders, (placed) => admissionAt(states, placed), now, orders),
  ]);

  const moved = await ordersOf(
    tx,
    shop.shopId,
    people.merged.flatMap(({ goneId, keptId }) => [goneId, keptId]),
  );
  const owners = [...new Set([...people.customerIds, ...applied.customerIds, ...claimed.customerIds])];
  const around = { orderIds: applied.orderIds, customerIds: owners };
  const count = async () => {
    const admitted = states.some(({ state }) => state === "test") ? await admitAwaiting(tx, shop.shopId, owners) : NOBODY;
    const fresh = [...applied.fresh, ...claimed.fresh, ...admitted.fresh];
    const isFresh = new Set(fresh.map(({ orderId }) => orderId));
    // Orders first: what was spent or has expired of their points must find them when it follows.
    await settleOrders(
      tx,
      shop,
      moved.filter((orderId) => !isFresh.has(orderId)),
      now,
    );
    for (const who of people.merged) for (const noun of NOUNS) await noun.merge?.(tx, shop, who, now);
    const orderIds = [...new Set([...applied.orderIds, ...claimed.orderIds, ...isFresh, ...moved])];
    await refreshProfiles(tx, shop.shopId, owners);
    const changed = await countOrders(tx, shop, { orderIds, customerIds: owners, fresh }, now);
    return { changed, untoldIds: admitted.untoldIds };
  };
  if (owners.length > 0) askOfRules(tx, shop.shopId);
  const end = () => checkouts.apply(tx, shop, of.checkouts, around, now);
  // Where customers become one, their checkouts do so after that.
  const [left, { changed, untoldIds }] =
    people.merged.length === 0 ? await together([end(), count()]) : [await end(), await count()];
  await noteGuests(tx, shop, applied.orderIds, now);
  await markOrders(tx, shop, [...applied.orderIds, ...claimed.orderIds, ...moved], now);
  await applyDiscounts(tx, shop, of.discounts, now);
  const touched = [...new Set([...owners, ...left, ...changed])];
  await bonuses.settle(tx, shop, touched, now);
  const earned = await settleAchievements(tx, shop, touched, now);
  await follow(tx, shop, [...new Set([...touched, ...earned])], now);
  await followMoved(tx, shop, { mirrors: await applyMoves(tx, shop.shopId, of.mirrors) }, now);

  const asked = retagged && !(await loadCompiled(tx, shop, now, ["catalog"])).idle;
  await obeyPrivacy(tx, shop, of.privacy, now);
  const supplyProductIds = await productsWithFields(tx, shop.shopId, of.products);
  return jobsAfter(shop, of, {
    ...applied,
    untaggedIds: untoldIds,
    scopesGained,
    retaggedAt: asked ? now : null,
    supplyProductIds,
  });
}

/** Those of which Shopify may have another supply now: a webhook does not say what of a product has changed. */
async function productsWithFields(tx: Db, shopId: number, facts: readonly FactsFor<"products">[]): Promise<bigint[]> {
  const told = facts.flatMap((fact) => (fact.kind === "product" ? [fact.product.productId] : []));
  if (told.length === 0 || !(await shops.listScopes(tx, shopId)).includes("write_products")) return [];
  return [...new Set(told)];
}

/** Asks for what the shop has set up, which what follows reads and nothing of it changes. */
function askOfRules(tx: Db, shopId: number): void {
  askAhead(tx, shopId, [someForMembers, someRunsOut, liveAchievements, storedSegments, publishedFlows]);
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
