import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { csvFile } from "../lib/csv-file.server.ts";
import { db } from "../db.server.ts";
import { spreadsheetOf } from "../i18n/format.ts";
import { cohortsCsv } from "../insights/figures/kept/figures-csv.ts";
import { laterFigures } from "../insights/figures/kept/later.server.ts";
import { readCohorts } from "../insights/figures/kept/read.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";

/** Every cohort, a period a line. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const by = new URL(request.url).searchParams.get("by") === "rolling" ? "rolling" : "months";
  const { cohorts } = await readCohorts(db(), shop, now(), by, laterFigures(shop));
  return csvFile("reprise-cohorts.csv", [cohortsCsv(cohorts, shop.currency, spreadsheetOf(locale))]);
}
