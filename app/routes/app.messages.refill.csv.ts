import type { LoaderFunctionArgs } from "@remix-run/node";

import { csvFile } from "../lib/csv-file.server.ts";
import { db } from "../db.server.ts";
import { spreadsheetOf } from "../i18n/format.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { exportSupplies } from "../refill/supply/list.server.ts";

/** How long every product lasts, ready to be filled in and imported. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  return csvFile("reprise-supply.csv", exportSupplies(db(), shop.shopId, spreadsheetOf(locale)));
}
