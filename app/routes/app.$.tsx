import type { LoaderFunctionArgs } from "@remix-run/node";

import { authenticateMerchant } from "../merchant.server.ts";

/** An address that no page has: answered inside the admin's frame, with the way back. */
export async function loader({ request }: LoaderFunctionArgs) {
  await authenticateMerchant(request);
  throw new Response("Not found", { status: 404 });
}

export default function Missing() {
  return null;
}
