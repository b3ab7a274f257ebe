import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

import { sql } from "kysely";

import type { Db } from "../../../app/db.server.ts";
import { recordset } from "../../../app/lib/rows.server.ts";
import { DAY_MS, plusMs } from "../../../app/lib/time.ts";
import type { RefillOrder, Supplies } from "../../../app/refill/facts.ts";
import { holdingsOf } from "../../../app/refill/holdings.ts";
import { readRefills } from "../../../app/refill/read.server.ts";
import { rhythmOf } from "../../../app/refill/rhythm.ts";
import { learnIntervals } from "../../../app/refill/supply/intervals.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import type { Table } from "../figures.ts";
import { openShop, type Stage } from "../stage.ts";

const FILE = join(import.meta.dirname, "..", "..", "fixtures", "online-retail", "purchases.txt.gz");
const FIRST_DAY = new Date("2010-12-01T12:00:00Z");
const at = (day: number) => plusMs(FIRST_DAY, day * DAY_MS);
/** 10 September 2011: what was bought in the last 90 days is held out. */
const CUT = 283;
/** What merchants who do not know would say. */
const GUESS_DAYS = 30;
const BATCH = 1_000;

/** What a customer bought of a product, the oldest first. */
type Purchases = { productId: bigint; customerId: bigint; days: { day: number; quantity: number }[] };
/** How many days a prediction is off; below 0: too early. */
type Misses = { what: string; off: number[] };

/**
 * How well the app foresees when something is bought again, on a real shop's orders: intervals are learned from what came before a day, and each repeat after
 * it is foreseen on the day of the purchase before.
 */
export async function foreseeRefills({ db }: Stage): Promise<Table> {
  const shop = await openShop(db);
  const bought = await readPurchases();
  await fill(db, shop, bought);
  await learnIntervals(db, shop.shopId, at(CUT));
  const supplies = await readSupplies(db, shop, bought);
  const app: Misses = { what: "the app: learned intervals, the customer's own first", off: [] };
  const own: Misses = { what: "· of these, by the customer's own rhythm", off: [] };
  const product: Misses = { what: "· of these, by what all who bought it again did", off: [] };
  const median: Misses = { what: "naive: the median interval of the product", off: [] };
  const fixed: Misses = { what: `naive: always ${GUESS_DAYS} days`, off: [] };
  const medians = mediansOf(bought);
  for (const { productId, days } of bought) {
    const usual = medians.get(productId);
    if (usual === undefined || supplies.get(String(productId))?.learned == null) continue;
    for (const [index, { day }] of days.entries()) {
      const before = days[index - 1];
      if (before === undefined || day <= CUT) continue;
      const [holding] = holdingsOf({ orders: days.slice(0, index).map((one) => orderOf(productId, one)), supplies });
      if (holding === undefined) throw new Error("What was bought is held");
      const lasted = day - before.day;
      app.off.push(holding.days - lasted);
      (holding.reckoning === "customer" ? own : product).off.push(holding.days - lasted);
      median.off.push(usual - lasted);
      fixed.off.push(GUESS_DAYS - lasted);
    }
  }
  const learned = [...supplies.values()].flatMap(({ learned: one }) => one ?? []);
  return {
    scenario: "Refill: when something is bought again",
    columns: ["", "repeats", "mean error, days", "median error, days", "within 7 days"],
    rows: [app, own, product, median, fixed].map(rowOf),
    notes: [
      `UCI "Online Retail": ${learned.length} products with 20 repeats or more by 10 September 2011, repeats of the 90 days after it`,
      `${learned.filter(({ by }) => by === "purchase").length} of these products are bought again however much was taken, ${learned.filter(({ by }) => by === "piece").length} by the piece`,
    ],
  };
}

function rowOf({ what, off }: Misses): string[] {
  const errors = off.map(Math.abs).sort((a, b) => a - b);
  const mean = errors.reduce((sum, one) => sum + one, 0) / errors.length;
  const near = errors.filter((days) => days <= 7).length / errors.length;
  return [
    what,
    String(off.length),
    mean.toFixed(1),
    (rhythmOf(errors)?.median ?? NaN).toFixed(1),
    `${(near * 100).toFixed(1)} %`,
  ];
}

async function readPurchases(): Promise<Purchases[]> {
  const text = (await promisify(gunzip)(await readFile(FILE))).toString("utf8");
  let productId = 0n;
  return text.split("\n").flatMap((line): Purchases[] => {
    if (line.startsWith("#")) productId += 1n;
    if (line === "" || line.startsWith("#")) return [];
    const [customer = "", ...days] = line.split(" ");
    const read = days.map((one) => one.split(":").map(Number)).map(([day = 0, quantity = 0]) => ({ day, quantity }));
    return [{ productId, customerId: BigInt(customer), days: read }];
  });
}

/** As orders of that time, one for each customer and day. Merchants have said of each product that it lasts a month. */
async function fill(db: Db, { shopId }: Shop, bought: readonly Purchases[]): Promise<void> {
  const orders = new Map<string, { customer: bigint; day: number; lines: object[] }>();
  for (const { productId, customerId, days } of bought)
    for (const { day, quantity } of days) {
      if (day > CUT) continue;
      const key = `${customerId}:${day}`;
      const order = orders.get(key) ?? { customer: customerId, day, lines: [] };
      orders.set(key, order);
      order.lines.push({
        ...{ lineId: order.lines.length, productId, variantId: productId, currentQuantity: quantity },
        ...{ giftCard: false, tip: false },
      });
    }
  const rows = [...orders.values()].map(({ customer, day, lines }, index) => {
    return { order_id: index + 1, customer_id: customer, at: at(day), snapshot: { lines } };
  });
  for (let from = 0; from < rows.length; from += BATCH)
    await sql`
      insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, financial_status, currency, net_minor, snapshot, first_seen_at)
      select ${shopId}, order_id, '#' || order_id, customer_id, at, at, at, 'paid', 'GBP', 1, snapshot, at
      from ${recordset(rows.slice(from, from + BATCH))} as t(order_id bigint, customer_id bigint, at timestamptz, snapshot jsonb)
    `.execute(db);
  const products = [...new Set(bought.map(({ productId }) => productId))];
  await sql`
    insert into supplies (shop_id, product_id, variant_id, days, since, set_by)
    select ${shopId}, product_id, 0, ${GUESS_DAYS}::int, ${FIRST_DAY}, 'bench' from ${recordset(products.map((product_id) => ({ product_id })))} as t(product_id bigint)
  `.execute(db);
  await sql`analyze`.execute(db);
}

/** What the app knows of all products, as it reads it for customers. */
async function readSupplies(db: Db, shop: Shop, bought: readonly Purchases[]): Promise<Supplies> {
  const customers = [...new Set(bought.map(({ customerId }) => customerId))];
  const known = new Map<string, Supplies extends ReadonlyMap<string, infer One> ? One : never>();
  for (let from = 0; from < customers.length; from += BATCH) {
    const facts = await readRefills(db, shop, customers.slice(from, from + BATCH), at(CUT));
    for (const { supplies } of facts.values()) for (const [key, supply] of supplies) known.set(key, supply);
  }
  return known;
}

function orderOf(productId: bigint, { day, quantity }: Purchases["days"][number]): RefillOrder {
  const line = { productId, variantId: productId, quantity, byPlan: false, arrival: { at: at(day), by: "delivered" as const } };
  return { orderId: BigInt(day), at: at(day), lines: [line] };
}

/** Of the intervals that ended by the cut. */
function mediansOf(bought: readonly Purchases[]): Map<bigint, number> {
  const gaps = new Map<bigint, number[]>();
  for (const { productId, days } of bought)
    for (const [index, { day }] of days.entries()) {
      const before = days[index - 1];
      if (before !== undefined && day <= CUT) gaps.set(productId, [...(gaps.get(productId) ?? []), day - before.day]);
    }
  return new Map([...gaps].map(([productId, own]) => [productId, rhythmOf(own)?.median ?? NaN]));
}
