import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { csvFile } from "../lib/csv-file.server.ts";
import { db } from "../db.server.ts";
import { findFlow } from "../flows/flows.server.ts";
import { spreadsheetOf } from "../i18n/format.ts";
import { exportFlowPeople } from "../insights/flow-people/export.server.ts";
import { parsePeopleQuery } from "../insights/flow-people/query.ts";
import { authenticateMerchant } from "../merchant.server.ts";

/** All customers behind a figure of a flow, on all pages of its list. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const id = params["flowId"] ?? "";
  const flow = /^\d{1,9}$/.test(id) ? await findFlow(shop.shopId, Number(id)) : null;
  if (flow === null) throw new Response("Not found", { status: 404 });
  const query = parsePeopleQuery(new URL(request.url).searchParams);
  const { flowId } = flow;
  return csvFile(
    `reprise-flow-${flowId}-${query.figure}.csv`,
    exportFlowPeople(db(), shop, flowId, query, now(), spreadsheetOf(locale)),
  );
}
