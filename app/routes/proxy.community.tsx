import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { showGroups } from "../storefront/community/list.server.ts";

/** The groups of the community that somebody belongs to, through the app proxy. */
export function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return showGroups(request, now());
}
