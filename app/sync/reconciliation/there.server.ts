import { z } from "zod";

import { CUSTOMERS_THERE } from "../../customers/customer.graphql.ts";
import { ORDERS_THERE } from "../../customers/orders/order.graphql.ts";
import { gid, idFromGid } from "../../lib/gid.ts";
import { DAY_MS, HOUR_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import { adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";

export const PAGE = 250;
/** Asked about each time; the next time goes on after them, and begins anew after the last. */
export const SLICE = 5_000;
/** A replica of Shopify's that lags may not know yet what we know already. */
export const SETTLED_MS = DAY_MS;
/** Shopify must have said it twice, so far apart that whatever was wrong with it the first time is over; the nights' comparisons are a day apart. */
export const APART_MS = 20 * HOUR_MS;
/** Others, of whom Shopify must know at least one: an answer in which they too are missing says nothing. */
export const WITNESSES = 10;
/** When most of a page seems to be gone, an answer that is wrong is likelier than things that are. */
const BELIEVED = 10;

const documents = { Customer: CUSTOMERS_THERE, Order: ORDERS_THERE };
const thereSchema = z.object({ nodes: z.array(z.object({ id: z.string() }).nullable()) });

/** What Shopify knows of these. @throws AdminApiError for an answer that is not complete */
export async function askFor(shop: Shop, type: keyof typeof documents, ids: readonly bigint[]): Promise<Set<bigint>> {
  if (ids.length === 0) return new Set();
  const { nodes } = thereSchema.parse(await adminGraphql(shop, documents[type], { ids: ids.map((id) => gid(type, id)) }));
  if (nodes.length !== ids.length) throw new Error(`Shopify did not answer for every ${type}`);
  return new Set(nodes.flatMap((node) => (node === null ? [] : [idFromGid(node.id, type)])));
}

/** Which of a page Shopify does not know, if that can be believed. */
export async function listGone(shop: Shop, type: keyof typeof documents, ids: readonly bigint[]): Promise<bigint[]> {
  const there = await askFor(shop, type, ids);
  const gone = ids.filter((id) => !there.has(id));
  if (gone.length === 0 || (there.size > 0 && (gone.length <= BELIEVED || gone.length * 2 < ids.length))) return gone;
  log().warn({ shopId: shop.shopId, type, gone: gone.length }, "Shopify seems to have lost most of a page; not believed");
  return [];
}
