import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { preview } from "../preview/program-preview.server.ts";
import { findDraft } from "../program/drafts.server.ts";

export { clientLoader } from "../components/page/posting/route.ts";

/** The preview's figures: the page asks for them once it stands, because a large shop's take a while. Null without a draft. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const draft = await findDraft(shop.shopId);
  return { figures: draft === null ? null : await preview(db(), shop, draft.rules, now()), revision: draft?.revision ?? null };
}

/** The page asks when it wants them: weighing 90 days again because a draft was published would be work for a page that is being left. */
export const shouldRevalidate = () => false;

/** Whoever opens the address itself sees an empty page: without a page, Remix would write JSON, which has no bigint. */
export default function Nothing() {
  return null;
}
