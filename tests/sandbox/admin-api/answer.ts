import { execute, getOperationAST, OperationTypeNode, parse, type DocumentNode, type GraphQLError } from "graphql";

import type { SandboxConfig } from "../config.ts";
import { adminSchema } from "../schema/schema.ts";
import type { Shop, World } from "../world/types.ts";
import { runBulk } from "./bulk-run.ts";
import { finishCreation } from "./code-work.ts";
import type { Context } from "./context.ts";
import { actualCost, requestedCost } from "./cost.ts";
import { resolveField, resolveType } from "./executor.ts";
import type { Throttle } from "./throttle.ts";
import { parseFailure, validateOperation, type ShopifyError } from "./validation.ts";
import { checkVariables } from "./variables.ts";

export type Request = { query: string; variables: Record<string, unknown>; operationName: string | null };
export type Answer = { data?: unknown; errors?: unknown[]; extensions?: Record<string, unknown> };

const parsed = new Map<string, DocumentNode | ShopifyError[]>();
const REMEMBERED = 500;

/** Documents repeat; each is parsed and validated once. */
function prepare(query: string): DocumentNode | ShopifyError[] {
  const known = parsed.get(query);
  if (known !== undefined) return known;
  if (parsed.size >= REMEMBERED) parsed.clear();
  let result: DocumentNode | ShopifyError[];
  try {
    const document = parse(query);
    const errors = validateOperation(adminSchema(), document);
    result = errors.length > 0 ? errors : document;
  } catch (error) {
    result = [parseFailure(error as GraphQLError)];
  }
  parsed.set(query, result);
  return result;
}

/** Executes one operation for a shop and prices it. All answers of this kind have HTTP status 200. */
export async function answer(
  world: World,
  shop: Shop,
  config: SandboxConfig,
  throttle: Throttle,
  request: Request,
): Promise<Answer> {
  const document = prepare(request.query);
  if (Array.isArray(document)) return { errors: document };
  const schema = adminSchema();
  const operation = getOperationAST(document, request.operationName);
  if (operation == null) return { errors: [{ message: "An operation name is required", extensions: { code: "BAD_REQUEST" } }] };
  const invalid = checkVariables(schema, operation, request.variables);
  if (invalid.length > 0) return { errors: invalid };

  const requested = requestedCost(schema, document, operation, request.variables);
  if (requested > config.maxQueryCost) return { errors: [tooExpensive(requested, config.maxQueryCost)] };
  const forced = config.faults.throttleNext > 0;
  if (forced) config.faults.throttleNext -= 1;
  if (forced || !throttle.take(shop.domain, requested)) {
    return { errors: [throttled()], extensions: cost(requested, null, throttle, shop) };
  }
  const bulks: string[] = [];
  const context: Context = { world, shop, config, now: world.clock.now(), bulk: null, startBulk: (id) => bulks.push(id) };
  const result = await execute({
    schema,
    document,
    contextValue: context,
    variableValues: request.variables,
    operationName: request.operationName,
    fieldResolver: resolveField,
    typeResolver: resolveType,
  });
  const actual = actualCost(requested, result.data, operation.operation === OperationTypeNode.MUTATION);
  throttle.giveBack(shop.domain, requested - actual);
  for (const id of bulks) startBulk(context, id);
  return {
    data: result.data,
    ...(result.errors === undefined ? {} : { errors: result.errors.map((error) => error.toJSON()) }),
    extensions: cost(requested, actual, throttle, shop),
  };
}

/** Bulk operations that a restart of the stand-in interrupted begin again, as they would end on Shopify. */
export function resumeBulks(world: World, config: SandboxConfig): void {
  for (const shop of world.shops.values()) {
    const context: Context = { world, shop, config, now: world.clock.now(), bulk: null, startBulk: () => undefined };
    for (const creation of shop.codeCreations.values()) finishCreation(world, shop, creation);
    for (const operation of shop.bulkOperations.values()) {
      if (operation.status !== "CREATED" && operation.status !== "RUNNING") continue;
      operation.rootObjectCount = 0;
      startBulk(context, operation.id);
    }
  }
}

/** Bulk work begins after the answer has left. */
function startBulk(context: Context, operationId: string): void {
  const operation = context.shop.bulkOperations.get(operationId);
  const document = operation === undefined ? undefined : parse(operation.query);
  if (operation === undefined || document === undefined) return;
  setTimeout(() => void runBulk(context, operation, document), 5);
}

function cost(requested: number, actual: number | null, throttle: Throttle, shop: Shop) {
  return { cost: { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: throttle.status(shop.domain) } };
}

function throttled(): ShopifyError {
  return { message: "Throttled", extensions: { code: "THROTTLED", documentation: "https://shopify.dev/api/usage/rate-limits" } };
}

function tooExpensive(requested: number, maximum: number): ShopifyError {
  return {
    message: `Query cost is ${requested}, which exceeds the single query max cost limit (${maximum}).\n\nSee https://shopify.dev/concepts/about-apis/rate-limits for more information on how the\ncost of a query is calculated.\n\nTo query larger amounts of data with fewer limits, bulk operations should be used instead.\nSee https://shopify.dev/api/usage/bulk-operations/queries for usage details.`,
    extensions: {
      code: "MAX_COST_EXCEEDED",
      cost: requested,
      maxCost: maximum,
      documentation: "https://shopify.dev/api/usage/rate-limits",
    },
  };
}
