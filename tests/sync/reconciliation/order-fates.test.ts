import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { env } from "../../../app/env.server.ts";
import { readAccount } from "../../../app/points/accounts.server.ts";
import { verify } from "../../../app/points/verification/verify.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { subscribeToOptional } from "../../../app/sync/subscribe.server.ts";
import { openWideFor } from "../../../app/sync/reconciliation/state.server.ts";
import { deleteOrder, moveDispute, openDispute } from "../../sandbox/world/commerce.ts";
import { SAMPLE_SCOPES } from "../../support/sample-shop.ts";
import type { Order } from "../../sandbox/world/types.ts";
import { useAdminApi } from "../../support/admin-api.ts";
import { useDatabase } from "../../support/database.ts";
import { createStage, DAY } from "./stage.ts";

const database = useDatabase();
const api = await useAdminApi();
const stage = createStage(database, api);
let shop: Shop;

beforeEach(async () => {
  api.shop.orders.clear();
  api.wait(DAY);
  shop = await stage.install();
  await stage.compare(shop);
  stage.drain();
});
afterEach(() => {
  api.shop.installedScopes = SAMPLE_SCOPES;
  api.shop.subscriptions = [];
});

/** An order of which the app was told. */
const told = async (): Promise<Order> => {
  const order = stage.order({ gateway: "manual" });
  await stage.deliver(shop, stage.drain());
  return order;
};
/** A night's comparison. */
const night = async () => {
  api.wait(DAY);
  await openWideFor(database.db, shop.shopId, 3 * DAY, stage.now());
  return stage.compare(shop, "wide");
};
const earned = async () => {
  const { available, pending } = await readAccount(database.db, shop, api.customer.id, stage.now());
  return available + pending;
};
const isWhole = async () => expect((await verify(database.db, shop)).discrepancies).toEqual([]);

describe("an order whose deletion was not told", () => {
  test("is noticed two nights later, beside others that are there (points 5)", async () => {
    const [one] = [await told(), await told(), await told()];
    expect(await earned()).toBe(489n);
    deleteOrder(api.world, api.shop, one);
    expect((await night()).last?.ordersCaught).toBe(0);
    expect(await earned()).toBe(489n);
    expect((await night()).last?.ordersCaught).toBe(1);
    expect(await earned()).toBe(326n);
    await isWhole();
  });

  test("is not believed of all orders at once, nor of one that is there again the next night (points 5)", async () => {
    const orders = [await told(), await told(), await told()];
    for (const order of orders) api.shop.orders.delete(order.id);
    for (let nights = 0; nights < 4; nights += 1) await night();
    expect(await earned()).toBe(489n);

    for (const order of orders.slice(1)) api.shop.orders.set(order.id, order);
    await night();
    if (orders[0] !== undefined) api.shop.orders.set(orders[0].id, orders[0]);
    for (let nights = 0; nights < 3; nights += 1) await night();
    expect(await earned()).toBe(489n);
    const { rows } = await sql`select 1 from order_fates where shop_id = ${shop.shopId} and missing_since is not null`.execute(
      database.db,
    );
    expect(rows).toEqual([]);
  });

  test("is not believed of orders that the app may not read any more (points 5)", async () => {
    await told();
    await told();
    await night();
    api.wait(58 * DAY);
    await told();
    api.wait(2 * DAY);
    // Without leave for all orders, Shopify answers null for those of more than 60 days ago.
    api.shop.installedScopes = SAMPLE_SCOPES.filter((scope) => scope !== "read_all_orders");
    for (let nights = 0; nights < 4; nights += 1) await night();
    expect(await earned()).toBe(489n);
  });
});

describe("a dispute of which no webhook tells", () => {
  test("is found at night with the right to read orders alone, and what became of it the night after (points 5)", async () => {
    const [one] = [await told(), await told()];
    const dispute = openDispute(api.world, api.shop, one);
    stage.drain();
    expect((await night()).last?.ordersCaught).toBe(1);
    expect(await earned()).toBe(326n);
    moveDispute(api.world, api.shop, one, dispute, "lost");
    stage.drain();
    await night();
    expect(await earned()).toBe(163n);
    expect((await night()).last?.ordersCaught).toBe(0);
    await isWhole();
  });

  test("that came to nothing is no longer searched for, and found all the same (points 5)", async () => {
    await sql`update program_versions set rules = rules || '{"openDisputes": "hold"}' where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    const one = await told();
    const dispute = openDispute(api.world, api.shop, one);
    await night();
    expect(await earned()).toBe(0n);
    moveDispute(api.world, api.shop, one, dispute, "prevented");
    stage.drain();
    await night();
    expect(await earned()).toBe(163n);
  });

  test("and the webhook about it are one, though their ids are written differently (points 5)", async () => {
    const one = await told();
    const dispute = openDispute(api.world, api.shop, one);
    await stage.deliver(shop, stage.drain());
    await night();
    moveDispute(api.world, api.shop, one, dispute, "lost");
    await night();
    expect(await earned()).toBe(0n);
    await stage.deliver(shop, stage.drain());
    expect(await earned()).toBe(0n);
    const { rows } = await sql<{ disputes: object }>`select disputes from order_fates where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
    expect(rows.map(({ disputes }) => Object.keys(disputes))).toEqual([[dispute.id.toString()]]);
  });
});

describe("the webhooks about disputes", () => {
  const grant = async (...scopes: string[]) => {
    api.shop.installedScopes = [...SAMPLE_SCOPES, ...scopes];
    await sql`update shops set scopes = ${api.shop.installedScopes.join(",")} where shop_id = ${shop.shopId}`.execute(
      database.db,
    );
  };

  test("are asked for where the merchant has granted their right, once (points 5)", async () => {
    api.config.appUrl = env().SHOPIFY_APP_URL;
    await subscribeToOptional(shop);
    expect(api.shop.subscriptions).toEqual([]);
    await grant("read_shopify_payments_disputes");
    await subscribeToOptional(shop);
    await subscribeToOptional(shop);
    expect(api.shop.subscriptions).toEqual(["disputes/create", "disputes/update"]);
  });
});
