import type { Cart } from "@shopify/ui-extensions/point-of-sale";
import { describe, expect, test, vi } from "vitest";

import type { TillCustomer } from "../../app/shopify-pos/views.ts";
import { control, LOST, press, Refused, shown, untilShown, useExtension } from "./extension.ts";

const LENA: TillCustomer = {
  ...{ missing: null, name: "Lena Vogt", contact: "lena@example.com", balance: "500 points" },
  figures: [{ label: "Points", value: "500", note: null }],
  ...{ lines: [], codes: [] },
  rewards: [
    {
      ...{ id: 7, title: "Four euros", cost: "400 points", notes: [], missing: null, prices: [], range: null },
      fields: { reward: "7", price: "400", offer: "o", intent: "71-7-3" },
    },
  ],
};
const sale = (more: Partial<Cart> = {}): Cart => ({
  ...{ customer: undefined, editable: true },
  ...{ subtotal: "45.00", taxTotal: "0.00", grandTotal: "45.00", cartDiscounts: [], properties: {} },
  lineItems: [
    { uuid: "1", quantity: 1, price: 45, title: "Tee", isGiftCard: false, discounts: [], taxLines: [], properties: {} },
  ] as never,
  ...more,
});

describe("the tile, in Shopify's tester", () => {
  const { extension, answer } = useExtension("pos", "pos.home.tile.render");

  test("asks for a customer where nobody is on the sale, and opens what is behind it", async () => {
    const open = vi.fn();
    extension.shopify.action.presentModal = open;
    extension.shopify.cart.current.value = sale();
    await extension.render();
    await untilShown("tile.choose");
    document.querySelector("s-tile")?.dispatchEvent(new Event("click"));
    expect(open).toHaveBeenCalledOnce();
  });

  test("shows whose points these are, and how many rewards they are enough for", async () => {
    extension.shopify.cart.current.value = sale({ customer: { id: 71 } });
    answer("GET /pos/v1/customers/71", LENA);
    await extension.render();
    await untilShown("tile.points");
    expect(document.querySelector("s-tile")?.getAttribute("itemcount")).toBe("1");
  });
});

describe("what opens behind it", () => {
  const { extension, answer, sent } = useExtension("pos", "pos.home.modal.render");

  test("finds a customer by what somebody types, and puts them on the sale", async () => {
    const set = vi.fn(() => Promise.resolve());
    extension.shopify.cart.current.value = sale();
    extension.shopify.cart.setCustomer = set;
    answer("GET /pos/v1/customers", { people: [{ id: "71", name: "Lena Vogt", contact: null }], more: false });
    await extension.render();
    await untilShown("search.hint");
    const field = document.querySelector("s-search-field");
    Object.assign(field ?? {}, { value: "len" });
    field?.dispatchEvent(new Event("input"));
    await untilShown("Lena Vogt");
    document.querySelector("s-clickable")?.dispatchEvent(new Event("click"));
    await vi.waitFor(() => expect(set).toHaveBeenCalledWith({ id: 71 }));
  });

  test("a redemption whose answer was lost is the same when it is sent again, and its code goes onto the sale", async () => {
    const apply = vi.fn(() => Promise.resolve());
    extension.shopify.cart.current.value = sale({ customer: { id: 71 } });
    extension.shopify.cart.addCartCodeDiscount = apply;
    answer("GET /pos/v1/customers/71", LENA);
    answer("POST /pos/v1/customers/71/redemptions", LOST, { ok: true, message: "Done.", code: "REPRISE-4EUR", again: false });
    await extension.render();
    await untilShown("Lena Vogt");
    press("rewards.redeem: Four euros");
    await untilShown("rewards.ask");
    press("rewards.confirm");
    await untilShown("rewards.unknown");
    press("retry");
    await vi.waitFor(() => expect(apply).toHaveBeenCalledWith("REPRISE-4EUR"));
    const [first, second] = sent();
    expect(second).toEqual(first);
    expect(first?.body).toEqual(LENA.rewards[0]?.fields);
  });

  test("who may not use the app is told so, and is not asked to try again", async () => {
    extension.shopify.cart.current.value = sale({ customer: { id: 71 } });
    answer("GET /pos/v1/customers/71", new Refused(403));
    await extension.render();
    await untilShown("forbidden");
    expect(() => control("s-button", "retry")).toThrow();
  });

  test("spends nothing on a sale that is empty", async () => {
    extension.shopify.cart.current.value = sale({ customer: { id: 71 }, lineItems: [] });
    answer("GET /pos/v1/customers/71", LENA);
    await extension.render();
    await untilShown("sale.empty");
    expect(control("s-button", "rewards.redeem: Four euros").getAttribute("disabled")).toBe("true");
  });
});

describe("on a customer's page", () => {
  const block = useExtension("pos", "pos.customer-details.block.render");

  test("the block shows their points and opens the till's screen", async () => {
    const open = vi.fn();
    block.extension.shopify.action.presentModal = open;
    block.answer("GET /pos/v1/customers/1", LENA);
    await block.extension.render();
    await untilShown("Points: 500");
    press("open");
    expect(open).toHaveBeenCalledOnce();
  });

  test("without a connection it says so", async () => {
    block.extension.shopify.connectivity.current.value = { internetConnected: "Disconnected" };
    await block.extension.render();
    await untilShown("sale.offline");
    expect(block.asked).toEqual([]);
  });
});

describe("the action on a customer's page", () => {
  const { extension, answer } = useExtension("pos", "pos.customer-details.action.render");

  test("has their rewards, which wait for a sale of theirs", async () => {
    extension.shopify.cart.current.value = sale();
    answer("GET /pos/v1/customers/1", LENA);
    await extension.render();
    await untilShown("Four euros");
    expect(shown()).toContain("sale.nobody");
    expect(control("s-button", "rewards.redeem: Four euros").getAttribute("disabled")).toBe("true");
  });
});
