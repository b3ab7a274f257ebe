import { createCartLine } from "@shopify/ui-extensions-tester/checkout";
import { describe, expect, test, vi } from "vitest";

import { besides, LOST, press, shown, steady, tick, type, untilShown, useExtension } from "./extension.ts";
import { account, CODE, estimate } from "./views.ts";

const NO_SURVEY = { question: null };
const line = (amount: number) => createCartLine({ cost: { totalAmount: { amount, currencyCode: "EUR" } } });
/** Whom Shopify knows of the buyer; it says nothing where the app may not read it. */
const NOBODY = { customer: steady(undefined), email: steady(undefined), purchasingCompany: steady(undefined) };
const LENA = { id: "gid://shopify/Customer/71", acceptsEmailMarketing: true };
const withCode = account({ loyalty: { ...account().loyalty, rewards: [CODE] } });

describe("the block in the checkout, in Shopify's tester", () => {
  const { extension, answer, sent } = useExtension("account", "purchase.checkout.block.render");

  test("tells the app the basket in hundredths, and the shopper what it earns", async () => {
    besides(extension.shopify, "buyerIdentity", NOBODY);
    extension.shopify.lines.value = [line(19.99), line(25.01)];
    answer("POST /storefront/v1/estimates", estimate());
    await extension.render();
    await untilShown("cart.earn");
    expect(sent()[0]?.body).toMatchObject({ lines: "1:1999:0,1:2501:0", currency: "EUR" });
  });

  test("takes a code along, and says so when Shopify does not take it", async () => {
    const apply = vi.fn(() => Promise.resolve({ type: "error" as const, message: "No" }));
    besides(extension.shopify, "buyerIdentity", NOBODY);
    extension.shopify.lines.value = [line(45)];
    extension.shopify.applyDiscountCodeChange = apply;
    answer("POST /storefront/v1/estimates", estimate({ account: withCode }));
    await extension.render();
    await untilShown("checkout.use");
    press("checkout.use");
    await untilShown("checkout.not_applied");
    expect(apply).toHaveBeenCalledWith({ type: "addDiscountCode", code: CODE.code });
  });

  test("redeems, and puts the code to use at once", async () => {
    const apply = vi.fn(() => Promise.resolve({ type: "success" as const }));
    besides(extension.shopify, "buyerIdentity", NOBODY);
    extension.shopify.lines.value = [line(45)];
    extension.shopify.applyDiscountCodeChange = apply;
    answer("POST /storefront/v1/estimates", estimate());
    answer("POST /storefront/v1/redemptions", { ok: true, message: "Here it is.", code: "REPRISE-NEW", applies: true });
    await extension.render();
    await untilShown("Four euros");
    press("rewards.redeem");
    await untilShown("rewards.ask");
    press("rewards.confirm");
    await untilShown("checkout.applied");
    expect(apply).toHaveBeenCalledWith({ type: "addDiscountCode", code: "REPRISE-NEW" });
  });

  test("offers nothing to spend where Shopify lets no extension change discounts", async () => {
    besides(extension.shopify, "buyerIdentity", NOBODY);
    extension.shopify.lines.value = [line(45)];
    extension.shopify.instructions.value = {
      ...extension.shopify.instructions.value,
      discounts: { canUpdateDiscountCodes: false },
    };
    answer("POST /storefront/v1/estimates", estimate({ account: withCode }));
    await extension.render();
    await untilShown("500 points.unit");
    for (const offered of ["checkout.use", "rewards.redeem"]) expect(shown()).not.toContain(offered);
  });

  test("leaves the checkout alone while the app cannot be asked", async () => {
    besides(extension.shopify, "buyerIdentity", NOBODY);
    extension.shopify.lines.value = [line(45)];
    answer("POST /storefront/v1/estimates", LOST);
    await extension.render();
    await vi.waitFor(() => expect(sent()).toHaveLength(1));
    expect(shown().trim()).toBe("");
  });
});

describe("the block on the page that thanks", () => {
  const { extension, answer, sent } = useExtension("account", "purchase.thank-you.block.render");

  test("tells a guest what an account would have brought, and signs nobody up who has not ticked it", async () => {
    besides(extension.shopify, "buyerIdentity", NOBODY);
    extension.shopify.lines.value = [line(45)];
    answer("POST /storefront/v1/estimates", estimate({ account: null, sign_up_points: 50 }));
    answer("GET /storefront/v1/surveys", NO_SURVEY);
    answer(
      "POST /storefront/v1/sign-up",
      { ok: false, message: "Please agree." },
      { ok: true, message: "Look into your mailbox." },
    );
    await extension.render();
    await untilShown("thanks.account");
    type("s-email-field", "sign_up.email", "lena@example.com");
    press("sign_up.send");
    await untilShown("Please agree.");
    tick("sign_up.agree");
    press("sign_up.send");
    await untilShown("Look into your mailbox.");
    const forms = sent().filter(({ path }) => path.endsWith("/sign-up"));
    expect(forms[0]?.body).toEqual({ email: "lena@example.com" });
    expect(forms.at(-1)?.body).toEqual({ email: "lena@example.com", agree: "on" });
  });

  test.each([
    ["https://shop.example.com", "https://shop.example.com/account/login"],
    ["https://shop.example.com/", "https://shop.example.com/account/login"],
    [undefined, undefined],
  ])("leads a guest of the shop at %s to log in or register at %s", async (storefrontUrl, login) => {
    besides(extension.shopify, "buyerIdentity", NOBODY);
    besides(extension.shopify, "shop", { id: "gid://shopify/Shop/1", name: "Morgenrot", storefrontUrl });
    extension.shopify.lines.value = [line(45)];
    answer("POST /storefront/v1/estimates", estimate({ account: null }));
    answer("GET /storefront/v1/surveys", NO_SURVEY);
    await extension.render();
    await untilShown("thanks.account");
    expect(document.querySelector("s-link")?.getAttribute("href") ?? undefined).toBe(login);
    expect(shown().includes("thanks.login")).toBe(login !== undefined);
  });

  test("asks nobody to log in who is", async () => {
    besides(extension.shopify, "shop", {
      id: "gid://shopify/Shop/1",
      name: "Morgenrot",
      storefrontUrl: "https://shop.example.com",
    });
    extension.shopify.lines.value = [line(45)];
    answer("GET /storefront/v1/surveys", NO_SURVEY);
    besides(extension.shopify, "buyerIdentity", { ...NOBODY, customer: steady(LENA) });
    answer("POST /storefront/v1/estimates", estimate());
    await extension.render();
    await untilShown("account.title");
    expect(shown()).not.toContain("thanks.login");
  });
});
