import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { sendCalendar } from "../storefront/gatherings/event.server.ts";

/** An event for a calendar, through the app proxy. */
export function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return sendCalendar(request, params["handle"] ?? "", now());
}
