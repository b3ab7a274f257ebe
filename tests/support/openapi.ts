import { Ajv2020 } from "ajv/dist/2020.js";

/** An OpenAPI document that the app serves, and what of its answers it does not say. */
type Described = {
  operationId: string;
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { content: Record<string, { schema: object }> }>;
};
export type ApiDocument = { paths: Record<string, Record<string, Described>>; components: object };

export const ajv = new Ajv2020({ strict: false, validateFormats: false });

/** Addresses of routes as a document writes them, without what is not one of its operations. @param base `api/v1` */
export function describedAddresses(routes: readonly { path?: string }[], base: string): string[] {
  return routes
    .flatMap(({ path = "" }) => (!path.startsWith(`${base}/`) || /\*$|openapi\.json$/.test(path) ? [] : [path]))
    .map((path) => path.slice(base.length).replace(/:(\w+)/g, "{$1}"));
}

/** @returns what of an answer the document does not say; empty: all is as it says */
export function departures(
  document: ApiDocument,
  path: string,
  method: string,
  { status, body, headers }: { status: number; body: unknown; headers: Headers },
): unknown[] {
  const type = headers.get("content-type") ?? "";
  const schema = document.paths[path]?.[method.toLowerCase()]?.responses[String(status)]?.content[type]?.schema;
  if (schema === undefined) return [`${method} ${path} answered ${status} as ${type}, of which nothing is said`];
  const validate = ajv.compile({ ...schema, components: document.components } as object);
  return validate(body) ? [] : (validate.errors ?? []);
}
