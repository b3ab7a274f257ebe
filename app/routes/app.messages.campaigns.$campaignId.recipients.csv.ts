import type { LoaderFunctionArgs } from "@remix-run/node";

import { findCampaign } from "../campaigns/campaigns.server.ts";
import { exportRecipients } from "../campaigns/recipients/list.server.ts";
import { parseRecipientsQuery } from "../campaigns/recipients/query.ts";
import { csvFile } from "../lib/csv-file.server.ts";
import { db } from "../db.server.ts";
import { spreadsheetOf } from "../i18n/format.ts";
import { authenticateMerchant } from "../merchant.server.ts";

/** All recipients that the list shows, on all its pages. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const id = params["campaignId"] ?? "";
  const campaign = /^\d{1,9}$/.test(id) ? await findCampaign(db(), shop.shopId, Number(id)) : null;
  if (campaign === null) throw new Response("Not found", { status: 404 });
  const query = parseRecipientsQuery(new URL(request.url).searchParams);
  const { campaignId } = campaign;
  return csvFile(`reprise-campaign-${campaignId}.csv`, exportRecipients(db(), shop, campaignId, query, spreadsheetOf(locale)));
}
