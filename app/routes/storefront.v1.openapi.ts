import { env } from "../env.server.ts";
import { openApiAnswer } from "../lib/openapi-answer.ts";
import { shopperDocument } from "../storefront/api/document/operations.server.ts";

const answer = openApiAnswer(shopperDocument);

/** What extensions on pages for shoppers can ask. */
export function loader(): Response {
  return answer(env().SHOPIFY_APP_URL);
}
