import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import type { Counted } from "../components/segments/gallery.tsx";
import { db } from "../db.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { countMeeting } from "../segments/ready-made/counts.server.ts";
import { listOffers } from "../segments/ready-made/offer.server.ts";

export { clientLoader } from "../components/page/posting/route.ts";

/** How many customers each ready-made segment would hold here, by its key; `counted` null: that takes too long now. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Counted> {
  const { shop } = await authenticateMerchant(request);
  const at = now();
  const offers = await listOffers(db(), shop, at);
  const found = await countMeeting(
    db(),
    shop,
    offers.map(({ query }) => query),
    at,
  );
  if (found === null) return { counted: null, about: false };
  const counted = Object.fromEntries(offers.map(({ key }, index) => [key, found.counts[index] ?? null]));
  return { counted, about: found.about };
}

/** What it would hold does not depend on what is added. */
export const shouldRevalidate = () => false;

/** Whoever opens the address itself sees an empty page. */
export default function Nothing() {
  return null;
}
