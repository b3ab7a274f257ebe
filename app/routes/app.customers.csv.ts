import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { exportCustomers } from "../customers/views/export.server.ts";
import { parseQuery } from "../customers/views/list-query.ts";
import { csvFile } from "../lib/csv-file.server.ts";
import { db } from "../db.server.ts";
import { spreadsheetOf } from "../i18n/format.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { readAccounts } from "../points/accounts.server.ts";
import { textIn } from "../program/rules/texts.ts";
import { currentProgram } from "../program/versions.server.ts";

/** All customers that a list shows, on all its pages. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, locale } = await authenticateMerchant(request);
  const query = parseQuery(new URL(request.url).searchParams);
  const at = now();
  const { rules } = await currentProgram(db(), shop.shopId, at);
  const tierNames = new Map((rules.tiers?.levels ?? []).map(({ key, name }) => [key, textIn(name, locale, shop.primaryLocale)]));
  const balances = (customerIds: readonly bigint[]) => readAccounts(db(), shop, customerIds, at);
  return csvFile("reprise-customers.csv", exportCustomers(db(), shop, query, balances, tierNames, spreadsheetOf(locale)));
}
