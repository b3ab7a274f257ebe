import { Router } from "express";
import { z } from "zod";

import { deleteCollection, setCollectionProducts } from "../world/collections.ts";
import type { Collection, Shop, World } from "../world/types.ts";
import { handle, invalid, notFound, read, reply } from "./errors.ts";
import { shopName, text } from "./fields.ts";
import { findShop } from "./find.ts";

const changeSchema = z.strictObject({ shop: shopName, products: z.array(text(255)).max(250) });
const plainSchema = z.strictObject({ shop: shopName });

export function collectionRoutes(world: World): Router {
  const router = Router();
  router.get(
    "/collections",
    handle((request, response) => {
      const given = request.query["shop"];
      const shop = findShop(world, typeof given === "string" ? given : undefined);
      reply(response, 200, { collections: [...shop.collections.values()].map((collection) => view(shop, collection)) });
    }),
  );
  router.post(
    "/collections/:handle",
    handle((request, response) => {
      const { shop: name, products } = read(changeSchema, request);
      const shop = findShop(world, name);
      const collection = findCollection(shop, request.params["handle"]);
      const productIds = products.map((wanted) => {
        const found = [...shop.products.values()].find(({ handle: known }) => known === wanted);
        if (found === undefined) throw invalid(`${shop.name} has no product ${JSON.stringify(wanted.slice(0, 80))}`);
        return found.id;
      });
      setCollectionProducts(world, shop, collection, productIds);
      reply(response, 200, view(shop, collection));
    }),
  );
  router.post(
    "/collections/:handle/delete",
    handle((request, response) => {
      const shop = findShop(world, read(plainSchema, request).shop);
      const collection = findCollection(shop, request.params["handle"]);
      deleteCollection(world, shop, collection);
      reply(response, 200, view(shop, collection));
    }),
  );
  return router;
}

function findCollection(shop: Shop, wanted: string | string[] | undefined): Collection {
  const found = [...shop.collections.values()].find(({ handle: known }) => known === wanted);
  if (found === undefined) throw notFound(`${shop.name} has no collection ${JSON.stringify(String(wanted).slice(0, 80))}`);
  return found;
}

function view(shop: Shop, { id, handle: known, title, productIds }: Collection) {
  const products = productIds.flatMap((productId) => shop.products.get(productId)?.handle ?? []);
  return { id, handle: known, title, products };
}
