import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { csvFile } from "../lib/csv-file.server.ts";
import { db } from "../db.server.ts";
import { spreadsheetOf } from "../i18n/format.ts";
import { askedOf } from "../insights/figures/asked.ts";
import { figuresCsv } from "../insights/figures/kept/figures-csv.ts";
import { laterFigures } from "../insights/figures/kept/later.server.ts";
import { readFigures } from "../insights/figures/kept/read.server.ts";
import { shopDay } from "../insights/scores/shop-day.ts";
import { authenticateMerchant } from "../merchant.server.ts";

/** The figures of a period, of what it is compared with, and of the months up to it. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const at = now();
  const { period } = askedOf(new URL(request.url).searchParams, shopDay(shop, at) - 1);
  const { current, before, yearBefore, months } = await readFigures(db(), shop, at, period, laterFigures(shop));
  const periods = [
    ...[
      { name: "period", of: current },
      { name: "period before", of: before },
      { name: "year before", of: yearBefore },
    ],
    ...months.map((month) => ({ name: "month", of: month })),
  ].flatMap(({ name, of }) => (of === null ? [] : [{ name, of }]));
  return csvFile("reprise-retention.csv", [figuresCsv(periods, shop.currency, spreadsheetOf(locale))]);
}
