import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { findDraw } from "../draws/draws.server.ts";
import { recordCsv } from "../draws/shown/record.server.ts";
import { spreadsheetOf } from "../i18n/format.ts";
import { csvFile } from "../lib/csv-file.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";

/** Every entry of a draw with what it drew and got, and the seed once it is over. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const id = params["drawId"] ?? "";
  const draw = /^\d{1,9}$/.test(id) ? await findDraw(db(), shop.shopId, Number(id)) : null;
  if (draw === null) throw new Response("draw", { status: 404 });
  return csvFile(`reprise-draw-${draw.drawId}.csv`, recordCsv(db(), shop, draw, locale, now(), spreadsheetOf(locale)));
}
