import type { LoaderFunctionArgs } from "@remix-run/node";

import { db } from "../db.server.ts";
import { parseImportId } from "../imports/import.ts";
import { countDebts } from "../imports/undo.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";

export { clientLoader } from "../components/page/posting/route.ts";

/** How many customers taking an import back would leave in debt. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const importId = parseImportId(params["importId"]);
  if (importId === null) throw new Response("import", { status: 404 });
  return { debts: await countDebts(db(), shop.shopId, importId) };
}

/** An import that is done stays so; it is counted anew when the page is opened. */
export const shouldRevalidate = () => false;

/** Whoever opens the address itself sees an empty page: without a page, Remix would write JSON, which has no bigint. */
export default function Nothing() {
  return null;
}
