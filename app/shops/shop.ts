import type { PointsNames } from "../i18n/shopper/say.ts";

/** Where the app's configuration puts its proxy into a shop (shopify.app.toml); merchants may move it. */
export const PROXY_PATH = "/apps/reprise";

/** A tenant as the rest of the code sees it. */
export type Shop = {
  shopId: number;
  domain: string;
  status: "installed" | "uninstalled";
  name: string;
  /** ISO 4217 code of shop money. */
  currency: string;
  /** IANA name; days are days in this zone. */
  timeZone: string;
  primaryLocale: string;
  countryCode: string | null;
  /** What shoppers read instead of "points". */
  pointsNames: PointsNames;
  /** Where the app proxy answers in the shop, e.g. `/apps/reprise`; null as long as no signed request has shown another than the configured one. */
  proxyPath: string | null;
  /** When referrals were first switched on; null: never, and nothing is looked up for them. */
  referralsSince: Date | null;
  /** When affiliates were first switched on; null: never, and nothing is looked up for them. */
  affiliatesSince: Date | null;
  /** Since when it is installed without a break. */
  installedAt: Date;
  /** When it was for the first time. */
  firstInstalledAt: Date;
};
