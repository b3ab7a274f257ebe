import { setImmediate as nextTick } from "node:timers/promises";

import { execute, type DocumentNode } from "graphql";

import { bulkFinishBody } from "../world/bodies.ts";
import { emit } from "../world/world.ts";
import type { BulkOperation } from "../world/types.ts";
import { adminSchema } from "../schema/schema.ts";
import type { BulkWindow, Context } from "./context.ts";
import { resolveField, resolveType } from "./executor.ts";

const WINDOW = 250;

type Json = { [key: string]: Value };
type Value = string | number | boolean | null | Json | Value[];

/**
 * Carries a bulk operation out in the background: windows of the root connection, so that other requests are answered in between. The result is JSON
 * lines, parents before their children, children with `__parentId`.
 */
export async function runBulk(context: Context, operation: BulkOperation, document: DocumentNode): Promise<void> {
  const lines: string[] = [];
  operation.status = "RUNNING";
  try {
    const bulk: BulkWindow = { offset: 0, limit: WINDOW, more: true, rows: new Map() };
    while (bulk.more && !isCanceled(operation)) {
      bulk.more = false;
      const result = await execute({
        schema: adminSchema(),
        document,
        contextValue: { ...context, bulk },
        fieldResolver: resolveField,
        typeResolver: resolveType,
      });
      if (result.errors !== undefined && result.errors.length > 0)
        throw new Error(result.errors.map(({ message }) => message).join("; "));
      for (const value of Object.values((result.data ?? {}) as Json)) {
        operation.rootObjectCount += collect(value, null, lines);
      }
      bulk.offset += WINDOW;
      operation.objectCount = lines.length;
      await nextTick();
    }
    if (!isCanceled(operation)) operation.status = "COMPLETED";
  } catch (error) {
    // A merchant would only see FAILED; whoever works on the sandbox wants the reason.
    console.error(`bulk operation ${operation.id} failed:`, error);
    operation.status = "FAILED";
  }
  operation.jsonl = lines.length === 0 ? "" : `${lines.join("\n")}\n`;
  operation.completedAt = context.world.clock.now();
  emit(context.world, context.shop, ["bulk_operations/finish"], () => bulkFinishBody(context.shop, operation, context.now));
}

/** Another request may have cancelled it meanwhile. */
function isCanceled(operation: BulkOperation): boolean {
  return operation.status === "CANCELED";
}

/** Writes the nodes of a connection, each followed by its own connections' nodes. @returns how many nodes this connection has */
function collect(value: Value | undefined, parentId: string | null, lines: string[]): number {
  if (value === null || value === undefined || typeof value !== "object" || Array.isArray(value)) return 0;
  if (!Array.isArray(value["edges"])) {
    return Object.values(value).reduce<number>((sum, inner) => sum + collect(inner, parentId, lines), 0);
  }
  for (const edge of value["edges"] as Json[]) {
    const nested: Nested[] = [];
    const row = withoutConnections((edge["node"] ?? {}) as Json, nested);
    if (parentId !== null) row["__parentId"] = parentId;
    lines.push(JSON.stringify(row));
    for (const { connection, ownerId } of nested) collect(connection, ownerId, lines);
  }
  return value["edges"].length;
}

type Nested = { connection: Json; ownerId: string };

/** A record without its connections, which are set aside with the id of the object that they hang on. */
function withoutConnections(record: Json, nested: Nested[], outerId = ""): Json {
  const ownerId = typeof record["id"] === "string" ? record["id"] : outerId;
  const row: Json = {};
  for (const [name, field] of Object.entries(record)) {
    if (isConnection(field)) nested.push({ connection: field, ownerId });
    else if (field !== null && typeof field === "object" && !Array.isArray(field))
      row[name] = withoutConnections(field, nested, ownerId);
    else row[name] = field;
  }
  return row;
}

function isConnection(value: Value | undefined): value is Json {
  return value !== null && typeof value === "object" && !Array.isArray(value) && Array.isArray(value["edges"]);
}
