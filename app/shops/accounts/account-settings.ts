import { z } from "zod";

/** What a shop's merchant has set under Customer accounts in Shopify; null is what Shopify has not told. */
export type AccountSettings = {
  /** Where shoppers log in: on the theme's own pages (legacy), or on Shopify's. */
  accounts: "legacy" | "new" | null;
  /** Whether store credit is offered at checkout. */
  storeCredit: boolean | null;
};

/** Whether shoppers can pay with store credit, and what stands in the way. */
export type CreditUse = { can: "yes" } | { can: "unknown" } | { can: "no"; why: CreditObstacle };

export type CreditObstacle = "legacy-accounts" | "switched-off";

/**
 * Shopify credits an account whatever is set, but takes credit only from shoppers who are logged in to the newer customer accounts, and only while it is
 * switched on (help.shopify.com, "Store credit"). One no is enough; for a yes both must be known.
 */
export function creditUse({ accounts, storeCredit }: AccountSettings): CreditUse {
  if (accounts === "legacy") return { can: "no", why: "legacy-accounts" };
  if (storeCredit === false) return { can: "no", why: "switched-off" };
  return { can: accounts === null || storeCredit === null ? "unknown" : "yes" };
}

export const customerAccountsSchema = z.object({
  shop: z.object({ customerAccountsV2: z.object({ customerAccountsVersion: z.string() }) }),
});

export const storeCreditSchema = z.object({ storeCreditConfiguration: z.object({ storeCreditEnabled: z.boolean() }) });

/** A version that Shopify may add says nothing about store credit that we know. */
export function accountsOf({ shop }: z.infer<typeof customerAccountsSchema>): AccountSettings["accounts"] {
  const version = shop.customerAccountsV2.customerAccountsVersion;
  if (version === "CLASSIC") return "legacy";
  return version === "NEW_CUSTOMER_ACCOUNTS" ? "new" : null;
}
