import type { LoaderFunctionArgs } from "@remix-run/node";

import { csvFile } from "../lib/csv-file.server.ts";
import { db } from "../db.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { reviewsCsv } from "../reviews/exchange/export.server.ts";

/** All reviews, to be taken along: with the columns of Judge.me, whatever spreadsheets of the merchant's language would like. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  return csvFile("reprise-reviews.csv", reviewsCsv(db(), shop.shopId));
}
