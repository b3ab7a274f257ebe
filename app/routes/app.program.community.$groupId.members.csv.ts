import type { LoaderFunctionArgs } from "@remix-run/node";

import { findGroup } from "../community/groups.server.ts";
import { membersCsv } from "../community/members/members-csv.server.ts";
import { db } from "../db.server.ts";
import { spreadsheetOf } from "../i18n/format.ts";
import { csvFile } from "../lib/csv-file.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";

/** Who was invited into a group, and where each stands. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const id = params["groupId"] ?? "";
  const group = /^\d{1,9}$/.test(id) ? await findGroup(db(), shop.shopId, Number(id)) : null;
  if (group === null) throw new Response("group", { status: 404 });
  return csvFile(`reprise-group-${group.groupId}.csv`, membersCsv(db(), shop, group.groupId, spreadsheetOf(locale)));
}
