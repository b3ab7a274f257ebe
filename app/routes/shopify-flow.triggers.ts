import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { answerUse } from "../shopify-flow/answer.server.ts";

/** Shopify Flow tells which of our triggers are in use. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerUse(request);
}

/** Says that only posts are answered. */
export function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return answerUse(request);
}
