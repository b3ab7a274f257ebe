import { collectionsOf } from "../world/collections.ts";
import { imageUrl, optionName } from "../world/product-body.ts";
import type { Product as ProductRecord, Variant } from "../world/types.ts";
import { connection, seconds, type PageArgs } from "./connection.ts";
import { gidOf } from "../lib/gid.ts";
import { dateTime, node, type Context, type Node, type Resolvers } from "./context.ts";
import { ownerFields } from "./metafield-fields.ts";
import { moneyV2 } from "./money-fields.ts";
import type { SearchFields } from "./search.ts";

type Source = Node<"Product", ProductRecord>;

function image(context: Context, product: ProductRecord) {
  const url = imageUrl(product, context.world.assetsOrigin);
  const size = { width: 800, height: 800, thumbhash: null };
  return {
    __typename: "Image",
    id: gidOf("ImageSource", product.id + 1n),
    altText: product.title,
    url,
    src: url,
    originalSrc: url,
    ...size,
  };
}

function media(context: Context, product: ProductRecord) {
  return {
    ...{ __typename: "MediaImage", id: gidOf("MediaImage", product.id + 3n), alt: product.title },
    ...{ image: image(context, product), preview: { image: image(context, product), status: "READY" } },
    ...{ mediaContentType: "IMAGE", status: "READY" },
  };
}

const prices = (product: ProductRecord) => product.variants.map((variant) => variant.priceMinor);
const least = (values: bigint[]) => values.reduce((a, b) => (a < b ? a : b), values[0] ?? 0n);
const greatest = (values: bigint[]) => values.reduce((a, b) => (a > b ? a : b), 0n);

export const Product: Resolvers = {
  id: ({ it }: Source) => gidOf("Product", it.id),
  legacyResourceId: ({ it }: Source) => it.id.toString(),
  title: ({ it }: Source) => it.title,
  handle: ({ it }: Source) => it.handle,
  description: ({ it }: Source) => it.description,
  descriptionHtml: ({ it }: Source) => it.description,
  productType: ({ it }: Source) => it.productType,
  vendor: ({ it }: Source) => it.vendor,
  tags: ({ it }: Source) => it.tags,
  status: ({ it }: Source) => it.status.toUpperCase(),
  isGiftCard: ({ it }: Source) => it.giftCard,
  category: () => null,
  templateSuffix: () => null,
  hasOnlyDefaultVariant: ({ it }: Source) => optionName(it) === "Title",
  hasOutOfStockVariants: ({ it }: Source) => it.variants.some(({ soldOut }) => soldOut === true),
  tracksInventory: () => true,
  totalInventory: ({ it }: Source) => it.variants.filter(({ soldOut }) => soldOut !== true).length * 100,
  createdAt: ({ it }: Source) => dateTime(it.createdAt),
  updatedAt: ({ it }: Source) => dateTime(it.updatedAt),
  publishedAt: ({ it }: Source) => (it.status === "active" ? dateTime(it.createdAt) : null),
  onlineStoreUrl: ({ it }: Source, _args, context) =>
    it.status === "active" ? `https://${context.shop.domain}/products/${it.handle}` : null,
  featuredMedia: ({ it }: Source, _args, context) => media(context, it),
  featuredImage: ({ it }: Source, _args, context) => image(context, it),
  media: ({ it }: Source, args: PageArgs, context) =>
    connection(context, [it], args, { key: ({ id }) => ({ value: id, id }), view: (product) => media(context, product) }),
  images: ({ it }: Source, args: PageArgs, context) =>
    connection(context, [it], args, { key: ({ id }) => ({ value: id, id }), view: (product) => image(context, product) }),
  priceRangeV2: ({ it }: Source, _args, context) => ({
    minVariantPrice: moneyV2(least(prices(it)), context.shop.currency),
    maxVariantPrice: moneyV2(greatest(prices(it)), context.shop.currency),
  }),
  options: ({ it }: Source) => [
    {
      id: gidOf("ProductOption", it.id + 2n),
      name: optionName(it),
      position: 1,
      values: it.variants.map((variant) => variant.title),
    },
  ],
  collections: ({ it }: Source, args: PageArgs, context) =>
    connection(context, collectionsOf(context.shop, it.id), args, {
      key: ({ id }) => ({ value: id, id }),
      view: (collection) => node("Collection", collection),
    }),
  variantsCount: ({ it }: Source) => ({ count: it.variants.length, precision: "EXACT" }),
  variants: ({ it }: Source, args: PageArgs, context) =>
    connection(
      context,
      it.variants.map((variant, index) => ({ variant, index })),
      args,
      {
        key: ({ variant, index }) => ({ value: BigInt(index), id: variant.id }),
        view: ({ variant }) => node("ProductVariant", { product: it, variant }),
      },
    ),
  ...ownerFields((source) => gidOf("Product", (source as Source).it.id)),
};

type VariantSource = Node<"ProductVariant", { product: ProductRecord; variant: Variant }>;

export const ProductVariant: Resolvers = {
  id: ({ it }: VariantSource) => gidOf("ProductVariant", it.variant.id),
  legacyResourceId: ({ it }: VariantSource) => it.variant.id.toString(),
  title: ({ it }: VariantSource) => it.variant.title,
  displayName: ({ it }: VariantSource) => `${it.product.title} - ${it.variant.title}`,
  sku: ({ it }: VariantSource) => it.variant.sku,
  barcode: () => null,
  price: ({ it }: VariantSource, _args, context) => moneyV2(it.variant.priceMinor, context.shop.currency).amount,
  compareAtPrice: () => null,
  position: ({ it }: VariantSource) => it.product.variants.indexOf(it.variant) + 1,
  availableForSale: ({ it }: VariantSource) => it.product.status === "active" && it.variant.soldOut !== true,
  inventoryQuantity: ({ it }: VariantSource) => (it.variant.soldOut === true ? 0 : 100),
  contextualPricing: ({ it }: VariantSource, _args, context) => {
    const { minimum, maximum, increment } = it.variant.quantityRule ?? { minimum: 1, maximum: null, increment: 1 };
    return {
      ...{ __typename: "ProductVariantContextualPricing", compareAtPrice: null, unitPrice: null },
      price: moneyV2(it.variant.priceMinor, context.shop.currency),
      quantityRule: { __typename: "QuantityRule", minimum, maximum, increment, isDefault: it.variant.quantityRule === undefined },
    };
  },
  inventoryPolicy: () => "DENY",
  taxable: ({ it }: VariantSource) => !it.product.giftCard,
  createdAt: ({ it }: VariantSource) => dateTime(it.product.createdAt),
  updatedAt: ({ it }: VariantSource) => dateTime(it.product.updatedAt),
  product: ({ it }: VariantSource) => node("Product", it.product),
  selectedOptions: ({ it }: VariantSource) => [{ name: optionName(it.product), value: it.variant.title, optionValue: null }],
  ...ownerFields((source) => gidOf("ProductVariant", (source as VariantSource).it.variant.id)),
};

export const productSearch: SearchFields<ProductRecord> = {
  id: (product) => product.id,
  title: (product) => product.title,
  handle: (product) => product.handle,
  status: (product) => product.status,
  product_type: (product) => product.productType,
  vendor: (product) => product.vendor,
  tag: (product) => product.tags,
  sku: (product) => product.variants.map((variant) => variant.sku),
  created_at: (product) => product.createdAt,
  updated_at: (product) => product.updatedAt,
  default: (product) => [product.title, product.handle, ...product.title.split(" ")],
};

export const productKeys: Record<string, (product: ProductRecord) => bigint | string> = {
  ID: (product) => product.id,
  RELEVANCE: (product) => product.id,
  TITLE: (product) => product.title.toLowerCase(),
  VENDOR: (product) => product.vendor,
  PRODUCT_TYPE: (product) => product.productType,
  CREATED_AT: (product) => seconds(product.createdAt),
  UPDATED_AT: (product) => seconds(product.updatedAt),
};
