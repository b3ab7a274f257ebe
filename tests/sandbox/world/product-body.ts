import { toDecimal } from "../lib/money.ts";
import { shopTime } from "./json.ts";
import type { Product, Shop } from "./types.ts";

/** Body of products/create and products/update. */
export function productBody(shop: Shop, product: Product, assetsOrigin: string) {
  const [created, updated] = [shopTime(product.createdAt, shop.timeZone), shopTime(product.updatedAt, shop.timeZone)];
  const picture = { height: 800, width: 800, src: imageUrl(product, assetsOrigin) };
  const image = {
    ...{ id: product.id + 1n, admin_graphql_api_id: `gid://shopify/ProductImage/${product.id + 1n}`, alt: product.title },
    ...{ ...picture, position: 1, product_id: product.id, created_at: created, updated_at: updated, variant_ids: [] },
  };
  return {
    id: product.id,
    admin_graphql_api_id: `gid://shopify/Product/${product.id}`,
    body_html: product.description,
    created_at: created,
    handle: product.handle,
    product_type: product.productType,
    published_at: product.status === "active" ? created : null,
    template_suffix: null,
    title: product.title,
    updated_at: updated,
    vendor: product.vendor,
    status: product.status,
    published_scope: "web",
    tags: product.tags.join(", "),
    variants: product.variants.map((variant, index) => ({
      id: variant.id,
      admin_graphql_api_id: `gid://shopify/ProductVariant/${variant.id}`,
      barcode: null,
      compare_at_price: null,
      created_at: created,
      inventory_policy: "deny",
      position: index + 1,
      price: toDecimal(variant.priceMinor, shop.currency),
      product_id: product.id,
      sku: variant.sku,
      taxable: !product.giftCard,
      title: variant.title,
      updated_at: updated,
      ...{ option1: variant.title, option2: null, option3: null, image_id: null, inventory_item_id: variant.id + 1n },
      ...{ inventory_quantity: variant.soldOut === true ? 0 : 100, old_inventory_quantity: variant.soldOut === true ? 0 : 100 },
    })),
    options: [
      {
        ...{ id: product.id + 2n, product_id: product.id, name: optionName(product), position: 1 },
        values: product.variants.map((variant) => variant.title),
      },
    ],
    images: [image],
    image,
    media: [
      {
        ...{ id: product.id + 3n, admin_graphql_api_id: `gid://shopify/MediaImage/${product.id + 3n}`, alt: product.title },
        ...{ position: 1, product_id: product.id, media_content_type: "IMAGE", status: "READY" },
        preview_image: { ...picture, status: "READY" },
        ...{ created_at: created, updated_at: updated, variant_ids: [] },
      },
    ],
    variant_gids: product.variants.map((variant) => ({
      admin_graphql_api_id: `gid://shopify/ProductVariant/${variant.id}`,
      updated_at: product.updatedAt.toISOString(),
    })),
    has_variants_that_requires_components: false,
    category: null,
  };
}

export function optionName(product: Product): string {
  return product.variants.length === 1 && product.variants[0]?.title === "Default Title" ? "Title" : "Size";
}

/** Shopify serves images from its CDN, the stand-in from its own address. */
export function imageUrl(product: Product, assetsOrigin: string): string {
  return /^https?:/.test(product.image) ? product.image : assetsOrigin + product.image;
}

export function deletedProductBody(product: Product) {
  return { id: product.id };
}
