import type { LoaderFunctionArgs } from "@remix-run/node";

import { db } from "../db.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { readRevenue } from "../segments/figures/revenue.server.ts";

export { clientLoader } from "../components/page/posting/route.ts";

/** What the members of a segment have spent; null where adding it up takes too long. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const id = params["segmentId"] ?? "";
  if (!/^\d{1,9}$/.test(id)) throw new Response("segment", { status: 404 });
  return { revenue: await readRevenue(db(), shop.shopId, Number(id)) };
}

/** It changes with orders, not with what is done on the page. */
export const shouldRevalidate = () => false;

/** Whoever opens the address itself sees an empty page: without a page, Remix would write JSON, which has no bigint. */
export default function Nothing() {
  return null;
}
