import type { LoaderFunctionArgs } from "@remix-run/node";

import { fileOf } from "../affiliates/payouts/files.ts";
import { readRun } from "../affiliates/payouts/read.server.ts";
import { db } from "../db.server.ts";
import { spreadsheetOf } from "../i18n/format.ts";
import { idFromText } from "../lib/gid.ts";
import { clockText } from "../lib/time.ts";
import { authenticateMerchant } from "../merchant.server.ts";

/** What a payout run is handed to the bank, to PayPal or to the bookkeeper as. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const runId = idFromText(params["payoutRunId"]);
  const run = runId === null ? null : await readRun(db(), shop.shopId, runId);
  if (run === null || run.payouts.length === 0) throw new Response("No such run", { status: 404 });
  const { name, type, text } = fileOf(run, {
    shopName: shop.name,
    payOn: clockText(run.madeAt, shop.timeZone).slice(0, 10),
    dialect: spreadsheetOf(locale),
  });
  return new Response(text, {
    headers: {
      "Content-Type": `${type}; charset=utf-8`,
      "Content-Disposition": `attachment; filename="${name}"`,
      "Cache-Control": "private, no-store",
    },
  });
}
