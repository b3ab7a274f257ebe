import { env } from "../env.server.ts";
import { openApi } from "../api/openapi.ts";
import { operations } from "../api/operations.server.ts";

/** What the API takes and gives, for whoever builds against it. */
export function loader(): Response {
  return Response.json(openApi(operations, env().SHOPIFY_APP_URL), { headers: { "Cache-Control": "public, max-age=300" } });
}
