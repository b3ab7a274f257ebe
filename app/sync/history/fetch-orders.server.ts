import { z } from "zod";

import type { FactOf } from "../../facts/fact.ts";
import {
  adminLineSchema,
  adminOrderSchema,
  disputesFromAdmin,
  orderFromAdmin,
  type AdminLine,
} from "../../customers/orders/snapshot/order-from-admin.ts";
import { ORDER_LINES } from "../../customers/orders/snapshot/order.graphql.ts";
import { parcelsFromAdmin } from "../../customers/orders/parcels/from-admin.ts";
import { whileOpen } from "../../customers/orders/snapshot/order-received.ts";
import type { OrderSnapshot } from "../../facts/order-snapshot.ts";
import { idFromGid } from "../../lib/gid.ts";
import { SECOND_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import { change } from "../../pipeline/change.server.ts";
import { adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { nodesById } from "../admin-api/by-ids.server.ts";
import { noteUnread } from "./unread-orders.server.ts";

const nodeSchema = z.looseObject({ id: z.string() }).nullable();
const linesSchema = z.object({
  order: z
    .object({
      lineItems: z.object({ pageInfo: adminOrderSchema.shape.lineItems.shape.pageInfo, nodes: z.array(adminLineSchema) }),
    })
    .nullable(),
});

export type FetchedOrders = {
  facts: FactOf<"order">[];
  /** What is said of their disputes and parcels. */
  besides: FactOf<"dispute" | "parcel">[];
  /** Shopify knows them, but they cannot be understood. */
  unread: bigint[];
};

/** Reads orders from Shopify as facts, at an instant. Orders that Shopify does not know (any more) are left out; one that cannot be read holds up no other. */
export async function fetchOrders(shop: Shop, orderIds: readonly bigint[], at: Date): Promise<FetchedOrders> {
  const fetched: FetchedOrders = { facts: [], besides: [], unread: [] };
  for await (const nodes of nodesById(shop, "orders", orderIds)) {
    for (const answer of nodes) {
      const node = nodeSchema.parse(answer);
      if (node === null) continue;
      const parsed = understood(shop, node.id, () => adminOrderSchema.parse(node));
      const lines = parsed === null ? [] : await allLines(shop, node.id, parsed.lineItems);
      const order =
        parsed && understood(shop, node.id, () => orderFromAdmin(parsed, lines, parsed.shippingLines.nodes, parsed.refunds));
      if (order === null) fetched.unread.push(idFromGid(node.id, "Order"));
      else fetched.facts.push({ kind: "order", order: asRead(order, at), announced: false });
      if (parsed !== null) fetched.besides.push(...disputesFromAdmin(parsed, at), ...parcelsFromAdmin(parsed));
    }
  }
  return fetched;
}

/** Shopify's clock and ours may differ by a little. */
const SECOND_OVER_MS = 2 * SECOND_MS;

function asRead(order: OrderSnapshot, readAt: Date): OrderSnapshot {
  const final = readAt.getTime() - order.updatedAt.getTime() >= SECOND_OVER_MS;
  return { ...order, ...(final ? {} : whileOpen(order)), toldAt: readAt, final };
}

/** Reads orders from Shopify and applies them; one that cannot be read is kept for the comparisons with Shopify to try again. */
export async function readOrders(shop: Shop, orderIds: readonly bigint[], clock: () => Date): Promise<void> {
  const { facts, besides, unread } = await fetchOrders(shop, orderIds, clock());
  if (facts.length + unread.length === 0) return;
  await change(
    shop,
    async (tx, at) => {
      await noteUnread(tx, shop.shopId, unread, at);
      return { result: null, facts: [...facts, ...besides] };
    },
    clock,
  );
}

function understood<Meaning>(shop: Shop, orderGid: string, read: () => Meaning): Meaning | null {
  try {
    return read();
  } catch (error) {
    log().error({ error, shopId: shop.shopId, order: orderGid }, "an order cannot be read");
    return null;
  }
}

type Lines = { pageInfo: { hasNextPage: boolean; endCursor: string | null }; nodes: AdminLine[] };

async function allLines(shop: Shop, orderGid: string, first: Lines): Promise<AdminLine[]> {
  const lines = [...first.nodes];
  let { pageInfo } = first;
  while (pageInfo.hasNextPage) {
    const answer = linesSchema.parse(await adminGraphql(shop, ORDER_LINES, { id: orderGid, after: pageInfo.endCursor }));
    if (answer.order === null) break;
    lines.push(...answer.order.lineItems.nodes);
    ({ pageInfo } = answer.order.lineItems);
  }
  return lines;
}
