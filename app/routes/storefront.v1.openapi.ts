import { env } from "../env.server.ts";
import { shopperDocument } from "../storefront/api/document/operations.server.ts";

/** What extensions on pages for shoppers can ask. */
export function loader(): Response {
  return Response.json(shopperDocument(env().SHOPIFY_APP_URL), { headers: { "Cache-Control": "public, max-age=300" } });
}
