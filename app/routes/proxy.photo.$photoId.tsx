import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { sendPhoto } from "../storefront/reviews/photo.server.ts";

/** A photo of a review, through the app proxy: `/apps/reprise/photo/<id>`, `<id>-s` as lists show it. */
export function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return sendPhoto(request, params["photoId"] ?? "", now());
}
