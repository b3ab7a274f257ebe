import fc from "fast-check";
import { sql } from "kysely";
import { expect, test } from "vitest";

import { orderFromWebhook } from "../../app/customers/order-from-webhook.ts";
import { parseJson } from "../../app/lib/json.ts";
import * as pipeline from "../../app/pipeline.server.ts";
import { owed } from "../../app/points/owed.ts";
import { DEFAULT_RULES, type Program } from "../../app/points/program.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { verify } from "../../app/points/verify.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { interpret } from "../../app/webhooks/interpret.ts";
import { cancelOrder, createCustomer, createProduct, editOrder, fulfilOrder, payOrder, placeOrder, refundOrder } from "../sandbox/world/commerce.ts";
import { orderBody } from "../sandbox/world/order-body.ts";
import { renderJson } from "../sandbox/world/json.ts";
import type { Order, Shop as WorldShop, WebhookEvent, World } from "../sandbox/world/types.ts";
import { createShop, createWorld } from "../sandbox/world/world.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

const database = useDatabase();
const START = new Date("2026-03-01T09:00:00Z");
const SEQUENCES = Number(process.env["SEQUENCES"] ?? 40);

const operations = fc.array(
  fc.record({ kind: fc.constantFrom("place", "pay", "refund", "goodwill", "restock", "cancel", "edit", "fulfil", "refund-all"), pick: fc.nat(), amount: fc.nat(9_999) }),
  { minLength: 4, maxLength: 24 },
);
const delivery = fc.record({ seed: fc.integer(), duplicate: fc.integer({ min: 0, max: 60 }), lose: fc.integer({ min: 0, max: 60 }), batch: fc.integer({ min: 1, max: 40 }) });

const PROGRAMS: Program[] = [
  { version: 1, effectiveFrom: new Date(0), rules: DEFAULT_RULES },
  { version: 2, effectiveFrom: new Date("2026-03-01T11:00:00Z"), rules: { ...DEFAULT_RULES, earn: { points: "1", units: "10" }, pendingDays: 0 } },
  { version: 3, effectiveFrom: new Date("2026-03-01T15:00:00Z"), rules: { ...DEFAULT_RULES, earn: { points: "1.5", units: "1" }, base: { shipping: true, tax: false } } },
];

type Played = { events: WebhookEvent[]; world: World; shop: WorldShop };
type Operation = { kind: string; pick: number; amount: number };

/** Performs random commerce, an hour an operation; what Shopify would refuse is skipped. */
function play(list: readonly Operation[], taxesIncluded: boolean): Played {
  const events: WebhookEvent[] = [];
  let at = START;
  const world = createWorld({ now: () => at, set: () => undefined }, (event) => events.push(event));
  const shop = createShop(world, { domain: "play.myshopify.com", name: "Play", currency: "EUR", timeZone: "Europe/Berlin", taxesIncluded, taxPerMille: 190 });
  shop.installed = true;
  const product = createProduct(world, shop, { title: "Coffee", handle: "coffee", variants: [{ title: "250 g", sku: "C", priceMinor: 1_249n }, { title: "1 kg", sku: "D", priceMinor: 3_999n }] });
  const customers = ["a", "b", "c"].map((name) => createCustomer(world, shop, { email: `${name}@example.com`, firstName: name }));
  for (const operation of list) {
    at = new Date(at.getTime() + 3_600_000);
    try {
      perform(world, shop, operation, customers.map(({ id }) => id), product.variants.map(({ id }) => id));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  }
  return { events, world, shop };
}

function perform(world: World, shop: WorldShop, { kind, pick, amount }: Operation, customerIds: bigint[], variantIds: bigint[]): void {
  const order = [...shop.orders.values()][pick % Math.max(1, shop.orders.size)];
  const variantId = variantIds[pick % variantIds.length];
  if (kind === "place" || order === undefined) {
    const lines = [
      { variantId, quantity: 1 + (amount % 3) },
      { quantity: 1, title: "Gift card", priceMinor: 2_500n, giftCard: true },
      { quantity: 2, title: "Filter", priceMinor: BigInt(1 + amount) },
    ].slice(0, 1 + (amount % 3));
    const discounts = amount % 2 === 0 ? [] : [{ percent: 1 + (amount % 40), target: "all" as const }, { amountMinor: BigInt(amount % 900), target: [0] }];
    const foreign = amount % 5 === 0 ? { presentmentCurrency: "CHF", presentmentRate: 0.94 } : {};
    placeOrder(world, shop, { customerId: customerIds[pick % 3], lines, discounts, paid: amount % 4 !== 0, test: amount % 17 === 0, tipMinor: amount % 7 === 0 ? 150n : 0n, ...foreign });
  } else if (kind === "pay") payOrder(world, shop, order);
  else if (kind === "fulfil") fulfilOrder(world, shop, order);
  else if (kind === "goodwill") refundOrder(world, shop, order, { moneyMinor: BigInt(amount % 1_500) });
  else if (kind === "cancel") cancelOrder(world, shop, order, { refund: amount % 2 === 0 });
  else if (kind === "edit") edit(world, shop, order, amount, variantId);
  else refundLines(world, shop, order, kind, amount);
}

function edit(world: World, shop: WorldShop, order: Order, amount: number, variantId: bigint | undefined): void {
  const line = order.lines[amount % order.lines.length];
  if (amount % 2 === 0 && variantId !== undefined) editOrder(world, shop, order, { add: [{ variantId, quantity: 1 }] });
  else if (line !== undefined) editOrder(world, shop, order, { setQuantity: [{ lineId: line.id, quantity: Math.max(0, line.currentQuantity - 1) }] });
}

function refundLines(world: World, shop: WorldShop, order: Order, kind: string, amount: number): void {
  const left = order.lines.filter((line) => line.currentQuantity > 0);
  const chosen = kind === "refund-all" ? left : left.slice(0, 1 + (amount % 2));
  const lines = chosen.map((line) => ({ lineId: line.id, quantity: kind === "refund-all" ? line.currentQuantity : 1 }));
  const shippingMinor = kind === "refund-all" ? order.shippingMinor : 0n;
  refundOrder(world, shop, order, { lines, shippingMinor, ...(kind === "restock" ? { moneyMinor: 0n } : {}) });
}

/** A small generator of its own, so that a printed seed brings back the same disorder. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type Delivery = { seed: number; duplicate: number; lose: number; batch: number };

async function deliver(shop: Shop, { events, shop: from }: Played, how: Delivery, now: Date): Promise<void> {
  const random = randomFrom(how.seed);
  const arriving = events
    .filter(() => random() * 100 >= how.lose)
    .flatMap((event) => (random() * 100 < how.duplicate ? [event, event] : [event]))
    .map((event) => ({ event, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ event }) => event);
  // Reconciliation: at the end, every order is read once more as it is now.
  const final = [...from.orders.values()].map((order) => ({ topic: "orders/updated", body: renderJson(orderBody(from, order)), triggeredAt: now }));
  const stream = [...arriving, ...final];
  for (let start = 0; start < stream.length; start += how.batch) {
    const facts = stream.slice(start, start + how.batch).flatMap(({ topic, body, triggeredAt }) => {
      const meaning = interpret(topic, parseJson(body), { shop, triggeredAt });
      if (!meaning.ok) throw new Error(`${topic}: ${JSON.stringify(meaning.issues)}`);
      return meaning.facts;
    });
    await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, facts, now));
  }
}

function expectedPoints({ shop }: Played, as: Shop): Map<bigint, bigint> {
  const points = new Map<bigint, bigint>();
  for (const order of shop.orders.values()) {
    const read = orderFromWebhook(parseJson(renderJson(orderBody(shop, order))), as);
    if (!read.ok || read.order.customerId === null) throw new Error("The final body of an order does not parse");
    const program = PROGRAMS.findLast(({ effectiveFrom }) => effectiveFrom <= order.createdAt);
    if (program === undefined) throw new Error("no programme");
    points.set(read.order.customerId, (points.get(read.order.customerId) ?? 0n) + owed(read.order, program));
  }
  return points;
}

test("whatever is late, doubled, reordered or lost, the ledger ends as the final snapshots say", async () => {
  const now = new Date("2026-04-20T09:00:00Z");
  await fc.assert(
    fc.asyncProperty(operations, fc.boolean(), delivery, delivery, async (list, taxesIncluded, one, other) => {
      const played = play(list, taxesIncluded);
      for (const how of [one, other]) {
        const shop = await createEarningShop(database.db, { installedAt: START, programs: PROGRAMS });
        await deliver(shop, played, how, now);
        for (const [customerId, points] of expectedPoints(played, shop)) {
          const { available, pending } = await readAccount(database.db, shop.shopId, customerId, now);
          expect(available + pending).toBe(points);
        }
        expect((await verify(database.db, shop)).discrepancies).toEqual([]);
        const profiles = await sql<{ wrong: number }>`
          select count(*)::int as wrong from customers c where shop_id = ${shop.shopId} and net_spend_minor <> (
            select coalesce(sum(net_minor), 0) from orders o where o.shop_id = c.shop_id and o.customer_id = c.customer_id
              and not test and cancelled_at is null and financial_status not in ('voided', 'expired'))
        `.execute(database.db);
        expect(profiles.rows[0]?.wrong).toBe(0);
      }
    }),
    { numRuns: SEQUENCES, verbose: 1 },
  );
}, 300_000);
