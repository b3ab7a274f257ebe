import { z } from "zod";

import { customerFromAdmin } from "../../customers/snapshot/customer-from-admin.ts";
import type { Fact } from "../../facts/fact.ts";
import {
  adminLineSchema,
  adminOrderFieldsSchema,
  adminShippingSchema,
  orderFromAdmin,
} from "../../customers/orders/snapshot/order-from-admin.ts";
import { parcelsFromAdmin } from "../../customers/orders/parcels/from-admin.ts";
import { idFromGid } from "../../lib/gid.ts";
import { toMinor } from "../../lib/money.ts";
import { parseInstant } from "../../lib/time.ts";
import type { BulkObject } from "./bulk-lines.ts";

const productSchema = z.object({
  id: z.string(),
  title: z.string(),
  handle: z.string(),
  productType: z.string(),
  vendor: z.string(),
  status: z.string(),
  tags: z.array(z.string()),
  updatedAt: z.string(),
  publishedAt: z.string().nullable(),
  tracksInventory: z.boolean(),
  isGiftCard: z.boolean(),
  featuredMedia: z.object({ preview: z.object({ image: z.object({ url: z.string() }).nullable() }).nullable() }).nullable(),
});

const variantSchema = z.object({
  id: z.string(),
  title: z.string(),
  sku: z.string().nullable(),
  price: z.string(),
  availableForSale: z.boolean(),
});

const orderSchema = adminOrderFieldsSchema.extend({ refunds: z.array(z.object({ id: z.string() })) });

/** @throws ZodError */
export function customerFacts({ root }: BulkObject): Fact[] {
  return [{ kind: "customer", customer: customerFromAdmin(root) }];
}

/** @throws ZodError */
export function productFacts({ root, children }: BulkObject, currency: string): Fact[] {
  const row = productSchema.parse(root);
  const variants = children.map((child) => variantSchema.parse(child));
  return [
    {
      kind: "product",
      product: {
        productId: idFromGid(row.id, "Product"),
        title: row.title,
        handle: row.handle,
        productType: row.productType === "" ? null : row.productType,
        vendor: row.vendor === "" ? null : row.vendor,
        status: row.status.toLowerCase(),
        tags: row.tags,
        imageUrl: row.featuredMedia?.preview?.image?.url ?? null,
        variants: variants.map(({ id, title, sku, price }) => ({
          ...{ variantId: idFromGid(id, "ProductVariant"), title, sku, priceMinor: toMinor(price, currency) },
        })),
        published: row.publishedAt !== null,
        stock: { counted: row.tracksInventory, noneLeft: !variants.some(({ availableForSale }) => availableForSale) },
        giftCard: row.isGiftCard,
        updatedAt: parseInstant(row.updatedAt),
      },
    },
  ];
}

/**
 * An order that nothing was refunded or removed from, and whose payment nobody disputes; the others must be read whole (`order-stale`), since bulk operations cannot say which
 * items a refund was for.
 * @throws ZodError
 */
export function orderFacts({ root, children }: BulkObject): Fact[] {
  const row = orderSchema.parse(root);
  const lines = children.filter(({ id }) => id.includes("/LineItem/")).map((child) => adminLineSchema.parse(child));
  const shipping = children.filter(({ id }) => id.includes("/ShippingLine/")).map((child) => adminShippingSchema.parse(child));
  const changed =
    row.refunds.length > 0 || row.disputes.length > 0 || lines.some((line) => line.currentQuantity !== line.quantity);
  if (changed) return [{ kind: "order-stale", orderId: idFromGid(row.id, "Order") }];
  return [{ kind: "order", order: orderFromAdmin(row, lines, shipping, []), announced: false }, ...parcelsFromAdmin(row)];
}
