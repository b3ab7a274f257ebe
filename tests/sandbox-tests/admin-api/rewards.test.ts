import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";

import {
  ADD_CODES,
  CODE_CREATION,
  CREATE_BASIC,
  CREATE_FREE_SHIPPING,
  UPDATE_BASIC,
} from "../../../app/rewards/shopify/reward.graphql.ts";
import {
  CREATE_GIFT_CARD,
  CREDIT_CUSTOMER,
  DELETE_CODE,
  FIND_CODE,
  STORE_CREDITS,
} from "../../../app/rewards/shopify/reward.graphql.ts";
import { CUSTOMER_ACCOUNTS, STORE_CREDIT } from "../../../app/shops/accounts/account-settings.graphql.ts";
import { startApi, type ApiFixture } from "./fixture.ts";
import {
  activateDiscount,
  createCollection,
  createCustomer,
  deactivateDiscount,
  placeOrder,
  updateAccountSettings,
} from "../../sandbox/world/commerce.ts";
import type { Customer } from "../../sandbox/world/types.ts";

let api: ApiFixture;
let owner: string;
beforeAll(async () => {
  api = await startApi();
  owner = gid("Customer", api.customer.id);
});
afterAll(() => api.close());

const gid = (type: string, id: bigint) => `gid://shopify/${type}/${id}`;

async function ask(document: string, variables: Record<string, unknown>): Promise<Record<string, never>> {
  const { data, errors } = await api.graphql(document, variables);
  expect(errors).toEqual([]);
  return data as Record<string, never>;
}

async function discount(code: string, change: Record<string, unknown> = {}, document = CREATE_BASIC): Promise<string> {
  const input = {
    ...{ title: code, code, startsAt: "2026-01-01T00:00:00Z", usageLimit: 1, context: { customers: { add: [owner] } } },
    ...(document === CREATE_BASIC
      ? { customerGets: { value: { discountAmount: { amount: "5.00" } }, items: { all: true } } }
      : {}),
    ...change,
  };
  const { created } = (await ask(document, { input })) as unknown as {
    created: { codeDiscountNode: { id: string } | null; userErrors: unknown[] };
  };
  expect(created.userErrors).toEqual([]);
  return created.codeDiscountNode?.id ?? "";
}

const [variant, other] = [0, 1].map((index) => () => api.product.variants[index]?.id ?? 0n) as [() => bigint, () => bigint];

function buy(codes: string[], customer: Customer | null = api.customer, lines = [{ variantId: variant(), quantity: 1 }]) {
  return placeOrder(api.world, api.shop, {
    customerId: customer?.id ?? null,
    email: "guest@example.com",
    lines,
    discountCodes: codes,
  });
}

describe("codes at the checkout", () => {
  it("are for their customers, once each, as long as the discount is on", async () => {
    const id = await discount("MINE-1");
    const stranger = createCustomer(api.world, api.shop, { email: "stranger@example.com" });
    expect(() => buy(["MINE-1"], stranger)).toThrow("customer");
    expect(() => buy(["MINE-1"], null)).toThrow("customer");
    expect(() => buy(["nobody-knows"])).toThrow("unknown");
    const held = api.shop.discounts.get(id);
    if (held === undefined) throw new Error("The discount is missing");
    deactivateDiscount(api.world, api.shop, held);
    expect(() => buy(["MINE-1"])).toThrow("inactive");
    activateDiscount(api.world, api.shop, held);
    expect(buy(["mine-1"]).paidMinor).toBe(1_299n + 490n - 500n);
    expect(() => buy(["MINE-1"])).toThrow("used-up");
  });

  it("want their minimum, and take off what they are for", async () => {
    await discount("MIN-1", { minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: "20.00" } } });
    expect(() => buy(["MIN-1"])).toThrow("minimum");
    const items = { products: { productVariantsToAdd: [gid("ProductVariant", variant())] } };
    await discount("FREE-1", {
      customerGets: { value: { discountAmount: { amount: "12.99", appliesOnEachItem: false } }, items },
    });
    expect(() => buy(["FREE-1"], api.customer, [{ variantId: other(), quantity: 1 }])).toThrow("items");
    const order = buy(["FREE-1"], api.customer, [
      { variantId: variant(), quantity: 2 },
      { variantId: other(), quantity: 1 },
    ]);
    expect(order.lines.map(({ discounts }) => discounts.map(({ amountMinor }) => amountMinor))).toEqual([[1_299n], []]);
    const tea = createCollection(api.world, api.shop, { title: "Tea", titleDe: "Tee", handle: "tea", productIds: [] });
    await discount("TEA-1", {
      customerGets: { value: { percentage: 0.5 }, items: { collections: { add: [gid("Collection", tea.id)] } } },
    });
    expect(() => buy(["TEA-1"])).toThrow("items");
  });

  it("meet in one order only where both allow it", async () => {
    const shipping = { combinesWith: { orderDiscounts: true, productDiscounts: true } };
    await discount("SHIP-1", shipping, CREATE_FREE_SHIPPING);
    await discount("ALONE-1");
    await discount("TOGETHER-1", { combinesWith: { shippingDiscounts: true } });
    expect(() => buy(["SHIP-1", "ALONE-1"])).toThrow("combination");
    await discount("SHIP-2", shipping, CREATE_FREE_SHIPPING);
    expect(buy(["SHIP-2", "TOGETHER-1"]).paidMinor).toBe(1_299n - 500n);
    const refused = await ask(CREATE_FREE_SHIPPING, {
      input: { title: "S", code: "SHIP-3", startsAt: "2026-01-01T00:00:00Z", combinesWith: { shippingDiscounts: true } },
    });
    expect(refused).toMatchObject({ created: { userErrors: [{ code: "INVALID_COMBINES_WITH_FOR_DISCOUNT_CLASS" }] } });
  });
});

describe("codes in the Admin API", () => {
  it("are added and deleted in the background, and webhooks tell of it", async () => {
    const id = await discount("BULK-1");
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    api.config.faults.codesDelayMs = 30;
    api.events.length = 0;
    const { discountRedeemCodeBulkAdd: answer } = (await ask(ADD_CODES, {
      id,
      codes: [{ code: "BULK-2" }, { code: "bulk-1" }],
    })) as never as {
      discountRedeemCodeBulkAdd: { bulkCreation: { id: string; done: boolean } };
    };
    expect(answer.bulkCreation.done).toBe(false);
    expect(await ask(FIND_CODE, { code: "BULK-2", search: '"BULK-2"' })).toEqual({ codeDiscountNodeByCode: null });
    vi.advanceTimersByTime(30);
    expect(await ask(CODE_CREATION, { id: answer.bulkCreation.id, count: 5 })).toMatchObject({
      discountRedeemCodeBulkCreation: {
        done: true,
        codes: {
          nodes: [
            { code: "BULK-2", errors: [] },
            { discountRedeemCode: null, errors: [{ code: "TAKEN" }] },
          ],
        },
      },
    });
    const found = (await ask(FIND_CODE, { code: "bulk-2", search: '"BULK-2"' })) as never as {
      codeDiscountNodeByCode: { id: string; codeDiscount: { status: string; codes: { nodes: { id: string; code: string }[] } } };
    };
    expect(found.codeDiscountNodeByCode).toMatchObject({
      id,
      codeDiscount: { status: "ACTIVE", codes: { nodes: [{ code: "BULK-2" }] } },
    });
    const codeId = found.codeDiscountNodeByCode.codeDiscount.codes.nodes[0]?.id;
    expect(await ask(DELETE_CODE, { discountId: id, ids: [codeId] })).toMatchObject({
      discountCodeRedeemCodeBulkDelete: { job: { done: false }, userErrors: [] },
    });
    vi.advanceTimersByTime(30);
    expect(await ask(FIND_CODE, { code: "BULK-2", search: '"BULK-2"' })).toEqual({ codeDiscountNodeByCode: null });
    expect(api.events.map(({ topic }) => topic)).toEqual(["discounts/redeemcode_added", "discounts/redeemcode_removed"]);
    expect(JSON.parse(api.events[1]?.body ?? "")).toMatchObject({ admin_graphql_api_id: id, redeem_code: { code: "BULK-2" } });
    api.config.faults.codesDelayMs = 0;
  });

  it("let customers in one by one, and know no strangers", async () => {
    const id = await discount("OPEN-1");
    const friend = createCustomer(api.world, api.shop, { email: "friend@example.com" });
    const input = (customer: bigint) => ({ context: { customers: { add: [gid("Customer", customer)] } } });
    expect(await ask(UPDATE_BASIC, { id, input: input(friend.id) })).toMatchObject({ updated: { userErrors: [] } });
    expect(buy(["OPEN-1"], friend).discountApplications).toHaveLength(1);
    expect(await ask(UPDATE_BASIC, { id, input: input(4n) })).toMatchObject({
      updated: {
        codeDiscountNode: null,
        userErrors: [{ code: "INVALID", field: ["basicCodeDiscount", "context", "customers", "add"] }],
      },
    });
    expect(await ask(UPDATE_BASIC, { id: "gid://shopify/DiscountCodeNode/5", input: input(friend.id) })).toMatchObject({
      updated: { userErrors: [{ field: ["id"] }] },
    });
  });
});

describe("what is paid out", () => {
  it("Shopify tells whether store credit can be spent, and credits in any case (real-store A5)", async () => {
    const told = async () => ({ ...(await ask(CUSTOMER_ACCOUNTS, {})), ...(await ask(STORE_CREDIT, {})) });
    expect(await told()).toEqual({
      shop: { customerAccountsV2: { customerAccountsVersion: "NEW_CUSTOMER_ACCOUNTS" } },
      storeCreditConfiguration: { storeCreditEnabled: true },
    });
    updateAccountSettings(api.world, api.shop, { accounts: "legacy", storeCreditOn: false });
    onTestFinished(() => updateAccountSettings(api.world, api.shop, { accounts: "new", storeCreditOn: true }));
    expect(await told()).toEqual({
      shop: { customerAccountsV2: { customerAccountsVersion: "CLASSIC" } },
      storeCreditConfiguration: { storeCreditEnabled: false },
    });
    const { id } = createCustomer(api.world, api.shop, {});
    const creditInput = { creditAmount: { amount: "5.00", currencyCode: "EUR" }, expiresAt: "2027-01-01T00:00:07Z" };
    expect(await ask(CREDIT_CUSTOMER, { id: gid("Customer", id), input: creditInput })).toMatchObject({
      storeCreditAccountCredit: { userErrors: [] },
    });
  });

  it("store credit is credited each time it is asked for", async () => {
    const credit = (amount: string, currencyCode = "EUR", expiresAt = "2027-01-01T00:00:07Z") =>
      ask(CREDIT_CUSTOMER, { id: owner, input: { creditAmount: { amount, currencyCode }, expiresAt } });
    for (let times = 0; times < 2; times += 1)
      expect(await credit("5.00")).toMatchObject({ storeCreditAccountCredit: { userErrors: [] } });
    const { customer } = (await ask(STORE_CREDITS, { id: owner })) as never as {
      customer: { storeCreditAccounts: { nodes: { transactions: { nodes: unknown[] } }[] } };
    };
    expect(customer.storeCreditAccounts.nodes[0]?.transactions.nodes).toHaveLength(2);
    expect(customer.storeCreditAccounts.nodes[0]?.transactions.nodes[0]).toMatchObject({
      ...{ amount: { amount: "5.0", currencyCode: "EUR" }, expiresAt: "2027-01-01T00:00:07Z" },
    });
    const code = async (answer: Promise<Record<string, never>>) =>
      ((await answer) as never as { storeCreditAccountCredit: { userErrors: { code: string }[] } }).storeCreditAccountCredit
        .userErrors[0]?.code;
    expect(await code(credit("0"))).toBe("NEGATIVE_OR_ZERO_AMOUNT");
    expect(await code(credit("1", "USD"))).toBe("MISMATCHING_CURRENCY");
    expect(await code(credit("1", "EUR", "2020-01-01T00:00:00Z"))).toBe("EXPIRES_AT_IN_PAST");
  });

  it("a gift card's code is taken once it exists", async () => {
    const create = async (code: string) =>
      (
        (await ask(CREATE_GIFT_CARD, {
          input: { code, initialAmount: { amount: "10", currencyCode: "EUR" }, customerId: owner, note: "Note" },
        })) as never as { giftCardCreate: { giftCard: unknown; userErrors: { code: string }[] } }
      ).giftCardCreate;
    expect((await create("ABCDEFGH23456789")).userErrors).toEqual([]);
    expect((await create("abcdefgh23456789")).userErrors).toMatchObject([{ code: "TAKEN" }]);
    expect((await create("short")).userErrors).toMatchObject([{ code: "TOO_SHORT" }]);
    expect((await create("with-a-dash-in-it")).userErrors).toMatchObject([{ code: "INVALID" }]);
  });
});
