import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startApi, type ApiFixture } from "./admin-api/fixture.ts";
import { adminApi } from "./admin-api/router.ts";
import { createCustomer, placeOrder, refundOrder } from "./world/commerce.ts";

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
    expect(checkout).toThrow(/used up/);
    const end =
      "mutation M($id: ID!) { discountCodeDeactivate(id: $id) { codeDiscountNode { codeDiscount { ... on DiscountCodeBasic { status } } } userErrors { message } } }";
    expect(await payload(end, { id }, "discountCodeDeactivate")).toMatchObject({
      codeDiscountNode: { codeDiscount: { status: "EXPIRED" } },
    });
  });
});

const RUN =
  "mutation M($q: String!) { bulkOperationRunQuery(query: $q, groupObjects: true) { bulkOperation { id status } userErrors { field message code } } }";

async function runBulk(query: string) {
  const { bulkOperation, userErrors } = await payload(RUN, { q: query }, "bulkOperationRunQuery");
  expect(userErrors).toEqual([]);
  const { id } = bulkOperation as { id: string };
  const ask =
    "query Q($id: ID!) { bulkOperation(id: $id) { status errorCode objectCount rootObjectCount fileSize url completedAt } }";
  for (let tries = 0; tries < 200; tries += 1) {
    const operation = await payload(ask, { id }, "bulkOperation");
    if (operation["status"] !== "CREATED" && operation["status"] !== "RUNNING") return { id, operation };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("The bulk operation did not end");
}

describe("bulk operations", () => {
  it("write parents before their children, and tell when they are done", async () => {
    for (let index = 0; index < 600; index += 1) api.order();
    const first = [...api.shop.orders.values()][0];
    if (first === undefined) throw new Error("no order");
    refundOrder(api.world, api.shop, first, { moneyMinor: 1n });
    const query = `{ orders(sortKey: UPDATED_AT) { edges { node { id name refunds { id } customer { id } lineItems { edges { node { id quantity } } } shippingLines { edges { node { id } } } } } } }`;
    api.events.length = 0;
    const { id, operation } = await runBulk(query);
    expect(operation).toMatchObject({ status: "COMPLETED", errorCode: null, rootObjectCount: String(api.shop.orders.size) });
    const response = await fetch(String(operation["url"]));
    const text = await response.text();
    expect(operation["fileSize"]).toBe(String(Buffer.byteLength(text)));
    const rows = text
      .trim()
      .split("\n")
      .map(
        (line) =>
          JSON.parse(line) as { id: string; __parentId?: string; name?: string; lineItems?: unknown; refunds?: unknown[] },
      );
    expect(operation["objectCount"]).toBe(String(rows.length));
    const seen = new Set<string>();
    for (const row of rows) {
      if (row.__parentId !== undefined) expect(seen.has(row.__parentId)).toBe(true);
      expect(row.lineItems).toBeUndefined();
      seen.add(row.id);
    }
    expect(rows.filter((row) => row.name !== undefined).length).toBe(api.shop.orders.size);
    expect(rows.find((row) => row.name === first.name)?.refunds).toHaveLength(1);
    const finish = api.events.find(({ topic }) => topic === "bulk_operations/finish");
    expect(JSON.parse(finish?.body ?? "{}")).toMatchObject({
      admin_graphql_api_id: id,
      status: "completed",
      error_code: null,
      type: "query",
    });
  });

  it("read several connections", async () => {
    const { operation } = await runBulk("{ orders { edges { node { id } } } customers { edges { node { id } } } }");
    expect(operation["objectCount"]).toBe(String(api.shop.orders.size + api.shop.customers.size));
  });

  it("have no file when nothing was found", async () => {
    const { operation } = await runBulk('{ orders(query: "name:none") { edges { node { id } } } }');
    expect(operation).toMatchObject({ status: "COMPLETED", objectCount: "0", url: null });
    expect((await fetch(`${api.origin}/bulk/123.jsonl`)).status).toBe(404);
  });

  it("that a restart interrupted begin again", async () => {
    const query = "{ orders { edges { node { id } } } }";
    const begun = { query, createdAt: new Date(), completedAt: null, objectCount: 0, rootObjectCount: 3, jsonl: null };
    const operation = { ...begun, id: "gid://shopify/BulkOperation/77", status: "RUNNING" as const };
    api.shop.bulkOperations.set(operation.id, operation);
    adminApi(api.world, api.identity, api.config);
    await expect.poll(() => operation.status as string).toBe("COMPLETED");
    expect(operation.rootObjectCount).toBe(api.shop.orders.size);
  });

  it.each([
    ["{ orders { nodes { id } } }", "Selecting via 'nodes' is not supported. Invalid connection fields: 'orders'."],
    ["{ shop { id } }", "Bulk queries must contain at least one connection."],
    ['{ node(id: "gid://shopify/Order/1") { id } }', "Bulk queries cannot contain a top level `node` field."],
    ["{ orders { edges { node { id refunds { refundLineItems { edges { node { quantity } } } } } } } }", "within a list field"],
    ["{ orders { edges { node { name lineItems { edges { node { id } } } } } } }", "Connection fields without 'id': orders."],
    [
      "{ customers { edges { node { id orders { edges { node { id lineItems { edges { node { id } } } } } } } } } }",
      "nesting depth greater than 2",
    ],
    [
      "{ a: orders { edges { node { id } } } b: orders { edges { node { id } } } c: orders { edges { node { id } } } d: orders { edges { node { id } } } e: orders { edges { node { id } } } f: orders { edges { node { id } } } }",
      "more than 5 connections",
    ],
    ['mutation { tagsAdd(id: "x", tags: []) { node { id } } }', "Only `query` operations are supported."],
    ["{ orders { edges { node { nonsense } } } }", "Invalid bulk query"],
    ["", "syntax error"],
  ])("refuse %s", async (query, message) => {
    const { bulkOperation, userErrors } = await payload(RUN, { q: query }, "bulkOperationRunQuery");
    expect(bulkOperation).toBeNull();
    for (const error of userErrors as unknown[]) expect(error).toMatchObject({ field: ["query"], code: "INVALID" });
    expect((userErrors as { message: string }[]).map((error) => error.message).join(" ")).toContain(message);
  });

  it("run five at a time at most", async () => {
    const query = "{ orders { edges { node { id } } } }";
    const replies = await Promise.all(Array.from({ length: 6 }, () => payload(RUN, { q: query }, "bulkOperationRunQuery")));
    const refused = replies.filter((reply) => reply["bulkOperation"] === null);
    if (refused.length > 0) expect(refused[0]).toMatchObject({ userErrors: [{ code: "OPERATION_IN_PROGRESS", field: null }] });
    for (const operation of api.shop.bulkOperations.values()) operation.status = "RUNNING";
    expect(await payload(RUN, { q: query }, "bulkOperationRunQuery")).toMatchObject({
      userErrors: [{ code: "OPERATION_IN_PROGRESS" }],
    });
  });
});
