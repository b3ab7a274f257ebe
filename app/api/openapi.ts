import type { z } from "zod";

import { envelopeSchema, tellings, toldKinds } from "../deliveries/payload.ts";
import { scopes } from "../keys/key.ts";
import { jsonOf, openApiDocument, parametersOf, type Json } from "../lib/openapi.ts";
import type { Operation } from "./operation.ts";
import { problems, type ProblemCode } from "./problem.ts";

/** What any call can meet with. */
const ANY: readonly ProblemCode[] = ["unauthorized", "too-many", "missing-scope", "failed", "busy"];

/** The API as OpenAPI 3.1, made of the schemas that calls are checked with. @param origin where the app is */
export function openApi(operations: readonly Operation[], origin: string): Json {
  return openApiDocument(operations, described, {
    url: `${origin}/api/v1`,
    description: "Points, rewards, redemptions, segments and custom events of one shop. docs/api.md of the project explains it.",
    more: {
      security: [{ key: [] }],
      webhooks: Object.fromEntries(
        toldKinds.map((kind) => [
          kind,
          {
            post: {
              summary: tellings[kind].about,
              parameters: ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => ({
                ...{ name, in: "header", required: true, schema: { type: "string" } },
              })),
              requestBody: { required: true, content: jsonOf(envelopeSchema(kind), "output") },
              responses: { "2XX": { description: "It has arrived. Anything else is sent again." } },
            },
          },
        ]),
      ),
      components: {
        securitySchemes: { key: { type: "http", scheme: "bearer", description: `Scopes: ${scopes.join(", ")}` } },
        schemas: { Problem: problemSchema },
      },
    },
  });
}

const problemSchema = {
  type: "object",
  required: ["type", "title", "status", "code"],
  properties: {
    ...{ type: { type: "string" }, title: { type: "string" }, status: { type: "integer" } },
    code: { enum: Object.keys(problems) },
    errors: {
      type: "array",
      items: {
        ...{ type: "object", required: ["path", "message"] },
        properties: { path: { type: "string" }, message: { type: "string" } },
      },
    },
  },
};

function described(operation: Operation): Json {
  const { id, summary, scope, params, query, body, status, answer, named } = operation;
  return {
    ...{ operationId: id, summary, "x-scope": scope },
    parameters: [
      ...parametersOf(params, "path"),
      ...parametersOf(query, "query"),
      ...(named
        ? [
            {
              name: "Idempotency-Key",
              in: "header",
              required: true,
              schema: { type: "string", pattern: "^[\\x21-\\x7e]{1,100}$" },
            },
          ]
        : []),
    ],
    ...(body === null ? {} : { requestBody: { required: true, content: jsonOf(body, "input") } }),
    responses: {
      [status]: { description: "Done", content: jsonOf(answer, "output") },
      ...problemAnswers([...problemsOf(operation)]),
    },
  };
}

/** Every problem that a call of it can end with. */
export function problemsOf({ params, query, body, problems: own, named }: Operation): Set<ProblemCode> {
  const has = (schema: z.ZodObject) => Object.keys(schema.shape).length > 0;
  return new Set<ProblemCode>([
    ...ANY,
    ...own,
    ...(has(params) ? (["not-found"] as const) : []),
    ...(has(query) || body !== null ? (["invalid"] as const) : []),
    ...(body === null ? [] : (["not-json", "not-json-type", "too-large"] as const)),
    ...(named ? (["idempotency-key", "under-way", "another-body"] as const) : []),
  ]);
}

function problemAnswers(codes: readonly ProblemCode[]): Json {
  const content = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
  const byStatus = Map.groupBy(codes, (code) => problems[code][0]);
  return Object.fromEntries(
    [...byStatus].map(([status, all]) => [
      status,
      { description: all.map((code) => `${code}: ${problems[code][1]}`).join(". "), content },
    ]),
  );
}
