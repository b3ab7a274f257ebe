import type { LoaderFunctionArgs } from "@remix-run/node";

import { db } from "../db.server.ts";
import { findExport } from "../customers/privacy/privacy.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";

/** What the shop knows about a customer who asked, for the merchant to pass on. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const id = params["requestId"] ?? "";
  const file = /^\d{1,18}$/.test(id) ? await findExport(db(), shop.shopId, BigInt(id)) : null;
  if (file === null) throw new Response("No such export", { status: 404 });
  return new Response(file, {
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": `attachment; filename="customer-data-${id}.json"`,
      "Cache-Control": "private, no-store",
    },
  });
}
