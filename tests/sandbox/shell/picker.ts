import type { Request } from "express";

import { toDecimal } from "../lib/money.ts";
import type { Collection, Product } from "../world/types.ts";
import { productTitle } from "./other-pages.ts";
import { queryText } from "./paging.ts";
import type { View } from "./view.ts";

const MOST = 50;

/** What the resource picker lists, in the shape that App Bridge hands to the app: products with their variants, variants or collections. */
export function pickable(view: View, request: Request): unknown[] {
  const query = queryText(request, "query").toLowerCase();
  const products = [...view.shop.products.values()].filter((product) =>
    [product.title, product.titleDe, product.vendor, ...product.tags].some((text) => text.toLowerCase().includes(query)),
  );
  switch (queryText(request, "type")) {
    case "product":
      return products.slice(0, MOST).map((product) => productResource(view, product));
    case "variant":
      return products.flatMap((product) => variantResources(view, product)).slice(0, MOST);
    case "collection":
      return [...view.shop.collections.values()]
        .filter(({ title, titleDe }) => [title, titleDe].some((text) => text.toLowerCase().includes(query)))
        .slice(0, MOST)
        .map((collection) => collectionResource(view, collection));
    default:
      return [];
  }
}

function productResource(view: View, product: Product) {
  return {
    id: `gid://shopify/Product/${product.id}`,
    title: productTitle(view, product),
    handle: product.handle,
    descriptionHtml: product.description,
    productType: product.productType,
    vendor: product.vendor,
    tags: product.tags,
    status: product.status.toUpperCase(),
    createdAt: product.createdAt.toISOString(),
    updatedAt: product.updatedAt.toISOString(),
    hasOnlyDefaultVariant: product.variants.length === 1,
    totalVariants: product.variants.length,
    images: [
      {
        id: `gid://shopify/ProductImage/${product.id}`,
        altText: null,
        originalSrc: new URL(product.image, view.config.origin).href,
      },
    ],
    variants: variantResources(view, product),
  };
}

function collectionResource(view: View, { id, title, titleDe, handle, productIds, updatedAt }: Collection) {
  return {
    id: `gid://shopify/Collection/${id}`,
    title: view.locale === "de" ? titleDe : title,
    ...{ handle, descriptionHtml: "", productsCount: productIds.length, updatedAt: updatedAt.toISOString() },
    ...{ image: null, ruleSet: null, sortOrder: "MANUAL", templateSuffix: null },
  };
}

function variantResources(view: View, product: Product) {
  return product.variants.map((variant, index) => ({
    id: `gid://shopify/ProductVariant/${variant.id}`,
    title: variant.title,
    displayName: `${productTitle(view, product)} - ${variant.title}`,
    sku: variant.sku,
    price: toDecimal(variant.priceMinor, view.shop.currency),
    position: index + 1,
    product: { id: `gid://shopify/Product/${product.id}` },
  }));
}
