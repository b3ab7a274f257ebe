import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { sampleCost } from "../insights/onboarding/earn-cost.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { costOfLastDays } from "../preview/last-days.server.ts";
import { currentProgram } from "../program/versions.server.ts";
import { readShopTaxes } from "../sync/theme/shop-taxes.server.ts";

export { clientLoader } from "../components/page/posting/route.ts";

/** What the earn rate costs, for the setup guide: Home asks for it once it stands, because replaying a large shop's month takes a while. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const at = now();
  const [{ rules }, taxes, month] = await Promise.all([
    currentProgram(db(), shop.shopId, at),
    readShopTaxes(db(), shop),
    costOfLastDays(db(), shop, at),
  ]);
  return { sample: sampleCost(rules, { currency: shop.currency, at, ...taxes }), month };
}

/** The page asks when it wants to know. */
export const shouldRevalidate = () => false;

/** Whoever opens the address itself sees an empty page: without a page, Remix would write JSON, which has no bigint. */
export default function Nothing() {
  return null;
}
