import { sql } from "kysely";

import { placedAt } from "../../customers/orders/earns.ts";
import { netOf } from "../../customers/orders/worth/order-net.ts";
import type { Db } from "../../db.server.ts";
import { recordset } from "../../lib/rows.server.ts";
import { clockText } from "../../lib/time.ts";
import { availableAt, whyNothing } from "../../points/orders/owed.ts";
import type { Program } from "../../program/rules/rules.ts";
import { versionFor } from "../../program/version-for.ts";
import { listPrograms } from "../../program/versions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { attribute, type Attribution } from "./attribute.ts";
import { commissionOf, ratesOf, recruitersShare } from "./commission.ts";
import { addUp, readMonths } from "./days.server.ts";
import {
  byPlace,
  placedOf,
  readBooked,
  readBuyers,
  readClicks,
  readCollections,
  readOfDays,
  readPartners,
  type Booked,
  type Row,
} from "./read.server.ts";
import { dayKey, movedDays, volumesBefore, type AffiliateDay, type Day } from "./volume.ts";

/** An order with whose it is now, and what it is worth to them. `dueAt` null: it does not count. `day`: of the shop, when it was placed. */
type Found = { row: Row; is: Attribution | null; dueAt: Date | null; netMinor: bigint; day: string };

/**
 * Lets orders be whose they are by what is known now, and books the difference to what the ledger holds of each line. Doing it again books nothing. Runs inside a change of the shop.
 * @param orderIds those of whom something has changed; those that hang on them are looked at, too
 */
export async function settleOrders(tx: Db, shop: Shop, orderIds: readonly bigint[], now: Date): Promise<void> {
  if (shop.affiliatesSince === null || orderIds.length === 0) return;
  const rows = await readBuyers(tx, shop, shop.affiliatesSince, orderIds);
  const owned = await attributed(tx, shop.shopId, rows);
  const programs = await listPrograms(tx, shop.shopId);
  const found = rows.map((row) => worthOf(row, owned.get(row.order.orderId) ?? null, programs, shop));
  await freezeRates(tx, shop.shopId, found);
  const changed = found.flatMap(({ row: { before, kept }, is, day }) => [
    ...(before === null || kept.day === null ? [] : [{ affiliateId: before.affiliateId, day: kept.day }]),
    ...(is === null ? [] : [{ affiliateId: is.affiliateId, day }]),
  ]);
  const days = changed.length === 0 ? [] : await readMonths(tx, shop.shopId, changed);
  await write(tx, shop.shopId, found, now);
  if (changed.length > 0) await followDays(tx, shop, found, { changed, days }, now);
}

async function attributed(tx: Db, shopId: number, rows: readonly Row[]): Promise<Map<bigint, Attribution>> {
  const placed = await placedOf(tx, shopId, rows);
  const clicks = await readClicks(
    tx,
    shopId,
    rows.flatMap(({ customerId }) => customerId ?? []),
  );
  const partners = await readPartners(
    tx,
    shopId,
    placed.flatMap(({ codes }) => codes),
    [
      ...[...clicks.values()].flat().map(({ affiliateId }) => affiliateId),
      ...rows.flatMap(({ before }) => before?.affiliateId ?? []),
    ],
  );
  const found = new Map<bigint, Attribution>();
  for (const [buyer, orders] of Map.groupBy(placed, (order) => order.buyer))
    for (const [orderId, is] of attribute(orders, clicks.get(buyer) ?? [], partners)) found.set(orderId, is);
  return found;
}

function worthOf(row: Row, is: Attribution | null, programs: readonly Program[], shop: Shop): Found {
  const { order } = row;
  const program = versionFor(placedAt(order), programs);
  const counts = is !== null && whyNothing(order, program) === null;
  return {
    ...{ row, is, day: clockText(placedAt(order), shop.timeZone).slice(0, 10) },
    dueAt: is === null || !counts ? null : dueOf(row, is, program, shop),
    netMinor: counts ? netOf(order) : 0n,
  };
}

/** The waiting time begins where that of the order's own points does. */
function dueOf({ order }: Row, { terms }: Attribution, program: Program, { timeZone }: Shop): Date {
  return availableAt(order, { ...program, rules: { ...program.rules, pendingDays: terms.waitDays } }, timeZone);
}

/** Rates by product and collection are those of the first look; lines that came since have theirs of now. */
async function freezeRates(tx: Db, shopId: number, found: readonly Found[]): Promise<void> {
  const ruled = found.filter(({ is }) => is !== null && is.terms.overrides.length > 0);
  const productIds = ruled.flatMap(({ row }) => row.order.lines.flatMap(({ productId }) => productId ?? []));
  const collections = await readCollections(tx, shopId, [...new Set(productIds)]);
  for (const { row, is } of ruled) {
    const kept = row.before?.affiliateId === is?.affiliateId ? row.rates : {};
    if (is !== null) row.rates = { ...ratesOf(row.order, is.terms, (productId) => collections.get(productId) ?? []), ...kept };
  }
}

async function write(tx: Db, shopId: number, found: readonly Found[], now: Date): Promise<void> {
  const rows = found.map(({ row, is, dueAt, netMinor, day }) => ({
    ...{
      order_id: row.order.orderId,
      customer_id: row.customerId,
      affiliate_id: is?.affiliateId ?? null,
      recruiter_id: is?.recruiterId ?? null,
      way: is?.way ?? null,
      reason: is?.reason ?? null,
    },
    ...{ terms: is?.terms ?? null, rates: is === null ? {} : row.rates, placed_at: placedAt(row.order), day },
    ...{ due_at: dueAt, net_minor: netMinor, look_at: dueAt !== null && dueAt > now ? dueAt : null },
  }));
  await sql`
    insert into affiliate_orders (shop_id, order_id, customer_id, affiliate_id, recruiter_id, way, reason, terms, rates, placed_at, day, due_at, net_minor, look_at)
    select ${shopId}, t.* from ${recordset(rows)} as t(order_id bigint, customer_id bigint, affiliate_id bigint, recruiter_id bigint, way text, reason text, terms jsonb, rates jsonb, placed_at timestamptz, day date,
      due_at timestamptz, net_minor bigint, look_at timestamptz)
    on conflict (shop_id, order_id) do update set customer_id = excluded.customer_id, affiliate_id = excluded.affiliate_id, recruiter_id = excluded.recruiter_id, way = excluded.way, reason = excluded.reason, terms = excluded.terms, rates = excluded.rates,
      placed_at = excluded.placed_at, day = excluded.day, due_at = excluded.due_at, net_minor = excluded.net_minor, look_at = excluded.look_at
  `.execute(tx);
}

/** With volume steps, what is left of one order moves the rate of those that were placed after it in its month: only of days on which a step lies are they read. */
async function followDays(
  tx: Db,
  shop: Shop,
  found: readonly Found[],
  before: { changed: readonly AffiliateDay[]; days: readonly Day[] },
  now: Date,
): Promise<void> {
  await addUp(tx, shop.shopId, before.changed);
  const days = await readMonths(tx, shop.shopId, before.changed);
  const known = new Set(found.map(({ row }) => row.order.orderId));
  const beside = await readOfDays(tx, shop.shopId, movedDays(before.days, days, before.changed));
  const rest = beside.flatMap((row): Found[] => {
    const { dueAt, netMinor, day } = row.kept;
    return day === null || known.has(row.order.orderId) ? [] : [{ row, is: row.before, dueAt, netMinor, day }];
  });
  const all = [...found, ...rest].toSorted((a, b) => byPlace(a.row, b.row));
  await book(tx, shop, all, owedOf(all, volumesBefore(days)), now);
}

/** Books what lines are to bring less what is booked of them: to whoever it was once, too. */
async function book(tx: Db, shop: Shop, found: readonly Found[], owed: readonly Booked[], now: Date): Promise<void> {
  const booked = await readBooked(
    tx,
    shop.shopId,
    found.map(({ row }) => row.order.orderId),
  );
  const differences = new Map<string, Booked>();
  for (const [sign, amounts] of [
    [1n, owed],
    [-1n, booked],
  ] as const)
    for (const one of amounts) {
      const key = `${one.order_id}:${one.line_id}:${one.affiliate_id}:${one.level}`;
      const before = differences.get(key)?.amount ?? 0n;
      differences.set(key, { ...one, amount: before + sign * one.amount });
    }
  const rows = [...differences.values()].filter(({ amount }) => amount !== 0n);
  if (rows.length === 0) return;
  await sql`
    insert into commission_entries (shop_id, order_id, line_id, seq, affiliate_id, level, amount_minor, recorded_at)
    select ${shop.shopId}, t.order_id, t.line_id,
      coalesce((select max(e.seq) from commission_entries e where e.shop_id = ${shop.shopId} and e.order_id = t.order_id and e.line_id = t.line_id), 0)
        + row_number() over (partition by t.order_id, t.line_id order by t.amount),
      t.affiliate_id, t.level, t.amount, ${now}
    from ${recordset(rows)} as t(order_id bigint, line_id bigint, affiliate_id bigint, level int, amount bigint)
  `.execute(tx);
}

/**
 * What each line is to bring. `found` is in the order in which it was placed. Where a step lies on a day, all orders of that day are in it, so that the volume before one is what has gone by; where none does,
 * any part of the day has the same rate.
 * @param began by `dayKey`, what had been turned over in the month when a day began
 */
function owedOf(found: readonly Found[], began: ReadonlyMap<string, bigint>): Booked[] {
  const gone = new Map<string, bigint>();
  return found.flatMap(({ row, is, dueAt, netMinor, day }) => {
    if (is === null || is.reason !== null || dueAt === null) return [];
    const key = dayKey({ affiliateId: is.affiliateId, day });
    const before = gone.get(key) ?? 0n;
    gone.set(key, before + netMinor);
    const { affiliateId, recruiterId, terms } = is;
    const order_id = row.order.orderId;
    return [...commissionOf(row.order, terms, row.rates, (began.get(key) ?? 0n) + before)].flatMap(([line_id, amount]) => [
      { order_id, line_id, affiliate_id: affiliateId, level: 1, amount },
      ...(recruiterId === null
        ? []
        : [{ order_id, line_id, affiliate_id: recruiterId, level: 2, amount: recruitersShare(amount, terms) }]),
    ]);
  });
}

/** Settles what is to be looked at, until nothing is. For what must not go by what was so a moment ago. */
export async function settleAll(tx: Db, shop: Shop, now: Date): Promise<void> {
  const { rows } = await sql<{ order_id: bigint }>`
    select order_id from affiliate_orders where shop_id = ${shop.shopId} and look_at <= ${now}
  `.execute(tx);
  await settleOrders(
    tx,
    shop,
    rows.map(({ order_id }) => order_id),
    now,
  );
}
