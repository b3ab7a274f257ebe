import type { LoaderFunctionArgs } from "@remix-run/node";

import { db } from "../db.server.ts";
import { findGathering } from "../gatherings/gatherings.server.ts";
import { guestsCsv } from "../gatherings/registrations/guests-csv.server.ts";
import { spreadsheetOf } from "../i18n/format.ts";
import { csvFile } from "../lib/csv-file.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";

/** Who comes to an event, and who waits for a place. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const id = params["gatheringId"] ?? "";
  const gathering = /^\d{1,9}$/.test(id) ? await findGathering(db(), shop.shopId, Number(id)) : null;
  if (gathering === null) throw new Response("event", { status: 404 });
  const { gatheringId } = gathering;
  return csvFile(`reprise-event-${gatheringId}.csv`, guestsCsv(db(), shop, gatheringId, spreadsheetOf(locale)));
}
