/** `counted`: Shopify counts what is left; null: it was not told. `noneLeft`: by count nothing is left of any variant, and no more is sold than there is. */
export type Stock = { counted: boolean | null; noneLeft: boolean };

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
  /** In the online store. */
  published: boolean;
  stock: Stock;
  /** Null: it was not told. */
  giftCard: boolean | null;
  updatedAt: Date;
};

/** What is said about products and collections. */
export type ProductFact =
  | { kind: "product"; product: ProductSnapshot }
  | { kind: "product-deleted"; productId: bigint; at: Date }
  /** It changed or is gone: read from Shopify which products it has. */
  | { kind: "collection-stale"; collectionId: bigint };
