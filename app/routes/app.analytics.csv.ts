import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { csvFile } from "../lib/csv-file.server.ts";
import { db } from "../db.server.ts";
import { spreadsheetOf } from "../i18n/format.ts";
import { readOutlook } from "../insights/points/outlook.server.ts";
import { reportCsv } from "../insights/points/points-report-csv.ts";
import { readPointsReport } from "../insights/points/points-report.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";

/** All figures of "Points and liability" as a file. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const at = now();
  const [report, outlook] = await Promise.all([readPointsReport(db(), shop, at), readOutlook(db(), shop, at)]);
  return csvFile("reprise-points.csv", [reportCsv(report, outlook, shop.currency, spreadsheetOf(locale))]);
}
