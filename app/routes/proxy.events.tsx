import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { showEvents } from "../storefront/gatherings/list.server.ts";

/** What events are ahead, through the app proxy. */
export function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return showEvents(request, now());
}
