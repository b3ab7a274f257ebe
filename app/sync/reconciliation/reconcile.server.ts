import { z } from "zod";

import { COUNT_CHANGED } from "../../customers/orders/snapshot/order.graphql.ts";
import { db } from "../../db.server.ts";
import { isTransient } from "../../lib/database-errors.ts";
import { log } from "../../log.server.ts";
import { adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { compareCustomers } from "./customers.server.ts";
import { compareDisputes } from "../compare-disputes.server.ts";
import { findGoneOrders } from "../deletions/deleted-orders.server.ts";
import { findGone } from "../deletions/deleted-customers.server.ts";
import { compareOrders } from "./orders.server.ts";
import { changedBetween } from "../admin-api/pages.server.ts";
import { problemOf } from "../admin-api/problem.server.ts";
import { refreshWhereabouts } from "./shop.server.ts";
import type { Span } from "./spans.ts";
import * as state from "./state.server.ts";

/**
 * Reads from Shopify what webhooks lost and gives it its effects, as they would have. Goes on where an earlier attempt broke off; doing a part again,
 * or two workers at once, changes nothing. A failure is noted and tried again later; only what passes by itself is thrown, for the job's own retry.
 */
export async function reconcile(shop: Shop, span: Span, clock: () => Date): Promise<void> {
  try {
    await compare(shop, span, clock);
  } catch (error) {
    if (isTransient(error)) throw error;
    const problem = problemOf(error);
    log().warn({ error, shopId: shop.shopId, span, problem }, "not compared with Shopify");
    await state.fail(db(), shop.shopId, span, problem, clock());
  }
}

async function compare(shop: Shop, span: Span, clock: () => Date): Promise<void> {
  const comparison = await state.begin(db(), shop, span, clock());
  if (comparison === null || comparison === "reading") return;
  if (span === "wide" && comparison.total === null) await noteTotal(shop, comparison);
  // Customers first: what an order earns can depend on them.
  await compareCustomers(shop, comparison, clock);
  await compareOrders(shop, comparison, clock);
  if (span === "wide") {
    await refreshWhereabouts(shop);
    await compareDisputes(shop, span, clock);
    await findGoneOrders(shop, span, clock);
    await findGone(shop, span, clock);
  }
  const found = await state.finish(db(), shop, span, clock());
  if (found !== null && found.ordersCaught + found.customersCaught > 0)
    log().info({ shopId: shop.shopId, span, ...found }, "caught up with Shopify");
}

const countSchema = z.object({ count: z.number().int() }).nullable();
const countsSchema = z.object({ orders: countSchema, customers: countSchema });

async function noteTotal(shop: Shop, { span, customersFrom, ordersFrom, until }: state.Comparison): Promise<void> {
  const from = customersFrom < ordersFrom ? customersFrom : ordersFrom;
  const counts = countsSchema.parse(await adminGraphql(shop, COUNT_CHANGED, { query: changedBetween(from, until) }));
  await state.noteTotal(db(), shop.shopId, span, (counts.orders?.count ?? 0) + (counts.customers?.count ?? 0));
}
