import { deletedProductBody, productBody } from "./product-body.ts";
import { givenOnly } from "./json.ts";
import { emit } from "./world.ts";
import type { Product, Shop, Variant, World } from "./types.ts";

export type ProductInput = {
  title: string;
  titleDe?: string;
  handle?: string;
  description?: string;
  descriptionDe?: string;
  productType?: string;
  vendor?: string;
  tags?: string[];
  status?: Product["status"];
  giftCard?: boolean;
  image?: string;
  variants: { title?: string; sku?: string; priceMinor: bigint }[];
  createdAt?: Date;
};

/** Emits products/create. */
export function createProduct(world: World, shop: Shop, input: ProductInput): Product {
  const now = input.createdAt ?? world.clock.now();
  const handle = input.handle ?? slug(input.title);
  const product: Product = {
    id: world.nextId(),
    title: input.title,
    titleDe: input.titleDe ?? input.title,
    handle,
    description: input.description ?? "",
    descriptionDe: input.descriptionDe ?? input.description ?? "",
    productType: input.productType ?? "",
    vendor: input.vendor ?? shop.name,
    tags: input.tags ?? [],
    status: input.status ?? "active",
    giftCard: input.giftCard ?? false,
    image: input.image ?? `/cdn/${handle}.svg`,
    variants: input.variants.map((variant) => ({
      id: world.nextId(),
      ...{ title: variant.title ?? "Default Title", sku: variant.sku ?? "", priceMinor: variant.priceMinor },
    })),
    createdAt: now,
    updatedAt: now,
  };
  shop.products.set(product.id, product);
  emit(world, shop, ["products/create"], () => productBody(shop, product, world.assetsOrigin));
  return product;
}

export type ProductChange = Partial<Omit<Product, "id" | "createdAt" | "updatedAt" | "variants">> & {
  variants?: (Pick<Variant, "id"> & Partial<Variant>)[];
};

/** Emits products/update. @throws Error on an unknown variant */
export function updateProduct(world: World, shop: Shop, product: Product, change: ProductChange): Product {
  const { variants, ...fields } = change;
  Object.assign(product, givenOnly(fields));
  for (const changed of variants ?? []) {
    const variant = product.variants.find((candidate) => candidate.id === changed.id);
    if (variant === undefined) throw new Error(`Product ${product.id} has no variant ${changed.id}`);
    Object.assign(variant, changed);
  }
  product.updatedAt = world.clock.now();
  emit(world, shop, ["products/update"], () => productBody(shop, product, world.assetsOrigin));
  return product;
}

/** Emits products/update for each of the shop's products: nothing of them has changed but where their pictures are. */
export function tellOfPictures(world: World, shop: Shop): void {
  for (const product of shop.products.values())
    emit(world, shop, ["products/update"], () => productBody(shop, product, world.assetsOrigin));
}

/** Emits products/delete. Orders keep their lines. */
export function deleteProduct(world: World, shop: Shop, product: Product): void {
  shop.products.delete(product.id);
  for (const collection of shop.collections.values())
    collection.productIds = collection.productIds.filter((id) => id !== product.id);
  emit(world, shop, ["products/delete"], () => deletedProductBody(product));
}

function slug(title: string): string {
  return title
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
