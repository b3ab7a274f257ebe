import { describe, expect, test, vi } from "vitest";

import type { OrderView } from "../../app/storefront/api/order.server.ts";
import { control, LOST, press, shown, untilShown, useExtension } from "./extension.ts";
import { account } from "./views.ts";

const NO_SURVEY = { question: null };

describe("the page of the account, in Shopify's tester", () => {
  const { extension, asked, answer, sent } = useExtension("account", "customer-account.page.render");

  test("says that nothing could be read, and reads it once that is asked for", async () => {
    answer("GET /storefront/v1/account", LOST, account());
    answer("GET /storefront/v1/surveys", NO_SURVEY);
    await extension.render();
    await untilShown("account.failed");
    expect(shown()).not.toContain("points.unit");
    press("account.retry");
    await untilShown("500 points.unit");
    expect(shown()).not.toContain("account.failed");
  });

  test("asks with Shopify's token and in the page's language", async () => {
    extension.shopify.localization.extensionLanguage.value = { isoCode: "de" };
    answer("GET /storefront/v1/account", account());
    answer("GET /storefront/v1/surveys", NO_SURVEY);
    await extension.render();
    await untilShown("500 points.unit");
    for (const { token, query } of asked) {
      expect(token).toBe("Bearer mock-session-token");
      expect(query.get("locale")).toBe("de");
    }
  });

  test("spends nothing before the shopper has said yes, nor after a no", async () => {
    answer("GET /storefront/v1/account", account());
    answer("GET /storefront/v1/surveys", NO_SURVEY);
    await extension.render();
    await untilShown("Four euros");
    press("rewards.redeem");
    await untilShown("rewards.ask");
    press("rewards.cancel");
    await vi.waitFor(() => control("s-button", "rewards.redeem"));
    expect(sent()).toEqual([]);
  });

  test("a redemption whose answer was lost is sent again as the same one, and its code can be copied", async () => {
    answer("GET /storefront/v1/account", account(), account({ available: 100 }));
    answer("GET /storefront/v1/surveys", NO_SURVEY);
    answer("POST /storefront/v1/redemptions", LOST, { ok: true, message: "Here it is.", code: "REPRISE-4EUR", applies: true });
    await extension.render();
    await untilShown("Four euros");
    press("rewards.redeem");
    await untilShown("rewards.ask");
    press("rewards.confirm");
    await untilShown("rewards.unknown");
    press("rewards.confirm");
    await untilShown("Here it is.");
    const [first, second] = sent();
    expect(second).toEqual(first);
    expect(first?.body).toMatchObject({ reward: "7", price: "400", intent: "71-7-3" });
    expect(shown()).toContain("REPRISE-4EUR");
    await untilShown("100 points.unit");
  });

  test("a refusal is told in the app's words, and what the page shows is read anew where it was outdated", async () => {
    answer("GET /storefront/v1/account", account(), account({ available: 20 }));
    answer("GET /storefront/v1/surveys", NO_SURVEY);
    answer("POST /storefront/v1/redemptions", { ok: false, message: "The price has changed.", outdated: true });
    await extension.render();
    await untilShown("Four euros");
    press("rewards.redeem");
    await untilShown("rewards.ask");
    press("rewards.confirm");
    await untilShown("The price has changed.");
    await untilShown("20 points.unit");
  });
});

describe.each(["customer-account.profile.block.render", "customer-account.order-index.block.render"] as const)(
  "the block %s",
  (target) => {
    const { extension, answer } = useExtension("account", target);

    test("shows the balance with the way to all the rest, and nothing to whom the app does not know", async () => {
      answer("GET /storefront/v1/account", account({ pending: 30 }));
      await extension.render();
      await untilShown("500 points.unit");
      expect(control("s-link", "account.open").getAttribute("href")).toBe("extension:reprise-account/");
    });

    test.each([
      ["nobody", null],
      ["a program that does not run", account({ running: "no" })],
    ])("shows nothing for %s", async (_, view) => {
      answer("GET /storefront/v1/account", view);
      await extension.render();
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(shown().trim()).toBe("");
    });
  },
);

describe("the block of an order", () => {
  const { extension, answer } = useExtension("account", "customer-account.order-status.block.render");
  const ORDER: OrderView = {
    ...{ running: "yes", account: account() },
    order: { points: 45, pending: 45, available_on: "2026-10-15", awaits: null, expected: 0 },
  };

  test("says what the order has brought and since when that can be spent", async () => {
    extension.shopify.order.value = { ...extension.shopify.order.value, id: "gid://shopify/Order/1001" } as never;
    answer("GET /storefront/v1/orders/1001", ORDER);
    answer("GET /storefront/v1/surveys", NO_SURVEY);
    await extension.render();
    await untilShown("order.earned");
    expect(shown()).toContain("order.usable_html");
    expect(shown()).toContain("500 points.unit");
  });

  test("says nothing of the shopper to who has only the link, and lets them log in", async () => {
    const login = vi.fn(() => Promise.resolve());
    extension.shopify.order.value = { ...extension.shopify.order.value, id: "gid://shopify/Order/1001" } as never;
    extension.shopify.authenticationState.value = "pre_authenticated";
    extension.shopify.requireLogin = login;
    answer("GET /storefront/v1/orders/1001", ORDER);
    await extension.render();
    await untilShown("order.log_in");
    expect(shown()).not.toContain("points.unit");
    expect(shown()).not.toContain("order.earned");
    press("guest.login");
    expect(login).toHaveBeenCalledOnce();
  });
});
