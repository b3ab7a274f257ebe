import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { showEvent, takeGuest } from "../storefront/gatherings/event.server.ts";

/** An event, through the app proxy: `/apps/reprise/event/<handle>`. To open it registers nobody. */
export function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return showEvent(request, params["handle"] ?? "", now());
}

/** Somebody takes a place or gives it back. */
export function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  return takeGuest(request, params["handle"] ?? "", now());
}
