import { z } from "zod";

import type { ShopifyStatistics } from "../../insights/scores/shopify-statistics.server.ts";
import { idFromGid } from "../../lib/gid.ts";
import { DAY_MS, HOUR_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { nodesById } from "../admin-api/by-ids.server.ts";

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

const asked = { Customer: "customersThere", Order: "ordersThere" } as const;
const statisticsSchema = z.object({ rfmGroup: z.string().nullish(), predictedSpendTier: z.string().nullish() });
const thereSchema = z
  .object({ id: z.string(), productSubscriberStatus: z.string().nullish(), statistics: statisticsSchema.nullish() })
  .nullable();

/** Those that Shopify knows; of customers with what it thinks of them. */
export type There = ReadonlyMap<bigint, ShopifyStatistics>;

/** What Shopify knows of these. @see nodesById for what it throws */
export async function askFor(shop: Shop, type: keyof typeof asked, ids: readonly bigint[]): Promise<There> {
  const there = new Map<bigint, ShopifyStatistics>();
  for await (const nodes of nodesById(shop, asked[type], ids)) {
    for (const node of nodes.map((answer) => thereSchema.parse(answer)))
      if (node !== null)
        there.set(idFromGid(node.id, type), {
          rfmGroup: node.statistics?.rfmGroup ?? null,
          spendTier: node.statistics?.predictedSpendTier ?? null,
          subscription: node.productSubscriberStatus ?? null,
        });
  }
  return there;
}

/** Which of a page Shopify does not know, if that can be believed; and what it knows of the others. */
export async function listGone(
  shop: Shop,
  type: keyof typeof asked,
  ids: readonly bigint[],
): Promise<{ gone: bigint[]; there: There }> {
  const there = await askFor(shop, type, ids);
  const gone = ids.filter((id) => !there.has(id));
  if (gone.length === 0 || (there.size > 0 && (gone.length <= BELIEVED || gone.length * 2 < ids.length))) return { gone, there };
  log().warn({ shopId: shop.shopId, type, gone: gone.length }, "Shopify seems to have lost most of a page; not believed");
  return { gone: [], there };
}
