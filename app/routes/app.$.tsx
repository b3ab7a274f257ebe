import { redirect, type LoaderFunctionArgs } from "@remix-run/node";

import { authenticateMerchant } from "../merchant.server.ts";
import { movedTo } from "../pages.ts";

/** An address that no page has: where its page is now, or an answer inside the admin's frame, with the way back. */
export async function loader({ request }: LoaderFunctionArgs) {
  await authenticateMerchant(request);
  const { pathname, search } = new URL(request.url);
  const address = movedTo(pathname, search);
  if (address !== null) return redirect(address);
  throw new Response("Not found", { status: 404 });
}

export default function Missing() {
  return null;
}
