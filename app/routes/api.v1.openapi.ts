import { openApi } from "../api/openapi.ts";
import { operations } from "../api/operations.server.ts";
import { env } from "../env.server.ts";
import { openApiAnswer } from "../lib/openapi-answer.ts";

const answer = openApiAnswer((origin) => openApi(operations, origin));

/** What the API takes and gives, for whoever builds against it. */
export function loader(): Response {
  return answer(env().SHOPIFY_APP_URL);
}
