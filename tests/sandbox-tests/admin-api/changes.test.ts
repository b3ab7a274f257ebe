import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startApi, type ApiFixture } from "./fixture.ts";
import { createCustomer, placeOrder } from "../../sandbox/world/commerce.ts";

let api: ApiFixture;
let owner: string;
beforeAll(async () => {
  api = await startApi();
  owner = `gid://shopify/Customer/${api.customer.id}`;
});
afterAll(() => api.close());

const payload = async (query: string, variables: Record<string, unknown>, name: string) => {
  const reply = await api.graphql(query, variables);
  expect(reply.errors).toEqual([]);
  return reply.data?.[name] as Record<string, unknown>;
};

describe("metafields", () => {
  const SET = `mutation M($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) {
    metafields { namespace key value jsonValue compareDigest } userErrors { field message code elementIndex } } }`;
  const set = (...metafields: Record<string, unknown>[]) => payload(SET, { m: metafields }, "metafieldsSet");
  const balance = (value: string, more: Record<string, unknown> = {}) => ({
    ...{ ownerId: owner, namespace: "$app", key: "points_balance", type: "number_integer", value },
    ...more,
  });
  const read = async () => {
    const query =
      'query Q($id: ID!) { customer(id: $id) { metafield(namespace: "$app", key: "points_balance") { value namespace } } }';
    return (await payload(query, { id: owner }, "customer"))["metafield"];
  };

  it("are written under the app's own namespace", async () => {
    const { metafields, userErrors } = await set(balance("120"));
    expect(userErrors).toEqual([]);
    expect(metafields).toMatchObject([{ namespace: "app--fixture-client", value: "120", jsonValue: 120 }]);
    expect(await read()).toEqual({ value: "120", namespace: "app--fixture-client" });
    expect(api.shop.metafields.get(owner)?.get("app--fixture-client.points_balance")?.value).toBe("120");
  });

  it("are written all or not at all", async () => {
    await set(balance("1"));
    const missing = {
      ownerId: "gid://shopify/Customer/1",
      namespace: "$app",
      key: "points_balance",
      type: "number_integer",
      value: "9",
    };
    expect(await set(balance("2"), missing)).toEqual({
      metafields: null,
      userErrors: [
        { field: ["metafields", "1", "ownerId"], message: "Owner does not exist.", code: "INVALID_VALUE", elementIndex: null },
      ],
    });
    expect(await read()).toMatchObject({ value: "1" });
  });

  it.each([
    [{ value: "1.5" }, "INVALID_VALUE"],
    [{ value: "9007199254740992" }, "INVALID_VALUE"],
    [{ type: "points" }, "INVALID_TYPE"],
    [{ key: "k", value: "1" }, "TOO_SHORT"],
    [{ key: "other", type: null }, "BLANK"],
    [{ compareDigest: "stale" }, "STALE_OBJECT"],
  ])("refuse %j", async (change, code) => {
    expect(await set(balance("3", change))).toMatchObject({ metafields: null, userErrors: [{ code }] });
  });

  it("take at most 25 at once", async () => {
    const many = Array.from({ length: 26 }, (_, index) => balance("1", { key: `key_${index}` }));
    expect(await set(...many)).toMatchObject({ userErrors: [{ code: "LESS_THAN_OR_EQUAL_TO", field: ["metafields"] }] });
    expect(await set(...many.slice(1))).toMatchObject({ userErrors: [] });
  });

  it("compare digests", async () => {
    const { metafields } = await set(balance("10"));
    const [{ compareDigest } = { compareDigest: "" }] = metafields as { compareDigest: string }[];
    expect(await set(balance("11", { compareDigest }))).toMatchObject({ userErrors: [] });
    expect(await set(balance("12", { compareDigest }))).toMatchObject({ userErrors: [{ code: "STALE_OBJECT" }] });
  });

  it("can be deleted", async () => {
    const query =
      "mutation M($m: [MetafieldIdentifierInput!]!) { metafieldsDelete(metafields: $m) { deletedMetafields { key } userErrors { message } } }";
    const identifier = { ownerId: owner, namespace: "$app", key: "points_balance" };
    expect(await payload(query, { m: [identifier] }, "metafieldsDelete")).toEqual({
      deletedMetafields: [{ key: "points_balance" }],
      userErrors: [],
    });
    expect(await payload(query, { m: [identifier] }, "metafieldsDelete")).toEqual({ deletedMetafields: [null], userErrors: [] });
    expect(await read()).toBeNull();
  });
});

describe("customers", () => {
  it("gain and lose tags, with webhooks", async () => {
    const query = (name: string) =>
      `mutation M($id: ID!, $t: [String!]!) { ${name}(id: $id, tags: $t) { node { ... on Customer { tags } } userErrors { field message } } }`;
    api.events.length = 0;
    expect(await payload(query("tagsAdd"), { id: owner, t: ["Gold, silver", "friend"] }, "tagsAdd")).toMatchObject({
      node: { tags: ["Gold", "friend", "silver"] },
    });
    expect(await payload(query("tagsRemove"), { id: owner, t: ["gold"] }, "tagsRemove")).toMatchObject({
      node: { tags: ["friend", "silver"] },
    });
    expect(api.events.map(({ topic }) => topic)).toEqual([
      "customers/update",
      "customer.tags_added",
      "customers/update",
      "customer.tags_removed",
    ]);
    const unknown = { id: "gid://shopify/Customer/1", t: ["x"] };
    expect(await payload(query("tagsAdd"), unknown, "tagsAdd")).toEqual({
      node: null,
      userErrors: [{ field: ["id"], message: "Customer does not exist" }],
    });
  });

  it("change their e-mail consent within Shopify's rules", async () => {
    const query = `mutation M($i: CustomerEmailMarketingConsentUpdateInput!) { customerEmailMarketingConsentUpdate(input: $i) {
      customer { defaultEmailAddress { marketingState marketingOptInLevel } } userErrors { field message code } } }`;
    const update = (consent: Record<string, unknown>, customerId = owner) =>
      payload(query, { i: { customerId, emailMarketingConsent: consent } }, "customerEmailMarketingConsentUpdate");
    expect(await update({ marketingState: "UNSUBSCRIBED" })).toMatchObject({
      customer: { defaultEmailAddress: { marketingState: "UNSUBSCRIBED" } },
      userErrors: [],
    });
    expect(api.events.at(-1)).toMatchObject({ topic: "customers_email_marketing_consent/update" });
    expect(await update({ marketingState: "SUBSCRIBED" })).toMatchObject({ userErrors: [{ code: "MISSING_ARGUMENT" }] });
    expect(await update({ marketingState: "PENDING", marketingOptInLevel: "SINGLE_OPT_IN" })).toMatchObject({
      userErrors: [{ code: "INVALID" }],
    });
    expect(await update({ marketingState: "UNSUBSCRIBED" }, "gid://shopify/Customer/1")).toMatchObject({
      userErrors: [{ field: ["input", "customerId"], message: "Customer not found" }],
    });
    api.config.faults.refuseConsent = "inclusion";
    expect(await update({ marketingState: "UNSUBSCRIBED" })).toEqual({
      customer: null,
      userErrors: [
        { field: ["input", "emailMarketingConsent"], message: "The input value isn't included in the list", code: "INCLUSION" },
      ],
    });
    api.config.faults.refuseConsent = "never";
    const refused = await api.graphql(query, { i: { customerId: owner, emailMarketingConsent: { marketingState: "REDACTED" } } });
    expect(refused.errors[0]?.message).toBe("Cannot specify REDACTED as a marketing state input");
  });

  it("are updated, but not with another's e-mail", async () => {
    createCustomer(api.world, api.shop, { email: "taken@example.com" });
    const query =
      "mutation M($i: CustomerInput!) { customerUpdate(input: $i) { customer { firstName tags } userErrors { field message } } }";
    expect(await payload(query, { i: { id: owner, firstName: "Eva", tags: ["a"] } }, "customerUpdate")).toMatchObject({
      customer: { firstName: "Eva", tags: ["a"] },
    });
    expect(await payload(query, { i: { id: owner, email: "taken@example.com" } }, "customerUpdate")).toMatchObject({
      userErrors: [{ field: ["email"], message: "Email has already been taken" }],
    });
  });
});

describe("discounts", () => {
  it("are created once, found by code, take more codes, work in a checkout, and end", async () => {
    api.config.faults.codesDelayMs = 0;
    const create = `mutation M($d: DiscountCodeBasicInput!) { discountCodeBasicCreate(basicCodeDiscount: $d) {
      codeDiscountNode { id codeDiscount { ... on DiscountCodeBasic { title status codesCount { count } context { __typename ... on DiscountCustomers { customers { id } } }
        customerGets { value { ... on DiscountPercentage { percentage } } } minimumRequirement { ... on DiscountMinimumSubtotal { greaterThanOrEqualToSubtotal { amount } } } } } }
      userErrors { field message code } } }`;
    const input = {
      ...{ title: "Ten", code: "TEN-1", startsAt: "2026-01-01T00:00:00Z", usageLimit: 1, appliesOncePerCustomer: true },
      context: { customers: { add: [owner] } },
      customerGets: { value: { percentage: 0.1 }, items: { all: true } },
      minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: "1.00" } },
    };
    const created = await payload(create, { d: input }, "discountCodeBasicCreate");
    expect(created).toMatchObject({
      codeDiscountNode: {
        codeDiscount: {
          ...{ title: "Ten", status: "ACTIVE", codesCount: { count: 1 }, customerGets: { value: { percentage: 0.1 } } },
          context: { __typename: "DiscountCustomers", customers: [{ id: owner }] },
          minimumRequirement: { greaterThanOrEqualToSubtotal: { amount: "1.0" } },
        },
      },
      userErrors: [],
    });
    expect(await payload(create, { d: input }, "discountCodeBasicCreate")).toMatchObject({
      codeDiscountNode: null,
      userErrors: [{ code: "TAKEN" }],
    });
    const { id } = created["codeDiscountNode"] as { id: string };
    const add = `mutation M($id: ID!, $c: [DiscountRedeemCodeInput!]!) { discountRedeemCodeBulkAdd(discountId: $id, codes: $c) {
      bulkCreation { done codesCount importedCount failedCount } userErrors { field message code } } }`;
    expect(await payload(add, { id, c: [{ code: "TEN-2" }, { code: "ten-1" }] }, "discountRedeemCodeBulkAdd")).toMatchObject({
      bulkCreation: { codesCount: 2, importedCount: 1, failedCount: 1 },
    });
    const byCode =
      "query Q($c: String!) { codeDiscountNodeByCode(code: $c) { id codeDiscount { ... on DiscountCodeBasic { asyncUsageCount status } } } }";
    expect(await payload(byCode, { c: "ten-2" }, "codeDiscountNodeByCode")).toMatchObject({ id });
    const checkout = () =>
      placeOrder(api.world, api.shop, {
        customerId: api.customer.id,
        lines: [{ priceMinor: 1000n, quantity: 1 }],
        discountCodes: ["TEN-2"],
        shippingMinor: 0n,
      });
    expect(checkout().paidMinor).toBe(900n);
    expect(checkout).toThrow("used-up");
    const end =
      "mutation M($id: ID!) { discountCodeDeactivate(id: $id) { codeDiscountNode { codeDiscount { ... on DiscountCodeBasic { status } } } userErrors { message } } }";
    expect(await payload(end, { id }, "discountCodeDeactivate")).toMatchObject({
      codeDiscountNode: { codeDiscount: { status: "EXPIRED" } },
    });
  });
});
