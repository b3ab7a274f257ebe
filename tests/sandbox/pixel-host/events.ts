import { toDecimal } from "../lib/money.ts";
import type { Visit } from "../storefront/visit.ts";
import type { Order, Product, Variant } from "../world/types.ts";

/** An event of Shopify's, with the data that its documentation has, as far as a shop here knows it: https://shopify.dev/docs/api/web-pixels-api/standard-events */
export type Standard = { name: string; data: unknown };

function variantData({ shop }: Visit, product: Product, variant: Variant) {
  const { id, title, handle, vendor, productType, image } = product;
  return {
    ...{ id: String(variant.id), title: variant.title, untranslatedTitle: variant.title, sku: variant.sku },
    image: { src: image },
    price: { amount: Number(toDecimal(variant.priceMinor, shop.currency)), currencyCode: shop.currency },
    product: { id: String(id), title, untranslatedTitle: title, type: productType, vendor, url: `/products/${handle}` },
  };
}

export function productViewed(visit: Visit, product: Product, variantId: bigint | undefined): Standard[] {
  const variant = product.variants.find(({ id }) => id === variantId) ?? product.variants[0];
  return variant === undefined
    ? []
    : [{ name: "product_viewed", data: { productVariant: variantData(visit, product, variant) } }];
}

/** The list of all products is no collection that has an id. */
export function collectionViewed(visit: Visit, handle: string, products: readonly Product[]): Standard[] {
  const collection = [...visit.shop.collections.values()].find((one) => one.handle === handle);
  const productVariants = products.flatMap((product) => {
    const [first] = product.variants;
    return first === undefined ? [] : [variantData(visit, product, first)];
  });
  const data = { id: collection === undefined ? "" : String(collection.id), title: collection?.title ?? handle, productVariants };
  return [{ name: "collection_viewed", data: { collection: data } }];
}

/** What was put into the cart by the form before: "variant:quantity". */
export function addedToCart(visit: Visit, added: string | null): Standard[] {
  const [, id = "", quantity = ""] = /^(\d{1,19}):(\d{1,4})$/.exec(added ?? "") ?? [];
  return [...visit.shop.products.values()].flatMap((product) =>
    product.variants
      .filter((variant) => String(variant.id) === id)
      .map((variant) => {
        const merchandise = variantData(visit, product, variant);
        const amount = merchandise.price.amount * Number(quantity);
        const cost = { totalAmount: { amount, currencyCode: visit.shop.currency } };
        return { name: "product_added_to_cart", data: { cartLine: { cost, merchandise, quantity: Number(quantity) } } };
      }),
  );
}

function checkoutData({ shop }: Visit, order: Order) {
  const { id, email, lines } = order;
  return {
    ...{ email, currencyCode: shop.currency, token: `checkout-${id}` },
    lineItems: lines.map((line) => ({ id: String(line.id), title: line.title, quantity: line.quantity })),
  };
}

export function checkoutStarted(visit: Visit, order: Order): Standard[] {
  return [{ name: "checkout_started", data: { checkout: { ...checkoutData(visit, order), order: null } } }];
}

export function checkoutCompleted(visit: Visit, order: Order): Standard[] {
  return [{ name: "checkout_completed", data: { checkout: { ...checkoutData(visit, order), order: { id: String(order.id) } } } }];
}
