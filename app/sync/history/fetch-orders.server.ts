import { z } from "zod";

import type { Fact } from "../../customers/facts.ts";
import { adminLineSchema, adminOrderSchema, orderFromAdmin, type AdminLine } from "../../customers/orders/order-from-admin.ts";
import { ORDER_LINES, ORDERS_BY_ID } from "../../customers/orders/order.graphql.ts";
import { gid } from "../../lib/gid.ts";
import { adminGraphql } from "../../shopify.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** Orders a request: their refunds' connections make each one dear. */
export const ORDERS_PER_REQUEST = 10;

const nodesSchema = z.object({ nodes: z.array(adminOrderSchema.nullable()) });
const linesSchema = z.object({
  order: z
    .object({
      lineItems: z.object({ pageInfo: adminOrderSchema.shape.lineItems.shape.pageInfo, nodes: z.array(adminLineSchema) }),
    })
    .nullable(),
});

/** Reads orders from Shopify as facts. Orders that Shopify does not know (any more) are left out. */
export async function fetchOrders(shop: Shop, orderIds: readonly bigint[]): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (let start = 0; start < orderIds.length; start += ORDERS_PER_REQUEST) {
    const page = orderIds.slice(start, start + ORDERS_PER_REQUEST);
    const answer = nodesSchema.parse(await adminGraphql(shop, ORDERS_BY_ID, { ids: page.map((id) => gid("Order", id)) }));
    for (const node of answer.nodes) {
      if (node === null) continue;
      const lines = await allLines(shop, node.id, node.lineItems);
      facts.push({ kind: "order", order: orderFromAdmin(node, lines, node.shippingLines.nodes, node.refunds), announced: false });
    }
  }
  return facts;
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
