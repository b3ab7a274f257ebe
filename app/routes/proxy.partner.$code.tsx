import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { showLink, takeLink } from "../storefront/partners/partners.server.ts";

/** An affiliate's link, through the app proxy: `/apps/reprise/partner/<code>`. To open it changes nothing. */
export function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return showLink(request, params["code"] ?? "", now());
}

/** Somebody goes on into the shop. */
export function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  return takeLink(request, params["code"] ?? "", now());
}
