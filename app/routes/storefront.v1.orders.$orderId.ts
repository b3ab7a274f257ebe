import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { idFromText } from "../lib/gid.ts";
import { answerOther, answerVisit } from "../storefront/api/call.server.ts";
import { readOrderView } from "../storefront/api/order.server.ts";

/** What an order brings the shopper whose it is; to anybody else, whether the program runs. */
export function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  const at = now();
  return answerVisit(request, at, ({ shop, customerId }) => readOrderView(shop, customerId, idFromText(params["orderId"]), at));
}

/** Nothing is taken here. */
export function action({ request }: ActionFunctionArgs): Response {
  return answerOther(request);
}
