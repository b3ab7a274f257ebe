import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { showOffer, takeFriend } from "../storefront/links/offer.server.ts";

/** An advocate's link, through the app proxy: `/apps/reprise/refer/<code>`. To open it changes nothing. */
export function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return showOffer(request, params["code"] ?? "", now());
}

/** A friend asks for their code. */
export function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  return takeFriend(request, params["code"] ?? "", now());
}
