import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { followLink } from "../storefront/follow.server.tsx";

/** A link of an email, through the app proxy: `/apps/reprise/r/<token>`. */
export function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return followLink(request, params["token"] ?? "", now());
}
