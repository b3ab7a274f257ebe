import * as bonuses from "../bonuses/bonuses.server.ts";
import type { Db } from "../db.server.ts";
import { together } from "../db/together.ts";
import { tierDecides } from "../points/orders/earning.ts";
import { readSettling, settleOrders } from "../points/orders/settle.server.ts";
import { crowded, stepsTo, stepsToNow, turnsOf, type FreshOrder, type Step } from "../points/orders/turns.ts";
import { listPrograms } from "../program/versions.server.ts";
import { findMatches, followOrders } from "../rewards/redemptions/returns/follow-orders.server.ts";
import type { Shop } from "../shops/shop.ts";
import * as tiers from "../tiers/tiers.server.ts";

type Counted = { orderIds: readonly bigint[]; customerIds: readonly bigint[]; fresh: readonly FreshOrder[] };

/**
 * Lets orders count, with what time has done to their customers before and between them: of several that a customer placed while nobody was looking, the
 * second counts by the tier to which the first and its bonuses led, as if each had been looked at when it was placed. Where nothing is overdue and nobody
 * placed two, all orders are settled together. @returns the customers whose points or codes changed
 */
export async function countOrders(tx: Db, shop: Shop, { orderIds, customerIds, fresh }: Counted, now: Date): Promise<bigint[]> {
  if (orderIds.length === 0 && customerIds.length === 0) return [];
  const placed = fresh.map((order) => (order.at > now ? { ...order, at: now } : order));
  const programs = await listPrograms(tx, shop.shopId);
  const several = programs.some(({ rules }) => tierDecides(rules)) ? crowded(placed) : [];
  // Hardly ever anybody is late, and then nothing comes between this and the only turn.
  const ahead = several.length === 0 ? lookAt(tx, shop, orderIds, fresh) : Promise.resolve(null);
  const [late, seen] = await together([tiers.listLate(tx, shop.shopId, customerIds, now, several), ahead]);
  const turns = turnsOf(placed, late, several);
  const waiting = new Set(turns.flatMap(({ orders }) => orders.map(({ orderId }) => orderId)));
  const alone = orderIds.filter((orderId) => !waiting.has(orderId));
  const changed: bigint[] = [];
  const move = async (steps: readonly Step[]) => {
    for (const step of steps) await moveOn(tx, shop, step, [...waiting], now);
  };

  await move(stepsToNow(turns, false, now));
  for (let turn = 0; turn === 0 || waiting.size > 0; turn += 1) {
    await move(stepsTo(turns, turn));
    const due = turns.flatMap(({ orders }) => orders[turn]?.orderId ?? []);
    for (const orderId of due) waiting.delete(orderId);
    const counted = turn === 0 ? [...alone, ...due] : due;
    const { reading, matches } = turns.length === 0 && seen !== null ? seen : await lookAt(tx, shop, counted, fresh);
    const settled = await settleOrders(tx, shop, counted, now, reading);
    changed.push(...settled, ...(await followOrders(tx, shop, matches, now)));
  }
  await move(stepsToNow(turns, true, now));
  return changed;
}

/** What counting these orders starts from. */
async function lookAt(tx: Db, shop: Shop, orderIds: readonly bigint[], fresh: readonly FreshOrder[]) {
  const earning = new Set(orderIds);
  const customerIds = fresh.flatMap(({ orderId, customerId }) => (earning.has(orderId) ? [customerId] : []));
  const [reading, matches] = await together([
    readSettling(tx, shop.shopId, orderIds, customerIds),
    findMatches(tx, shop, orderIds),
  ]);
  return { reading, matches };
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
export async function passTimeFor(tx: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<void> {
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
