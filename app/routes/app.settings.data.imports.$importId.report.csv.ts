import type { LoaderFunctionArgs } from "@remix-run/node";

import { csvFile } from "../lib/csv-file.server.ts";
import { db } from "../db.server.ts";
import { spreadsheetOf } from "../i18n/format.ts";
import { parseImportId } from "../imports/import.ts";
import { findImport } from "../imports/imports.server.ts";
import { exportRows } from "../imports/rows.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";

/** What was found of every row of an import. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const importId = parseImportId(params["importId"]);
  if (importId === null || (await findImport(db(), shop.shopId, importId)) === null)
    throw new Response("import", { status: 404 });
  return csvFile(`reprise-import-${importId}.csv`, exportRows(db(), shop.shopId, importId, spreadsheetOf(locale)));
}
