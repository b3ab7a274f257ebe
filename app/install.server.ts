import { z } from "zod";

import { now } from "./clock.server.ts";
import { db } from "./db.server.ts";
import { enqueue } from "./queue/queue.server.ts";
import { createDefaultProgram } from "./program/versions.server.ts";
import { createDefaultRewards } from "./rewards/rewards.server.ts";
import { markAllFields } from "./refill/supply/fields.server.ts";
import * as segments from "./segments/segments.server.ts";
import { adminGraphql } from "./shopify.server.ts";
import { SHOP_DETAILS } from "./shops/shop.graphql.ts";
import type { Shop } from "./shops/shop.ts";
import { whereaboutsOf, whereaboutsSchema } from "./shops/storefront/whereabouts.ts";
import * as shops from "./shops/shops.server.ts";
import { isBackfillPlanned, planBackfill } from "./sync/history/backfill.server.ts";
import { markAllDue } from "./sync/theme/metafields.server.ts";

const detailsSchema = z.object({
  shop: z.object({
    name: z.string(),
    email: z.string().nullable(),
    currencyCode: z.string(),
    ianaTimezone: z.string(),
    taxesIncluded: z.boolean(),
    shopAddress: z.object({ countryCodeV2: z.string().nullable() }),
    primaryDomain: whereaboutsSchema.shape.shop.shape.primaryDomain,
  }),
  shopLocales: whereaboutsSchema.shape.shopLocales,
  currentAppInstallation: z.object({ id: z.string(), accessScopes: z.array(z.object({ handle: z.string() })) }),
});

/**
 * The shop, set up for use. The first visit after an install or a reinstall reads the shop's details, creates what a shop starts with
 * (program, rewards, segments) and asks for its history; each step does nothing when it has been done, and the plan of the
 * backfill, written last, says that all are.
 * @throws Shopify's errors when the details cannot be read
 */
export async function ensureInstalled(domain: string): Promise<Shop> {
  const known = await shops.findShopByDomain(db(), domain);
  if (known?.status === "installed" && (await isBackfillPlanned(db(), known.shopId))) return known;

  const details = detailsSchema.parse(await adminGraphql({ domain }, SHOP_DETAILS));
  const { name, email, currencyCode, ianaTimezone, taxesIncluded, shopAddress } = details.shop;
  const shop = await shops.install(
    db(),
    {
      ...{
        domain,
        name,
        email,
        currency: currencyCode,
        timeZone: ianaTimezone,
        taxesIncluded,
        countryCode: shopAddress.countryCodeV2,
      },
      primaryLocale: details.shopLocales.find(({ primary }) => primary)?.locale ?? "en",
      whereabouts: whereaboutsOf(details),
      scopes: details.currentAppInstallation.accessScopes.map(({ handle }) => handle).join(","),
      appInstallationGid: details.currentAppInstallation.id,
    },
    now(),
  );
  await createDefaultProgram(shop.shopId, now());
  await createDefaultRewards(db(), shop, now());
  await segments.createDefaults(shop.shopId, shop.primaryLocale, now());
  await db()
    .transaction()
    .execute(async (tx) => {
      await planBackfill(tx, shop.shopId);
      await markAllDue(tx, shop.shopId, now());
      await markAllFields(tx, shop.shopId, now());
      await enqueue("start-backfill", [{ shopId: shop.shopId }], { db: tx });
      await enqueue("read-account-settings", [{ shopId: shop.shopId }], { db: tx });
      await enqueue("publish-program", [{ shopId: shop.shopId }], { db: tx });
      await enqueue("subscribe-optional", [{ shopId: shop.shopId }], { db: tx });
      await enqueue("tell-supplies", [{ shopId: shop.shopId }], { db: tx });
    });
  return shop;
}
