import type { LoaderFunctionArgs } from "@remix-run/node";

import { systems } from "../affiliates/exchange/columns.ts";
import { handOver } from "../affiliates/exchange/export.server.ts";
import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { csvFile } from "../lib/csv-file.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";

/** Affiliates, or who recommends the shop, to be taken along: in the columns of the program that reads them, whatever spreadsheets of the merchant's language would like. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const wanted = new URL(request.url).searchParams.get("system");
  const system = systems.find((one) => one === wanted);
  if (system === undefined) throw new Response("No such program", { status: 404 });
  return csvFile(`reprise-affiliates-${system}.csv`, handOver(db(), shop, system, now()));
}
