import type { LoaderFunctionArgs } from "@remix-run/node";

import { csvFile } from "../lib/csv-file.server.ts";
import { db } from "../db.server.ts";
import { spreadsheetOf } from "../i18n/format.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { exportSuppressions } from "../messages/suppressions/list.server.ts";
import { parseSuppressionQuery } from "../messages/suppressions/query.ts";

/** All suppressed addresses that the list shows, on all its pages. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const query = parseSuppressionQuery(new URL(request.url).searchParams);
  return csvFile("reprise-suppressed-addresses.csv", exportSuppressions(db(), shop, query, spreadsheetOf(locale)));
}
