import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { CutOffError } from "../lib/limited.server.ts";
import { LateError } from "../lib/patience.ts";
import { readFields } from "../lib/posted.ts";
import { SECOND_MS } from "../lib/time.ts";
import { listUnread } from "../mirrors/mirrors.server.ts";
import { mirroredIn } from "../segments/language/shopify/mirrored.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { askSize } from "../segments/editing/ask-size.server.ts";
import type { SizeAnswer } from "../segments/editing/size.ts";
import { listAll } from "../segments/editing/store.server.ts";
import { askedBy, readWhole } from "../segments/language/answers.ts";
import { namedInText } from "../segments/editing/named.ts";
import { createGate } from "../shops/gate.ts";
import { readUnknownCollections } from "../sync/collections/collections.server.ts";
import { isRunning } from "../visits/pixel.server.ts";

/** Several windows of one shop are answered one after the other; who waits longer than anybody looks is told that it takes too long. */
const alone = createGate(1, 3 * SECOND_MS);

export { clientAction, clientLoader } from "../components/page/posting/route.ts";

/** Whom a query would hold, while it is written. A query may be longer than an address, so it is posted; nothing is changed. */
export async function action({ request }: ActionFunctionArgs): Promise<SizeAnswer> {
  const { shop } = await authenticateMerchant(request);
  const form = await readFields(request);
  const query = form.get("query");
  const asked = typeof query === "string" ? query : "";
  const [segments, visits] = await Promise.all([listAll(db(), shop.shopId), isRunning(db(), shop.shopId)]);
  const checked = readWhole(asked, askedBy(segments), null, visits);
  if (!checked.ok) return { asked, ok: false, reason: "unreadable" };
  // Who they are is asked of Shopify once it is saved, and not with every letter.
  if ((await listUnread(db(), shop.shopId, mirroredIn(checked.query))).length > 0)
    return { asked, ok: false, reason: "awaiting" };
  const { signal } = request;
  await readUnknownCollections(shop, namedInText(asked, "collections").map(BigInt));
  try {
    const size = await alone(shop.shopId, () => askSize(db(), { shop, query: checked.query, now: now(), signal }));
    return size === null ? { asked, ok: false, reason: "too-slow" } : { asked, ok: true, size };
  } catch (error) {
    if (error instanceof CutOffError || error instanceof LateError) return { asked, ok: false, reason: "too-slow" };
    throw error;
  }
}

/** Without a query there is nothing to tell. */
export async function loader({ request }: LoaderFunctionArgs): Promise<null> {
  await authenticateMerchant(request);
  return null;
}

/** The page asks when it wants to know. */
export const shouldRevalidate = () => false;

/** Whoever opens the address itself sees an empty page: without a page, Remix would write JSON, which has no bigint. */
export default function Nothing() {
  return null;
}
