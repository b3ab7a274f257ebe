import { adminSchema } from "../schema/schema.ts";
import type { BulkOperation } from "../world/types.ts";
import { checkBulkQuery } from "./bulk-rules.ts";
import { dateTime, node, type Resolvers } from "./context.ts";

const MAX_CONCURRENT = 5;
const MINUTE_MS = 60_000;

export const bulkMutations: Resolvers = {
  bulkOperationRunQuery: (_root, args: { query: string; groupObjects: boolean }, context) => {
    const { shop, world } = context;
    const running = [...shop.bulkOperations.values()].filter(({ status }) => status === "CREATED" || status === "RUNNING");
    if (running.length >= MAX_CONCURRENT) {
      const ids = running.map(({ id }) => id).join(", ");
      const message = `A bulk query operation for this app and shop is already in progress: ${ids}.`;
      return { bulkOperation: null, userErrors: [{ field: null, message, code: "OPERATION_IN_PROGRESS" }] };
    }
    const checked = checkBulkQuery(adminSchema(), args.query);
    if (!checked.ok) {
      return {
        bulkOperation: null,
        userErrors: checked.messages.map((message) => ({ field: ["query"], message, code: "INVALID" })),
      };
    }
    const operation: BulkOperation = {
      id: `gid://shopify/BulkOperation/${world.nextId()}`,
      query: args.query,
      status: "CREATED",
      createdAt: world.clock.now(),
      ...{ completedAt: null, objectCount: 0, rootObjectCount: 0, jsonl: null },
    };
    forgetOld(shop.bulkOperations, world.clock.now());
    shop.bulkOperations.set(operation.id, operation);
    context.startBulk(operation.id);
    // Shopify answers CREATED even when the work begins at once; the copy keeps that answer.
    return { bulkOperation: node("BulkOperation", { ...operation }), userErrors: [] };
  },
  bulkOperationCancel: (_root, args: { id: string }, context) => {
    const operation = context.shop.bulkOperations.get(args.id);
    if (operation === undefined) {
      return { bulkOperation: null, userErrors: [{ field: ["id"], message: "Bulk operation does not exist" }] };
    }
    if (operation.status !== "CREATED" && operation.status !== "RUNNING") {
      const message = `A bulk operation cannot be canceled when it is ${operation.status.toLowerCase()}`;
      return { bulkOperation: node("BulkOperation", operation), userErrors: [{ field: null, message }] };
    }
    operation.status = "CANCELED";
    return { bulkOperation: node("BulkOperation", operation), userErrors: [] };
  },
};

/** Files live for seven days; so does the memory of an operation. */
function forgetOld(operations: Map<string, BulkOperation>, now: Date): void {
  const oldest = dateTime(new Date(now.getTime() - 7 * 24 * 60 * MINUTE_MS));
  for (const [id, operation] of operations) if (dateTime(operation.createdAt) < oldest) operations.delete(id);
}
