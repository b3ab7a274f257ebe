import { sql } from "kysely";

import * as bonuses from "./bonuses/bonuses.server.ts";
import * as customers from "./customers/customers.server.ts";
import type { Fact, FactOf } from "./customers/facts.ts";
import { applyOrders, claimGuestOrders } from "./customers/orders/orders.server.ts";
import * as privacy from "./customers/privacy/privacy.server.ts";
import { refreshProfiles } from "./customers/profile.server.ts";
import { now as clock } from "./clock.server.ts";
import { db, type Db, type Tx } from "./db.server.ts";
import * as flows from "./flows/runs.server.ts";
import { ids } from "./lib/rows.server.ts";
import { tierDecides } from "./points/orders/earning.ts";
import { crowded, stepsTo, stepsToNow, turnsOf, type FreshOrder, type Step } from "./points/orders/turns.ts";
import { listPrograms } from "./program/versions.server.ts";
import * as ledger from "./points/ledger.server.ts";
import { settleOrders } from "./points/orders/settle.server.ts";
import { applyDiscounts } from "./rewards/redemptions/release/discount-facts.server.ts";
import { followOrders } from "./rewards/redemptions/orders/orders.server.ts";
import { merge as mergeRedemptions } from "./rewards/redemptions.server.ts";
import * as segments from "./segments/membership.server.ts";
import { inLockedShop, inSharedShop, inShopIfUnlocked } from "./shops/lock.server.ts";
import * as products from "./shops/products.server.ts";
import type { Shop } from "./shops/shop.ts";
import * as shops from "./shops/shops.server.ts";
import * as tiers from "./tiers/tiers.server.ts";

/**
 * What is left to do afterwards: orders, collections and bulk results to read from Shopify, segments to judge anew for the whole shop, what new rights allow.
 * Undecided orders are read when the second in which they changed is over.
 */
export type Followup = {
  staleOrderIds: bigint[];
  undecidedOrderIds: bigint[];
  collectionIds: bigint[];
  bulkGids: string[];
  segmentsStale: boolean;
  /** That the merchant has granted and had not before. */
  scopesGained: string[];
  /** What customer accounts the shop has is to be read from Shopify. */
  accountSettingsStale: boolean;
};

/**
 * One transaction at a time changes the customers of a shop: whoever applies facts, adjusts points or merges queues here. Different shops do
 * not wait for each other.
 * @param work gets the instant at which its turn has come. One that was read before may be older than what those before it in the queue have done.
 * @throws as `inLockedShop`, when the shop stays busy
 */
export function inShop<Result>(shopId: number, work: Work<Result>, now = clock): Promise<Result> {
  return inLockedShop(db(), shopId, (tx) => work(tx, now()));
}

type Work<Result> = (tx: Tx, at: Date) => Promise<Result>;

/** For work that changes no balance and no membership: side by side with others of its kind, never beside one of `inShop`. */
export function besideOthers<Result>(shopId: number, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  return inSharedShop(db(), shopId, work);
}

/** As `inShop`, but gives up at once when the shop is busy. For workers, who then turn to another shop. */
export function inShopIfFree<Result>(shopId: number, work: Work<Result>, now = clock): Promise<Result | null> {
  return inShopIfUnlocked(db(), shopId, (tx) => work(tx, now()));
}

/**
 * Gives facts their effects: customers -> orders -> profiles -> points -> timeline -> segments -> flows, for the whole batch at once. Runs in the
 * caller's transaction, inside `inShop`. Applying facts again, or in another order, ends in the same state.
 */
export async function apply(tx: Db, shop: Shop, facts: readonly Fact[], now: Date): Promise<Followup> {
  const scopesGained = await shops.applyShopFacts(tx, shop, of(facts, ["shop", "uninstalled", "scopes"]), now);
  await products.apply(tx, shop, of(facts, ["product", "product-deleted"]));

  const people = await customers.apply(
    tx,
    shop,
    of(facts, ["customer", "customer-deleted", "customers-merged", "consent", "tags"]),
    now,
  );
  const applied = await applyOrders(tx, shop, of(facts, ["order", "refund", "order-deleted", "dispute"]), now);
  const claimed = await claimGuestOrders(tx, shop, people.guestEmails, now);

  const moved = await ordersOf(
    tx,
    shop.shopId,
    people.merged.flatMap(({ goneId, keptId }) => [goneId, keptId]),
  );
  const fresh = [...applied.fresh, ...claimed.fresh];
  const isFresh = new Set(fresh.map(({ orderId }) => orderId));
  // Orders first: what was spent or has expired of their points must find them when it follows.
  await settleOrders(
    tx,
    shop,
    moved.filter((orderId) => !isFresh.has(orderId)),
    now,
  );
  for (const { goneId, keptId } of people.merged) {
    await ledger.merge(tx, shop, goneId, keptId, now);
    await mergeRedemptions(tx, shop, goneId, keptId, now);
    await tiers.merge(tx, shop, goneId, keptId, now);
    await bonuses.merge(tx, shop, goneId, keptId, now);
  }
  const orderIds = [...new Set([...applied.orderIds, ...claimed.orderIds, ...moved])];
  const customerIds = [...new Set([...people.customerIds, ...applied.customerIds, ...claimed.customerIds])];
  await refreshProfiles(tx, shop.shopId, customerIds);
  const changed = await count(tx, shop, { orderIds, customerIds, fresh }, now);
  await applyDiscounts(tx, shop, of(facts, ["discount-changed", "discount-deleted", "code-removed"]), now);
  const touched = [...new Set([...customerIds, ...changed])];
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
  return {
    staleOrderIds: [...new Set([...stale, ...applied.unknownOrderIds])],
    undecidedOrderIds: applied.undecidedOrderIds,
    collectionIds,
    bulkGids,
    segmentsStale,
    scopesGained,
    accountSettingsStale: of(facts, ["account-settings-stale"]).length > 0,
  };
}

type Counted = { orderIds: readonly bigint[]; customerIds: readonly bigint[]; fresh: readonly FreshOrder[] };

/**
 * Lets orders count, with what time has done to their customers before and between them: of several that a customer placed while nobody was looking, the
 * second counts by the tier to which the first and its bonuses led, as if each had been looked at when it was placed. Where nothing is overdue and nobody
 * placed two, all orders are settled together. @returns the customers whose points or codes changed
 */
async function count(tx: Db, shop: Shop, { orderIds, customerIds, fresh }: Counted, now: Date): Promise<bigint[]> {
  if (orderIds.length === 0 && customerIds.length === 0) return [];
  const placed = fresh.map((order) => (order.at > now ? { ...order, at: now } : order));
  const programs = await listPrograms(tx, shop.shopId);
  const several = programs.some(({ rules }) => tierDecides(rules)) ? crowded(placed) : [];
  const turns = turnsOf(placed, await tiers.listLate(tx, shop.shopId, customerIds, now, several), several);
  const waiting = new Set(turns.flatMap(({ orders }) => orders.map(({ orderId }) => orderId)));
  const together = orderIds.filter((orderId) => !waiting.has(orderId));
  const changed: bigint[] = [];
  const move = async (steps: readonly Step[]) => {
    for (const step of steps) await moveOn(tx, shop, step, [...waiting], now);
  };

  await move(stepsToNow(turns, false, now));
  for (let turn = 0; turn === 0 || waiting.size > 0; turn += 1) {
    await move(stepsTo(turns, turn));
    const due = turns.flatMap(({ orders }) => orders[turn]?.orderId ?? []);
    for (const orderId of due) waiting.delete(orderId);
    const counted = turn === 0 ? [...together, ...due] : due;
    changed.push(...(await settleOrders(tx, shop, counted, now)), ...(await followOrders(tx, shop, counted, now)));
  }
  await move(stepsToNow(turns, true, now));
  return changed;
}

/** What would have happened to customers between two of their orders, had somebody looked: what followed the order before, then what time did. */
async function moveOn(
  tx: Db,
  shop: Shop,
  { customerIds, after, upTo }: Step,
  without: readonly bigint[],
  now: Date,
): Promise<void> {
  if (after !== null) {
    await bonuses.settle(tx, shop, customerIds, now, { at: after, without });
    await tiers.settle(tx, shop, customerIds, after, { without });
  }
  await passTime(tx, shop, customerIds, upTo, now, without);
}

/** What time has done to these customers and nobody has looked at yet. On time there is nothing to do. */
export async function catchUp(tx: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<void> {
  const late = await lateBy(tx, shop, customerIds, now);
  if (late.length > 0) await passTime(tx, shop, late, now, now);
}

async function lateBy(tx: Db, shop: Shop, customerIds: readonly bigint[], at: Date): Promise<bigint[]> {
  return (await tiers.listLate(tx, shop.shopId, customerIds, at)).map(({ customerId }) => customerId);
}

/**
 * Days that bring bonuses, each under the tier of that day, and tiers that ended, in the order of time, up to an instant, so that an order counts by
 * the tier its customer really had and a refund by what was known before. @param without orders that do not count yet
 */
async function passTime(
  tx: Db,
  shop: Shop,
  customerIds: readonly bigint[],
  upTo: Date,
  now: Date,
  without: readonly bigint[] = [],
): Promise<void> {
  const follow = (who: readonly bigint[], at: Date) => tiers.settle(tx, shop, who, at, { without });
  for (;;) {
    const [day] = await bonuses.listDaysDue(tx, shop.shopId, customerIds, upTo);
    if (day === undefined) break;
    await follow(day.customerIds, day.at);
    await bonuses.awardDays(tx, shop, day.customerIds, day.at, now);
    // What the day brought may have lifted the tier.
    await follow(day.customerIds, day.at);
  }
  await follow(await lateBy(tx, shop, customerIds, upTo), upTo);
}

/** What follows for customers of whom anything changed: tiers, segments, flows. */
export async function afterChange(tx: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<void> {
  if (customerIds.length === 0) return;
  await tiers.settle(tx, shop, customerIds, now);
  await segments.evaluate(tx, shop, customerIds, now);
  await flows.react(tx, shop, customerIds, now);
}

/**
 * What follows for customers who spent points or got them back, and of whom nothing else changed. Tiers count what is earned, never what is spent, and
 * flows look at purchases: only segments that ask for the balance can change, and flows with them.
 */
export async function afterSpending(tx: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<void> {
  if (customerIds.length === 0 || !(await segments.askForBalance(tx, shop.shopId))) return;
  const moved = await segments.evaluate(tx, shop, customerIds, now);
  await flows.react(tx, shop, [...new Set(moved.map(({ customerId }) => customerId))], now);
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
