import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { takePixel } from "../storefront/pixel.server.ts";

/** What our web pixel tells of what customers look at. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return takePixel(request, now());
}

/** Browsers ask first whether they may post. */
export function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return takePixel(request, now());
}
