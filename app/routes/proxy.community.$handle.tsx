import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { showGroup, takeInvite } from "../storefront/community/group.server.ts";

/** A group, through the app proxy: `/apps/reprise/community/<handle>`. To open it gives nothing. */
export function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return showGroup(request, params["handle"] ?? "", now());
}

/** Somebody asks for their invite, or says what they are called there. */
export function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  return takeInvite(request, params["handle"] ?? "", now());
}
