import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { csvFile } from "../lib/csv-file.server.ts";
import { db } from "../db.server.ts";
import { spreadsheetOf } from "../i18n/format.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { exportBalances } from "../points/export.server.ts";

/** What every customer of the program has; it can be imported again. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  return csvFile("reprise-balances.csv", exportBalances(db(), shop, now(), spreadsheetOf(locale)));
}
