import { sql } from "kysely";

import { eraseShop } from "../../../app/customers/privacy/erase-shop.server.ts";
import type { Db } from "../../../app/db.server.ts";
import { parseJson } from "../../../app/lib/json.ts";
import * as pipeline from "../../support/pipeline.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { findShopByDomain } from "../../../app/shops/shops.server.ts";
import { reconcile } from "../../../app/sync/reconciliation/reconcile.server.ts";
import { readReconciliation } from "../../../app/sync/reconciliation/report.server.ts";
import type { Span } from "../../../app/sync/reconciliation/spans.ts";
import { ensureReconciliations } from "../../../app/sync/reconciliation/state.server.ts";
import { interpret } from "../../../app/webhooks/interpret.ts";
import type { ApiFixture } from "../../sandbox-tests/admin-api/fixture.ts";
import { placeOrder } from "../../sandbox/world/commerce.ts";
import type { Order, WebhookEvent } from "../../sandbox/world/types.ts";
import { giveToken } from "../../support/admin-api.ts";
import { createEarningShop } from "../../support/earning-shop.ts";
import { readOrders } from "../../support/read-orders.ts";

export const MINUTE = 60_000;
export const DAY = 86_400_000;

/** A stand-in of Shopify with a shop of the app, whose webhooks arrive only when a test delivers them. */
export function createStage(database: { readonly db: Db }, api: ApiFixture) {
  const now = () => api.world.clock.now();

  /** The app, freshly installed now. */
  const install = async (domain = api.shop.domain): Promise<Shop> => {
    const known = await findShopByDomain(database.db, domain);
    if (known !== null) await database.db.transaction().execute((tx) => eraseShop(tx, known));
    const shop = await createEarningShop(database.db, { domain, installedAt: now() });
    await giveToken(database.db, domain, api.token);
    return shop;
  };

  /** What the webhooks since the last call would have said. */
  const drain = (): WebhookEvent[] => api.events.splice(0);

  /** Tells the app, and lets it read what bodies leave untold. @param from where the events happened */
  const deliver = async (shop: Shop, events: readonly WebhookEvent[], from: Pick<ApiFixture, "world" | "shop"> = api) => {
    const facts = events.flatMap(({ topic, body, triggeredAt }) => {
      const meaning = interpret(topic, parseJson(body), { shop, triggeredAt });
      if (!meaning.ok) throw new Error(`${topic}: ${JSON.stringify(meaning.issues)}`);
      return meaning.facts;
    });
    const jobs = await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, facts, now()));
    const there = pipeline.ordersToRead(jobs).atOnce.filter((orderId) => from.shop.orders.has(orderId));
    const read = (await readOrders(from, there)).map((order) => ({ kind: "order" as const, order, announced: false }));
    await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, read, now()));
  };

  /** The frequent comparison, or the wide one if a test has opened one; nothing that happened last is still on its way. */
  const compare = async (shop: Shop, span: Span = "recent") => {
    api.wait(2 * MINUTE);
    await ensureReconciliations(database.db, now());
    await reconcile(shop, span, now);
    return report(shop);
  };

  const report = (shop: Shop) => readReconciliation(database.db, shop, now());

  const order = (change: Partial<Parameters<typeof placeOrder>[2]> = {}): Order => {
    api.wait(MINUTE);
    return placeOrder(api.world, api.shop, {
      customerId: api.customer.id,
      lines: [{ variantId: api.product.variants[0]?.id ?? 0n, quantity: 3 }],
      ...change,
    });
  };

  /** All that a shopper or merchant could tell from the rows of a shop; not by whom it was told. */
  const rows = async (shop: Shop) => {
    const read = async (statement: ReturnType<typeof sql>) => (await statement.execute(database.db)).rows;
    const { shopId } = shop;
    return {
      orders: await read(sql`
        select order_id, customer_id, email, earns, net_minor, cancelled_at, financial_status,
          jsonb_set(snapshot - '{toldAt,final,received,reached}'::text[], '{refunds}',
            coalesce((select jsonb_agg(refund - 'isRead') from jsonb_array_elements(snapshot -> 'refunds') as refund), '[]')) as snapshot
        from orders where shop_id = ${shopId} order by 1`),
      customers: await read(sql`
        select customer_id, email, phone, first_name, note, email_consent, sms_consent, orders_count, net_spend_minor,
          deleted_at is not null as deleted, merged_into from customers where shop_id = ${shopId} order by 1`),
      points: await read(sql`
        select customer_id, kind, order_id, sum(points) as points from ledger_entries where shop_id = ${shopId} group by 1, 2, 3
        having sum(points) <> 0 order by 1, 2, 3`),
      accounts: await read(sql`
        select customer_id, available, pending, lifetime_earned from ledger_accounts where shop_id = ${shopId}
          and (available, pending, lifetime_earned) <> (0, 0, 0) order by 1`),
      timeline: await read(sql`select customer_id, kind, key from timeline_events where shop_id = ${shopId} order by key`),
    };
  };

  const entries = async (shop: Shop): Promise<number> => {
    const { rows } = await sql<{ entries: number }>`
      select count(*)::int as entries from ledger_entries where shop_id = ${shop.shopId}
    `.execute(database.db);
    return rows[0]?.entries ?? 0;
  };

  return { now, install, drain, deliver, compare, report, order, rows, entries };
}
