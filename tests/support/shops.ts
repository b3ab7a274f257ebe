import type { Db } from "../../app/db.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { install } from "../../app/shops/shops.server.ts";

export const INSTALLED_AT = new Date("2026-01-01T00:00:00.000Z");

/** A shop that exists only in memory, for pure functions. */
export const someShop: Shop = {
  shopId: 1,
  domain: "morgenrot.myshopify.com",
  status: "installed",
  name: "Morgenrot",
  currency: "EUR",
  timeZone: "Europe/Berlin",
  primaryLocale: "de",
  countryCode: "DE",
  proxyPath: null,
  pointsNames: {},
  referralsSince: null,
  affiliatesSince: null,
  installedAt: INSTALLED_AT,
  firstInstalledAt: INSTALLED_AT,
};

/** Installs a shop in the test database. */
export function installShop(db: Db, domain: string, now: Date = INSTALLED_AT): Promise<Shop> {
  const [name = domain] = domain.split(".");
  const where = {
    timeZone: "Europe/Berlin",
    countryCode: "DE",
    primaryLocale: "de",
    currency: "EUR",
    taxesIncluded: true,
    whereabouts: { primaryUrl: null, publishedLocales: [] },
  };
  return install(
    db,
    { domain, name, email: `shop@${name}.example`, ...where, scopes: "read_orders,write_discounts", appInstallationGid: null },
    now,
  );
}
