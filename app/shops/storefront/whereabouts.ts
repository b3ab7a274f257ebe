import { z } from "zod";

import type { Whereabouts } from "../shops.server.ts";
import { primaryUrlOf } from "./storefront-links.ts";

/** The parts of Shopify's answer that say where a shop is on the web. */
export const whereaboutsSchema = z.object({
  shop: z.object({ primaryDomain: z.object({ host: z.string() }) }),
  shopLocales: z.array(z.object({ locale: z.string(), primary: z.boolean(), published: z.boolean() })),
});

export function whereaboutsOf({ shop, shopLocales }: z.infer<typeof whereaboutsSchema>): Whereabouts {
  return {
    primaryUrl: primaryUrlOf(shop.primaryDomain.host),
    publishedLocales: shopLocales.filter(({ primary, published }) => published && !primary).map(({ locale }) => locale),
  };
}
