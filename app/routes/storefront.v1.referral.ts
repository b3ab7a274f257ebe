import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { askingForLink } from "../storefront/acts/link.server.ts";
import { answerAct, answerOther } from "../storefront/api/call.server.ts";

/** A shopper asks for the link by which they recommend the shop. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerAct(request, now(), askingForLink);
}

/** Browsers ask first whether they may post. */
export function loader({ request }: LoaderFunctionArgs): Response {
  return answerOther(request);
}
