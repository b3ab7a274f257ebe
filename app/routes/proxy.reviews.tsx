import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { listPage } from "../storefront/reviews/list.server.ts";

/** All reviews of a product, through the app proxy: `/apps/reprise/reviews?product=<id>`. */
export function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return listPage(request, now());
}
