import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { showPartner, takePartner } from "../storefront/partners/partners.server.ts";

/** Where customers apply to be affiliates and affiliates see what they have, through the app proxy: `/apps/reprise/partner`. */
export function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return showPartner(request, now());
}

/** An application, or where an affiliate is paid to. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return takePartner(request, now());
}
