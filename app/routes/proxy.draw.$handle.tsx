import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { showDraw, takeEntry } from "../storefront/draws/draw.server.ts";

/** A lucky wheel or a scratch card, through the app proxy: `/apps/reprise/draw/<handle>`. To open it draws nothing. */
export function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return showDraw(request, params["handle"] ?? "", now());
}

/** Somebody takes part. */
export function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  return takeEntry(request, params["handle"] ?? "", now());
}
