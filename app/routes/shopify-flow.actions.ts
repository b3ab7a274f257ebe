import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { answerAction } from "../shopify-flow/answer.server.ts";

/** A workflow in Shopify Flow has something done for a customer. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerAction(request);
}

/** Says that only posts are answered. */
export function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return answerAction(request);
}
