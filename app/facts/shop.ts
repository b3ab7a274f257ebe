/** What is said about the shop itself, its installation of the app, and what Shopify does for the app there. */
export type ShopFact =
  | {
      kind: "shop";
      name: string;
      email: string | null;
      currency: string;
      timeZone: string;
      countryCode: string | null;
      primaryLocale: string;
      /** "https://www.example.com"; null: not told. */
      primaryUrl: string | null;
      taxesIncluded: boolean;
      updatedAt: Date;
    }
  /** The merchant has changed them: read from Shopify which they are, with what the message does not carry. */
  | { kind: "account-settings-stale" }
  | { kind: "uninstalled"; at: Date }
  | { kind: "scopes"; scopes: string[] }
  | { kind: "bulk-finished"; bulkGid: string };
