export type ProductSnapshot = {
  productId: bigint;
  title: string;
  handle: string;
  productType: string | null;
  vendor: string | null;
  status: string;
  tags: string[];
  imageUrl: string | null;
  variants: { variantId: bigint; title: string; sku: string | null; priceMinor: bigint }[];
  updatedAt: Date;
};

/** What is said about products and collections. */
export type ProductFact =
  | { kind: "product"; product: ProductSnapshot }
  | { kind: "product-deleted"; productId: bigint; at: Date }
  /** It changed or is gone: read from Shopify which products it has. */
  | { kind: "collection-stale"; collectionId: bigint };
