import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { countEntering, type Entering } from "../flows/presets/entering.server.ts";
import { SECOND_MS } from "../lib/time.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { createGate } from "../shops/gate.ts";

export { clientLoader } from "../components/page/posting/route.ts";

/** Several windows of one shop count one after the other. */
const alone = createGate(1, 5 * SECOND_MS);

/** What each ready-made series would do in this shop. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Entering> {
  const { shop } = await authenticateMerchant(request);
  return alone(shop.shopId, () => countEntering(db(), shop, now()));
}

/** The page asks when it stands. */
export const shouldRevalidate = () => false;

/** Whoever opens the address itself sees an empty page. */
export default function Nothing() {
  return null;
}
