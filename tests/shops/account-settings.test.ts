import { describe, expect, test } from "vitest";

import { canBeUsed, rewardKinds } from "../../app/rewards/reward.ts";
import { accountsOf, creditUse } from "../../app/shops/accounts/account-settings.ts";

describe("whether shoppers can pay with store credit (real-store A5)", () => {
  test.each([
    ["new", true, { can: "yes" }],
    ["new", false, { can: "no", why: "switched-off" }],
    ["new", null, { can: "unknown" }],
    ["legacy", true, { can: "no", why: "legacy-accounts" }],
    ["legacy", false, { can: "no", why: "legacy-accounts" }],
    ["legacy", null, { can: "no", why: "legacy-accounts" }],
    [null, true, { can: "unknown" }],
    [null, false, { can: "no", why: "switched-off" }],
    [null, null, { can: "unknown" }],
  ] as const)("%s accounts, switched on: %s", (accounts, storeCredit, use) => {
    expect(creditUse({ accounts, storeCredit })).toEqual(use);
  });

  test("decides over rewards of store credit alone; what is not known keeps none back", () => {
    const kept = (storeCredit: boolean | null) =>
      rewardKinds.filter((kind) => !canBeUsed(kind, creditUse({ accounts: "new", storeCredit })));
    expect([kept(false), kept(null), kept(true)]).toEqual([["store-credit"], [], []]);
  });

  test.each([
    ["CLASSIC", "legacy"],
    ["NEW_CUSTOMER_ACCOUNTS", "new"],
    ["ANOTHER_KIND", null],
  ])("Shopify's %s is %s", (customerAccountsVersion, accounts) => {
    expect(accountsOf({ shop: { customerAccountsV2: { customerAccountsVersion } } })).toBe(accounts);
  });
});
