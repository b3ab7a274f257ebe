import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startApi, CLIENT, type ApiFixture } from "./fixture.ts";
import { createThrottle } from "../../sandbox/admin-api/throttle.ts";
import { refundOrder, uninstallApp } from "../../sandbox/world/commerce.ts";

const EXCHANGE = {
  ...{ client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret },
  grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
  subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
  requested_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
  expiring: "1",
};

let api: ApiFixture;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

describe("tokens", () => {
  const oauth = (body: Record<string, unknown>, host?: string) => api.post("/admin/oauth/access_token", body, host);
  const subject = () => api.identity.sessionToken(api.shop.domain, 7);

  it("exchanges a session token for expiring tokens and refreshes them once", async () => {
    const { status, body } = await oauth({ ...EXCHANGE, subject_token: subject() });
    expect([status, body["expires_in"], body["refresh_token_expires_in"]]).toEqual([200, 3600, 7_776_000]);
    const refresh = { ...EXCHANGE, grant_type: "refresh_token", refresh_token: body["refresh_token"] };
    const second = await oauth(refresh);
    expect(second.status).toBe(200);
    expect(second.body["access_token"]).not.toBe(body["access_token"]);
    expect(await oauth(refresh)).toMatchObject({ status: 401, body: { error: "invalid_grant" } });
  });

  it("refuses what Shopify refuses", async () => {
    const expired = api.identity.sessionToken(api.shop.domain, 7, new Date(Date.now() - 120_000));
    for (const subject_token of ["rubbish", `${subject()}x`, expired, api.identity.sessionToken("other.myshopify.com", 7)]) {
      expect(await oauth({ ...EXCHANGE, subject_token })).toMatchObject({
        status: 400,
        body: { error: "invalid_subject_token" },
      });
    }
    expect((await oauth({ ...EXCHANGE, client_secret: "wrong", subject_token: subject() })).status).toBe(401);
    expect((await oauth({ ...EXCHANGE, subject_token: subject() }, "unknown.myshopify.com")).status).toBe(404);
    expect((await oauth({ client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret })).status).toBe(400);
  });

  it("lets no one in without a valid token for that shop", async () => {
    expect((await api.graphql("{ shop { id } }", {}, { token: "shpat_wrong" })).status).toBe(401);
    expect((await api.graphql("{ shop { id } }", {}, { host: "unknown.myshopify.com" })).status).toBe(404);
    expect((await api.graphql("{ shop { id } }", {}, { version: "2026-07" })).status).toBe(404);
    const expired = api.identity.grant(api.shop.domain, "offline", { expiring: true, userId: null }).access;
    expired.expiresAtMs = Date.now() - 1;
    expect((await api.graphql("{ shop { id } }", {}, { token: expired.token })).status).toBe(401);
  });

  it("forgets tokens of an uninstalled shop, and takes stored ones up again", async () => {
    const other = await startApi();
    const state = other.identity.dump();
    uninstallApp(other.world, other.shop);
    expect((await other.graphql("{ shop { id } }")).status).toBe(401);
    other.shop.installed = true;
    other.identity.revoke(other.shop.domain);
    expect((await other.graphql("{ shop { id } }")).status).toBe(401);
    other.identity.restore(structuredClone(state));
    expect((await other.graphql("{ shop { id } }")).status).toBe(200);
    await other.close();
  });
});

describe("refusals before execution", () => {
  it.each([
    ["{ shop { nonsense } }", "undefinedField", "Field 'nonsense' doesn't exist on type 'Shop'", ["query", "shop", "nonsense"]],
    [
      "query Q { orders(first: 1, colour: 2) { nodes { id } } }",
      "argumentNotAccepted",
      "Field 'orders' doesn't accept argument 'colour'",
      ["query Q", "orders", "colour"],
    ],
    [
      "{ customer { id } }",
      "missingRequiredArguments",
      "Field 'customer' is missing required arguments: id",
      ["query", "customer"],
    ],
    [
      "{ shop }",
      "selectionMismatch",
      "Field must have selections (field 'shop' returns Shop but has no selections. Did you mean 'shop { ... }'?)",
      ["query", "shop"],
    ],
    ["query Q($a: ID!) { shop { id } }", "variableNotUsed", "Variable $a is declared by Q but not used", ["query Q"]],
    [
      "{ customer(id: $a) { id } }",
      "variableNotDefined",
      "Variable $a is used by anonymous query but not declared",
      ["query", "customer", "id"],
    ],
    [
      "mutation { nothing { id } }",
      "undefinedField",
      "Field 'nothing' doesn't exist on type 'Mutation'",
      ["mutation", "nothing"],
    ],
  ])("%s", async (query, code, message, path) => {
    const reply = await api.graphql(query);
    expect(reply).toMatchObject({ status: 200, data: null });
    expect(reply.errors[0]).toMatchObject({ message, path, extensions: { code }, locations: [{ line: 1 }] });
  });

  it("tells syntax errors and wrong variables in Shopify's words", async () => {
    expect((await api.graphql("{ shop { id")).errors[0]).toMatchObject({ extensions: { code: "PARSE_ERROR" } });
    const query = "mutation M($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { userErrors { message } } }";
    expect((await api.graphql(query)).errors[0]).toMatchObject({
      message: "Variable $m of type [MetafieldsSetInput!]! was provided invalid value",
      extensions: { code: "INVALID_VARIABLE", problems: [{ path: [], explanation: "Expected value to not be null" }] },
    });
    const missing = await api.graphql(query, { m: [{ key: "aa", value: "1" }] });
    expect(missing.errors[0]?.message).toContain("for 0.ownerId (Expected value to not be null)");
    expect((await api.post("/admin/api/2026-10/graphql.json", {})).status).toBe(401);
  });

  it("denies fields whose scope was not granted", async () => {
    const poor = await startApi(["read_products"]);
    const reply = await poor.graphql("{ customers(first: 1) { nodes { id } } }");
    expect(reply.errors[0]).toMatchObject({
      message: "Access denied for customers field. Required access: `read_customers` access scope.",
      path: ["customers"],
      extensions: { code: "ACCESS_DENIED" },
    });
    const id = `gid://shopify/Customer/${poor.customer.id}`;
    const write = await poor.graphql('mutation M($id: ID!) { tagsAdd(id: $id, tags: ["a"]) { userErrors { message } } }', { id });
    expect(write.errors[0]).toMatchObject({ extensions: { code: "ACCESS_DENIED" } });
    await poor.close();
  });

  it("is loud about what it does not implement", async () => {
    const reply = await api.graphql("{ shop { countriesInShippingZones { includeRestOfWorld } } }");
    expect(reply.errors[0]).toMatchObject({ extensions: { code: "SANDBOX_NOT_IMPLEMENTED" } });
    expect(reply.errors[0]?.message).toContain("Shop.countriesInShippingZones");
    expect((await api.graphql('{ orders(first: 1, query: "colour:red") { nodes { id } } }')).errors[0]?.message).toContain(
      '"colour"',
    );
  });
});

describe("throttling", () => {
  it("prices operations as captured answers of Shopify are priced", async () => {
    const costs: [string, number][] = [
      ["{ shop { id } }", 1],
      ["{ products(first: 50) { nodes { id title } } }", 9],
      ["{ products(first: 20) { nodes { id variants(first: 5) { nodes { id title sku } } } } }", 32],
      ["{ productsCount { count precision } }", 10],
      ['{ order(id: "gid://shopify/Order/1") { fulfillments(first: 5) { id trackingInfo(first: 5) { number } } } }', 3],
    ];
    for (const [query, wanted] of costs) expect((await api.graphql(query)).cost?.requestedQueryCost).toBe(wanted);
  });

  it("empties a bucket and answers THROTTLED with status 200 until it has refilled", async () => {
    const tight = await startApi(undefined, { throttle: { maximumAvailable: 20, restoreRate: 0.01 } });
    const query = "{ productsCount { count } customersCount { count } }";
    const first = await tight.graphql(query);
    expect(first.cost).toMatchObject({ requestedQueryCost: 20 });
    const replies = [await tight.graphql(query), await tight.graphql(query), await tight.graphql(query)];
    const refused = replies.find((reply) => reply.errors.length > 0);
    expect(refused).toMatchObject({ status: 200, data: null, cost: { actualQueryCost: null } });
    expect(refused?.errors[0]).toMatchObject({ message: "Throttled", extensions: { code: "THROTTLED" } });
    await tight.close();
  });

  it("refills by elapsed time", () => {
    let elapsed = 0;
    const throttle = createThrottle({ throttle: { maximumAvailable: 100, restoreRate: 10 } }, () => elapsed);
    expect(throttle.take("a", 100)).toBe(true);
    expect(throttle.take("a", 1)).toBe(false);
    expect(throttle.take("b", 100)).toBe(true);
    elapsed = 2500;
    expect(throttle.status("a").currentlyAvailable).toBe(25);
    expect(throttle.take("a", 26)).toBe(false);
    throttle.giveBack("a", 1000);
    expect(throttle.status("a").currentlyAvailable).toBe(100);
  });

  it("refuses a single query that is too dear", async () => {
    const query =
      "{ customers(first: 250) { nodes { orders(first: 250) { nodes { lineItems(first: 250) { nodes { id } } } } } } }";
    expect((await api.graphql(query)).errors[0]).toMatchObject({ extensions: { code: "MAX_COST_EXCEEDED", maxCost: 1000 } });
  });

  it("injects faults on request", async () => {
    api.config.faults.throttleNext = 1;
    expect((await api.graphql("{ shop { id } }")).errors[0]?.extensions?.["code"]).toBe("THROTTLED");
    api.config.faults.dropNext = 1;
    await expect(api.graphql("{ shop { id } }")).rejects.toThrow();
    api.config.faults.graphqlErrorRate = 1;
    expect((await api.graphql("{ shop { id } }")).errors[0]?.extensions?.["code"]).toBe("INTERNAL_SERVER_ERROR");
    api.config.faults.graphqlErrorRate = 0;
    expect((await api.graphql("{ shop { id } }")).errors).toEqual([]);
  });
});

describe("reading", () => {
  it("pages by cursors that hold while records come and go", async () => {
    const other = await startApi();
    for (let index = 0; index < 7; index += 1) {
      other.wait(1000);
      other.order();
    }
    const query =
      "query Q($after: String) { orders(first: 3, after: $after, sortKey: UPDATED_AT) { nodes { name } pageInfo { hasNextPage endCursor } } }";
    const names: string[] = [];
    let after: string | null = null;
    for (let more = true; more;) {
      const page = (await other.graphql(query, { after })).data?.["orders"] as {
        nodes: { name: string }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
      names.push(...page.nodes.map(({ name }) => name));
      ({ hasNextPage: more, endCursor: after } = page.pageInfo);
      if (names.length === 3) other.shop.orders.delete([...other.shop.orders.keys()][2] ?? 0n);
    }
    expect(names).toEqual(["#1001", "#1002", "#1003", "#1004", "#1005", "#1006", "#1007"]);
    await other.close();
  });

  it("searches by time, id and customer", async () => {
    const other = await startApi();
    const first = other.order();
    other.wait(86_400_000);
    const second = other.order();
    const find = async (query: string) => {
      const reply = await other.graphql("query Q($q: String) { orders(first: 9, query: $q) { nodes { name } } }", { q: query });
      expect(reply.errors).toEqual([]);
      return (reply.data?.["orders"] as { nodes: { name: string }[] }).nodes.map(({ name }) => name);
    };
    const both = [first.name, second.name];
    expect(await find(`id:${second.id}`)).toEqual([second.name]);
    expect(await find(`id:>${first.id} AND customer_id:${other.customer.id}`)).toEqual([second.name]);
    expect(await find("created_at:>=2026-06-16")).toEqual([second.name]);
    expect(await find("updated_at:'2026-06-15' OR name:#1002")).toEqual(both);
    expect(await find("updated_at:>2026-06-15T09:30:00Z")).toEqual([second.name]);
    expect(await find("-financial_status:paid")).toEqual([]);
    await other.close();
  });

  it("hides orders older than 60 days without read_all_orders", async () => {
    const other = await startApi(["read_orders"]);
    const order = other.order();
    const query = `{ order(id: "gid://shopify/Order/${order.id}") { id } ordersCount { count } }`;
    expect((await other.graphql(query)).data).toMatchObject({
      order: { id: expect.any(String) as string },
      ordersCount: { count: 1 },
    });
    other.wait(61 * 86_400_000);
    expect((await other.graphql(query)).data).toEqual({ order: null, ordersCount: { count: 0 } });
    await other.close();
  });

  it("tells a refund's lines, shipping and money", async () => {
    const order = api.order();
    refundOrder(api.world, api.shop, order, { lines: [{ lineId: order.lines[0]?.id ?? 0n, quantity: 1 }], shippingMinor: 119n });
    refundOrder(api.world, api.shop, order, { moneyMinor: 100n });
    const query = `query Q($id: ID!) { order(id: $id) { totalRefundedSet { shopMoney { amount } } lineItems(first: 5) { nodes { currentQuantity nonFulfillableQuantity discountedTotalSet { shopMoney { amount } } } }
      refunds { totalRefundedSet { shopMoney { amount } } refundLineItems(first: 5) { nodes { quantity restockType subtotalSet { shopMoney { amount } } lineItem { id } } }
        refundShippingLines(first: 1) { nodes { subtotalAmountSet { shopMoney { amount } } taxAmountSet { shopMoney { amount } } } }
        orderAdjustments(first: 5) { nodes { reason amountSet { shopMoney { amount } } } } transactions(first: 5) { nodes { kind status amountSet { shopMoney { amount } } } } } } }`;
    const reply = await api.graphql(query, { id: `gid://shopify/Order/${order.id}` });
    expect(reply.errors).toEqual([]);
    const money = (amount: string) => ({ shopMoney: { amount } });
    expect(reply.data?.["order"]).toMatchObject({
      totalRefundedSet: money("15.18"),
      lineItems: { nodes: [{ currentQuantity: 2, nonFulfillableQuantity: 1, discountedTotalSet: money("38.97") }] },
      refunds: [
        {
          totalRefundedSet: money("14.18"),
          refundLineItems: { nodes: [{ quantity: 1, restockType: "RETURN", subtotalSet: money("12.99") }] },
          refundShippingLines: { nodes: [{ subtotalAmountSet: money("1.0"), taxAmountSet: money("0.19") }] },
          orderAdjustments: { nodes: [] },
        },
        {
          refundLineItems: { nodes: [] },
          orderAdjustments: { nodes: [{ reason: "REFUND_DISCREPANCY", amountSet: money("-1.0") }] },
          transactions: { nodes: [{ kind: "REFUND", status: "SUCCESS", amountSet: money("1.0") }] },
        },
      ],
    });
  });
});
