import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { sampleCost } from "../insights/onboarding/earn-cost.ts";
import { SECOND_MS } from "../lib/time.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { costOfLastDays } from "../preview/last-days.server.ts";
import { currentProgram } from "../program/versions.server.ts";
import { createGate } from "../shops/gate.ts";
import { readShopTaxes } from "../sync/theme/shop-taxes.server.ts";

export { clientLoader } from "../components/page/posting/route.ts";

/** Several windows of one shop work it out one after the other; who waits longer than anybody looks is told to try again. */
const alone = createGate(1, 5 * SECOND_MS);

/** What the earn rate costs, for the setup guide: Home asks for it once it stands, because replaying a large shop's month takes a while. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const at = now();
  const [{ rules }, taxes, month] = await Promise.all([
    currentProgram(db(), shop.shopId, at),
    readShopTaxes(db(), shop),
    alone(shop.shopId, () => costOfLastDays(db(), shop, at, { signal: request.signal })),
  ]);
  return { sample: sampleCost(rules, { currency: shop.currency, at, ...taxes }), month };
}

/** The page asks when it wants to know. */
export const shouldRevalidate = () => false;

/** Whoever opens the address itself sees an empty page: without a page, Remix would write JSON, which has no bigint. */
export default function Nothing() {
  return null;
}
