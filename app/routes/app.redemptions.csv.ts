import type { LoaderFunctionArgs } from "@remix-run/node";

import { csvFile } from "../lib/csv-file.server.ts";
import { db } from "../db.server.ts";
import { spreadsheetOf } from "../i18n/format.ts";
import { parseRedemptionQuery } from "../insights/redemptions/redemption-query.ts";
import { exportRedemptions } from "../insights/redemptions/redemptions.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";

/** All redemptions that the list shows, on all its pages. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const query = parseRedemptionQuery(new URL(request.url).searchParams);
  return csvFile("reprise-redemptions.csv", exportRedemptions(db(), shop, query, spreadsheetOf(locale)));
}
