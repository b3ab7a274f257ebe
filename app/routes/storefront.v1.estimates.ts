import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { answerOther, answerVisitorsAct } from "../storefront/api/call.server.ts";
import { basketSchema } from "../storefront/api/basket-fields.ts";
import { readEstimate } from "../storefront/api/estimate.server.ts";
import { LONGEST_BASKET, looksWithinRate } from "../storefront/limits.ts";

/** What a basket would bring whoever asks, also before they log in. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  const at = now();
  return answerVisitorsAct(
    request,
    at,
    basketSchema,
    ({ shop, customerId, fields }) => readEstimate(shop, customerId, fields, at),
    { mostBytes: LONGEST_BASKET, rate: looksWithinRate },
  );
}

/** Browsers ask first whether they may post. */
export function loader({ request }: LoaderFunctionArgs): Response {
  return answerOther(request);
}
