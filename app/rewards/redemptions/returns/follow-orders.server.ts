import { sql } from "kysely";

import { placedAt } from "../../../customers/orders/earns.ts";
import { orderSnapshotSchema, type OrderSnapshot } from "../../../facts/order-snapshot.ts";
import { append, type TimelineEvent } from "../../../customers/timeline.server.ts";
import type { Db } from "../../../db.server.ts";
import { sending } from "../../../db/together.ts";
import { enqueue, type NewMessage } from "../../../messages/outbox.server.ts";
import { ids, recordset } from "../../../lib/rows.server.ts";
import { appendEntries, lockAccounts, markForSync, type NewEntry } from "../../../points/accounts.server.ts";
import type { Program } from "../../../program/rules/rules.ts";
import { versionFor } from "../../../program/version-for.ts";
import { listPrograms } from "../../../program/versions.server.ts";
import type { Shop } from "../../../shops/shop.ts";
import { redemptionEvent } from "../events.ts";
import { returnedOf } from "./return-share.ts";
import { countEntries, redemptionColumns, toRedemption, type Redemption, type RedemptionRow } from "../rows.server.ts";
import { step, type Transition } from "../state.ts";

type Carrier = { order: OrderSnapshot; returned: bigint };
/** A code of ours with the order that carries it. */
export type Match = { redemption: Redemption; next: Transition | null; carrier: Carrier };

/**
 * Lets codes follow the orders that carry them (`findMatches`). Orders that carry codes of ours have used them, whatever the app believed of the code; those that are cancelled or refunded give points back.
 * Posts the difference between what should have come back and what has, so that calling it again posts nothing. Runs inside the shop's
 * transaction, after the orders have been written. @returns the customers whose points or codes changed
 */
export async function followOrders(tx: Db, shop: Shop, matches: readonly Match[], now: Date): Promise<bigint[]> {
  const changed = matches.filter(
    ({ redemption, next, carrier }) =>
      next !== null || carrier.returned !== redemption.returnedPoints || carrier.order.orderId !== redemption.usedOrderId,
  );
  if (changed.length === 0) return [];
  const customerIds = [...new Set(changed.map(({ redemption }) => redemption.customerId))].sort((a, b) => (a < b ? -1 : 1));
  await writeUses(tx, shop.shopId, changed);
  const redemptionIds = changed.map(({ redemption }) => redemption.redemptionId);
  const posted = await countEntries(tx, shop.shopId, redemptionIds, "return");
  const entries = changed.flatMap((match) => entriesOf(match, posted.get(match.redemption.redemptionId) ?? 0, now));
  if (entries.length > 0) await appendEntries(tx, shop, await lockAccounts(tx, shop.shopId, customerIds, now), entries, now);
  const events = changed.flatMap((match) => eventsOf(shop, match, posted.get(match.redemption.redemptionId) ?? 0, now));
  await append(tx, shop.shopId, events, now);
  const told = changed.flatMap((match) => emailOf(match, posted.get(match.redemption.redemptionId) ?? 0));
  if (told.length > 0) await enqueue(tx, shop.shopId, told, now);
  await markForSync(tx, shop.shopId, customerIds, now);
  return customerIds;
}

/** The codes that these orders carry or have carried, locked. */
export async function findMatches(tx: Db, shop: Shop, orderIds: readonly bigint[]): Promise<Match[]> {
  if (orderIds.length === 0) return [];
  const { rows } = await sql<RedemptionRow & { snapshot: unknown; programVersion: number | null }>`
    with carried as (
      select r.redemption_id, o.order_id from orders o
      cross join lateral jsonb_array_elements_text(o.snapshot -> 'discountCodes') as c(code)
      join redemptions r on r.shop_id = o.shop_id and lower(r.code) = lower(c.code)
      where o.shop_id = ${shop.shopId} and o.order_id = any(${ids(orderIds)})
      union
      select r.redemption_id, r.used_order_id from redemptions r where r.shop_id = ${shop.shopId} and r.used_order_id = any(${ids(orderIds)})
    ), all_carriers as (
      select redemption_id, order_id from carried
      union
      select r.redemption_id, r.used_order_id from redemptions r join carried using (redemption_id)
      where r.shop_id = ${shop.shopId} and r.used_order_id is not null
    )
    select ${redemptionColumns}, o.snapshot, o.program_version as "programVersion"
    from redemptions r
    join all_carriers a on a.redemption_id = r.redemption_id
    join orders o on o.shop_id = r.shop_id and o.order_id = a.order_id
    where r.shop_id = ${shop.shopId} order by r.redemption_id, o.order_id for update of r
  `.execute(tx);
  if (rows.length === 0) return [];
  const programs = await listPrograms(tx, shop.shopId);
  return [...Map.groupBy(rows, ({ redemptionId }) => redemptionId).values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const redemption = toRedemption(first);
    const carriers = own.map(({ snapshot, programVersion }) => carrierOf(redemption, snapshot, programVersion, programs));
    // A code can be on a second order when the first was cancelled: the one that keeps more of it counts.
    const [carrier] = carriers.sort((a, b) =>
      a.returned < b.returned ? -1 : a.returned > b.returned ? 1 : byAge(a.order, b.order),
    );
    return carrier === undefined ? [] : [{ redemption, next: step(redemption.state, { kind: "used" }), carrier }];
  });
}

function byAge(a: OrderSnapshot, b: OrderSnapshot): number {
  return a.createdAt.getTime() - b.createdAt.getTime() || (a.orderId < b.orderId ? -1 : 1);
}

function carrierOf(
  { points, terms }: Redemption,
  snapshot: unknown,
  pinned: number | null,
  programs: readonly Program[],
): Carrier {
  const order = orderSnapshotSchema.parse(snapshot);
  const program = programs.find(({ version }) => version === pinned) ?? versionFor(placedAt(order), programs);
  return { order, returned: returnedOf(points, order, program.rules.returnOnPartialRefund, terms) };
}

async function writeUses(tx: Db, shopId: number, changed: readonly Match[]): Promise<void> {
  const rows = changed.map(({ redemption, carrier }) => ({
    redemption_id: redemption.redemptionId,
    order_id: carrier.order.orderId,
    used_at: carrier.order.createdAt,
    returned_points: carrier.returned,
  }));
  await sql`
    update redemptions r set state = 'used', used_at = t.used_at, used_order_id = t.order_id, returned_points = t.returned_points,
      release_reason = null, released_at = null, released_by = null, attempts = 0, last_error = null, next_attempt_at = null
    from ${recordset(rows)} as t(redemption_id bigint, order_id bigint, used_at timestamptz, returned_points bigint)
    where r.shop_id = ${shopId} and r.redemption_id = t.redemption_id
  `.execute(sending(tx));
}

function entriesOf({ redemption, next, carrier }: Match, times: number, now: Date): NewEntry[] {
  const { customerId, redemptionId, points, returnedPoints } = redemption;
  const shared = { customerId, availableAt: now, actor: "system", redemptionId };
  const again: NewEntry[] =
    next?.effect === "take-again" && points > 0n
      ? [{ ...shared, key: `redemption:${redemptionId}:again`, kind: "redemption", points: -points }]
      : [];
  const back = carrier.returned - returnedPoints;
  if (back === 0n) return again;
  const orderName = carrier.order.name;
  return [
    ...again,
    { ...shared, key: `redemption:${redemptionId}:return:${times + 1}`, kind: "return", points: back, reason: orderName },
  ];
}

/** What came back is told, what a corrected refund takes again is not: then the history says it (shopper 29). */
function emailOf({ redemption, carrier }: Match, times: number): NewMessage[] {
  const { customerId, redemptionId, terms, returnedPoints } = redemption;
  const points = carrier.returned - returnedPoints;
  if (points <= 0n) return [];
  const data = { redemptionId, title: terms.title, points, reason: "refunded" };
  return [{ customerId, template: "reward-released", key: `redemption:${redemptionId}:return:${times + 1}`, data }];
}

function eventsOf(shop: Shop, { redemption, next, carrier }: Match, times: number, now: Date): TimelineEvent[] {
  const { order, returned } = carrier;
  const about = { orderId: order.orderId, orderName: order.name };
  const moved = order.orderId !== redemption.usedOrderId;
  const used =
    next !== null || moved
      ? [
          redemptionEvent(
            shop,
            redemption,
            "reward.used",
            order.createdAt,
            { ...about, again: next?.effect === "take-again" },
            `:${order.orderId}`,
          ),
        ]
      : [];
  const back = returned - redemption.returnedPoints;
  const occurredAt = order.updatedAt < now ? order.updatedAt : now;
  return back === 0n
    ? used
    : [...used, redemptionEvent(shop, redemption, "reward.returned", occurredAt, { ...about, returned: back }, `:${times + 1}`)];
}
