import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { openForm, takeForm } from "../storefront/reviews/signed-in.server.ts";

/** "Write a review", through the app proxy: `/apps/reprise/review?product=<id>`. */
export function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return openForm(request, now());
}

export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return takeForm(request, now());
}
