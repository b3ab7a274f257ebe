import type { LoaderFunctionArgs } from "@remix-run/node";

import { csvFile } from "../lib/csv-file.server.ts";
import { db } from "../db.server.ts";
import { spreadsheetOf } from "../i18n/format.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { exportLedger } from "../points/export.server.ts";

/** Every entry of the ledger. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  return csvFile("reprise-ledger.csv", exportLedger(db(), shop, spreadsheetOf(locale)));
}
