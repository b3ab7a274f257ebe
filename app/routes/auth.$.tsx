import type { LoaderFunctionArgs } from "@remix-run/node";

import { authenticateAdmin } from "../shopify.server.ts";

/** The library answers here: the bounce page that fetches a fresh session token, and the way out of the frame. */
export async function loader({ request }: LoaderFunctionArgs) {
  await authenticateAdmin(request);
  return null;
}
