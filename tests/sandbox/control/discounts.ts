import { Router } from "express";
import { z } from "zod";

import { activateDiscount, deactivateDiscount, deleteDiscount, removeCode } from "../world/commerce.ts";
import { findCode, rulesOf, statusOf } from "../world/discounts.ts";
import type { Discount, Shop, World } from "../world/types.ts";
import { handle, notFound, read, reply } from "./errors.ts";
import { shopName } from "./fields.ts";
import { findShop } from "./find.ts";

const plainSchema = z.strictObject({ shop: shopName });

/** What merchants do in Shopify with discounts and their codes, found by any of their codes; and who holds store credit and gift cards. */
export function discountRoutes(world: World): Router {
  const router = Router();
  const queryShop = (given: unknown) => findShop(world, typeof given === "string" ? given : undefined);
  router.get(
    "/discounts",
    handle((request, response) => {
      const shop = queryShop(request.query["shop"]);
      reply(response, 200, { discounts: [...shop.discounts.values()].map((discount) => view(discount, world.clock.now())) });
    }),
  );
  router.get(
    "/store-credits",
    handle((request, response) => {
      const shop = queryShop(request.query["shop"]);
      reply(response, 200, { storeCredits: [...shop.storeCredits.values()], giftCards: [...shop.giftCards.values()] });
    }),
  );
  const change = (action: string, work: (shop: Shop, discount: Discount, codeId: string) => void) =>
    router.post(
      `/discounts/:code/${action}`,
      handle((request, response) => {
        const shop = findShop(world, read(plainSchema, request).shop);
        const found = findCode(shop, request.params["code"] ?? "");
        if (found === null) throw notFound(`${shop.name} has no discount with this code`);
        work(shop, found.discount, found.entry.id);
        reply(response, 200, view(found.discount, world.clock.now()));
      }),
    );
  change("activate", (shop, discount) => activateDiscount(world, shop, discount));
  change("deactivate", (shop, discount) => deactivateDiscount(world, shop, discount));
  change("delete", (shop, discount) => deleteDiscount(world, shop, discount));
  change("delete-code", (shop, discount, codeId) => removeCode(world, shop, discount, codeId));
  return router;
}

function view(discount: Discount, now: Date) {
  const { id, title, kind, codes } = discount;
  const customers = rulesOf(discount).context?.customers?.add ?? null;
  return { id, title, kind, status: statusOf(discount, now), customers, codes };
}
