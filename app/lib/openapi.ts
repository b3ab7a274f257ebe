import { z } from "zod";

/** OpenAPI 3.1 of an API, made of the schemas that its calls are checked with. */
export type Json = Record<string, unknown>;

type Stated = { method: "GET" | "POST"; path: string };

/** @param url where its addresses begin @param more what else the document says, beside or in place of the usual */
export function openApiDocument<Operation extends Stated>(
  operations: readonly Operation[],
  described: (operation: Operation) => Json,
  { url, description, more }: { url: string; description: string; more: Json },
): Json {
  const paths = Map.groupBy(operations, ({ path }) => path);
  return {
    openapi: "3.1.0",
    info: { title: "Reprise", version: "1", description, license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url }],
    paths: Object.fromEntries(
      [...paths].map(([path, all]) => [path, Object.fromEntries(all.map((one) => [one.method.toLowerCase(), described(one)]))]),
    ),
    ...more,
  };
}

export function parametersOf(schema: z.ZodObject, where: "path" | "query"): Json[] {
  const { properties = {}, required = [] } = schemaOf(schema, "input") as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    ...{ name, in: where, required: where === "path" || required.includes(name), schema: rest },
    ...(description === undefined ? {} : { description }),
  }));
}

export function jsonOf(schema: z.ZodType, io: "input" | "output"): Json {
  return { "application/json": { schema: schemaOf(schema, io) } };
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  // Which draft of JSON Schema it is says OpenAPI.
  return Object.fromEntries(Object.entries(z.toJSONSchema(schema, { io })).filter(([name]) => name !== "$schema"));
}
