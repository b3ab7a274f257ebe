import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { readAccountView } from "../storefront/api/account.server.ts";
import { answerCall, answerOther } from "../storefront/api/call.server.ts";

/** All that a shopper's account shows; null for who is unknown yet. */
export function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const at = now();
  return answerCall(request, at, ({ shop, customerId }) => readAccountView(shop, customerId, at));
}

/** Nothing is taken here. */
export function action({ request }: ActionFunctionArgs): Response {
  return answerOther(request);
}
