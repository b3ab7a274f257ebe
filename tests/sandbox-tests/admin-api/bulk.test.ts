import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startApi, type ApiFixture } from "./fixture.ts";
import { adminApi } from "../../sandbox/admin-api/router.ts";
import { refundOrder } from "../../sandbox/world/commerce.ts";

let api: ApiFixture;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const payload = async (query: string, variables: Record<string, unknown>, name: string) => {
  const reply = await api.graphql(query, variables);
  expect(reply.errors).toEqual([]);
  return reply.data?.[name] as Record<string, unknown>;
};

const RUN =
  "mutation M($q: String!) { bulkOperationRunQuery(query: $q, groupObjects: true) { bulkOperation { id status } userErrors { field message code } } }";

async function runBulk(query: string) {
  const { bulkOperation, userErrors } = await payload(RUN, { q: query }, "bulkOperationRunQuery");
  expect(userErrors).toEqual([]);
  const { id } = bulkOperation as { id: string };
  const ask =
    "query Q($id: ID!) { bulkOperation(id: $id) { status errorCode objectCount rootObjectCount fileSize url completedAt } }";
  let operation: Record<string, unknown> = {};
  const status = async () => (operation = await payload(ask, { id }, "bulkOperation"))["status"];
  await expect.poll(status, { interval: 10 }).not.toMatch(/CREATED|RUNNING/);
  return { id, operation };
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
