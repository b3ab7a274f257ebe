import { shopTime } from "./json.ts";
import type { Collection, Shop, World } from "./types.ts";
import { emit } from "./world.ts";

export type CollectionInput = { title: string; titleDe?: string; handle: string; productIds: readonly bigint[] };

/** Nothing is told: the app does not subscribe to collections/create. */
export function createCollection(world: World, shop: Shop, input: CollectionInput): Collection {
  const { title, titleDe = title, handle, productIds } = input;
  const collection = { id: world.nextId(), title, titleDe, handle, productIds: [...productIds], updatedAt: world.clock.now() };
  shop.collections.set(collection.id, collection);
  return collection;
}

/** Emits collections/update. */
export function setCollectionProducts(world: World, shop: Shop, collection: Collection, productIds: readonly bigint[]): void {
  collection.productIds = [...productIds];
  collection.updatedAt = world.clock.now();
  emit(world, shop, ["collections/update"], () => collectionBody(shop, collection));
}

/** Emits collections/delete. Its products stay. */
export function deleteCollection(world: World, shop: Shop, collection: Collection): void {
  shop.collections.delete(collection.id);
  const deleted = {
    id: collection.id,
    published_scope: "web",
    admin_graphql_api_id: `gid://shopify/Collection/${collection.id}`,
  };
  emit(world, shop, ["collections/delete"], () => deleted);
}

export function collectionsOf(shop: Shop, productId: bigint): Collection[] {
  return [...shop.collections.values()].filter(({ productIds }) => productIds.includes(productId));
}

function collectionBody(shop: Shop, { id, handle, title, updatedAt }: Collection) {
  const updated = shopTime(updatedAt, shop.timeZone);
  return {
    ...{ id, handle, title, updated_at: updated, body_html: "", published_at: updated, sort_order: "manual" },
    ...{ template_suffix: null, published_scope: "web", admin_graphql_api_id: `gid://shopify/Collection/${id}` },
  };
}
