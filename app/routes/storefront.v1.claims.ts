import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { claiming } from "../storefront/acts/claim.server.ts";
import { answerAct, answerOther } from "../storefront/api/call.server.ts";

/** A shopper says that they did what the program rewards. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerAct(request, now(), claiming);
}

/** Browsers ask first whether they may post. */
export function loader({ request }: LoaderFunctionArgs): Response {
  return answerOther(request);
}
