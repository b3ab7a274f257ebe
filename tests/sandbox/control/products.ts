import { Router } from "express";
import { z } from "zod";

import { setProductMetafield } from "../world/metafields.ts";
import { updateProduct } from "../world/products.ts";
import type { World } from "../world/types.ts";
import { attempt, handle, notFound, read, reply } from "./errors.ts";
import { shopName, text } from "./fields.ts";
import { findShop } from "./find.ts";
import { productView } from "./views.ts";

const changeSchema = z.strictObject({
  shop: shopName,
  status: z.enum(["active", "draft", "archived"]).optional(),
  tags: z.array(text(255)).max(250).optional(),
  soldOut: z.boolean().optional(),
  /** The variant that `soldOut` is about; without it all of them. */
  sku: text(255).optional(),
});

const metafieldSchema = z.strictObject({
  shop: shopName,
  /** Of this variant; without it of the product. */
  sku: text(255).optional(),
  namespace: text(255),
  key: text(64),
  type: text(60).optional(),
  value: z.string().max(5_000),
});

export function productRoutes(world: World, clientId: string): Router {
  const router = Router();
  router.get(
    "/products",
    handle((request, response) => {
      const given = request.query["shop"];
      reply(response, 200, { products: productView(findShop(world, typeof given === "string" ? given : undefined)) });
    }),
  );
  router.post(
    "/products/:handle",
    handle((request, response) => {
      const { shop: name, status, tags, soldOut, sku } = read(changeSchema, request);
      const shop = findShop(world, name);
      const wanted = request.params["handle"];
      const product = [...shop.products.values()].find((each) => each.handle === wanted);
      if (product === undefined) throw notFound(`${shop.name} has no product ${JSON.stringify(String(wanted).slice(0, 80))}`);
      const meant = product.variants.filter((variant) => sku === undefined || variant.sku === sku);
      if (meant.length === 0) throw notFound(`${product.title} has no variant ${JSON.stringify(sku)}`);
      updateProduct(world, shop, product, {
        ...(status === undefined ? {} : { status }),
        ...(tags === undefined ? {} : { tags }),
        ...(soldOut === undefined ? {} : { variants: meant.map(({ id }) => ({ id, soldOut })) }),
      });
      reply(
        response,
        200,
        productView(shop).find(({ id }) => id === product.id),
      );
    }),
  );
  router.post(
    "/products/:handle/metafields",
    handle((request, response) => {
      const { shop: name, sku, ...input } = read(metafieldSchema, request);
      const shop = findShop(world, name);
      const wanted = request.params["handle"];
      const product = [...shop.products.values()].find((each) => each.handle === wanted);
      if (product === undefined) throw notFound(`${shop.name} has no product ${JSON.stringify(String(wanted).slice(0, 80))}`);
      const variant = sku === undefined ? null : product.variants.find((each) => each.sku === sku);
      if (variant === undefined) throw notFound(`${product.title} has no variant ${JSON.stringify(sku)}`);
      const field = { ...input, namespace: input.namespace === "$app" ? `app--${clientId}` : input.namespace };
      attempt(() => setProductMetafield(world, shop, { product, variantId: variant?.id ?? null }, field));
      reply(response, 200, { ok: true });
    }),
  );
  return router;
}
