import { createReadableStreamFromReadable, type LoaderFunctionArgs } from "@remix-run/node";
import { Readable } from "node:stream";

import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { spreadsheetOf } from "../i18n/format.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { exportBalances } from "../points/export.server.ts";

/** What every customer of the programme has; it can be imported again. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const file = Readable.from(exportBalances(db(), shop, now(), spreadsheetOf(locale)));
  return new Response(createReadableStreamFromReadable(file), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": 'attachment; filename="reprise-balances.csv"',
      "Cache-Control": "private, no-store",
    },
  });
}
