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
  installedAt: Date;
};
