import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { followLink } from "../storefront/links/follow.server.tsx";
import { takeForm } from "../storefront/links/take.server.ts";

/** A link of an email, through the app proxy: `/apps/reprise/r/<token>`. */
export function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return followLink(request, params["token"] ?? "", now());
}

/** The form of the page behind a link. */
export function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  return takeForm(request, params["token"] ?? "", now());
}
