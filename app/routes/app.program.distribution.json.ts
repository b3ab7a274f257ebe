import type { LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";

import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { findDraft } from "../program/drafts.server.ts";
import { currentProgram } from "../program/versions.server.ts";
import { suggest } from "../insights/suggest-thresholds.server.ts";

export { clientLoader } from "../components/page/posting/route.ts";

const querySchema = z.object({
  basis: z.enum(["points", "spend", "orders"]),
  window: z.enum(["rolling", "calendar-year", "lifetime"]),
});

/** Where the shop's customers stand under a basis and a window of tiers. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const parsed = querySchema.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!parsed.success) throw new Response("Unknown basis or window", { status: 422 });
  const rules = (await findDraft(shop.shopId))?.rules ?? (await currentProgram(db(), shop.shopId, now())).rules;
  const { customers, about, edges, counts, thresholds } = await suggest(db(), shop, parsed.data, rules, now());
  // The last bin has no end; the picture gives it one.
  const width = (edges[1] ?? 1) - (edges[0] ?? 0);
  return {
    ...parsed.data,
    distribution: { customers, about, counts, thresholds, edges: [...edges, (edges.at(-1) ?? 0) + width] },
  };
}

/** The editor asks again whenever basis or window change; saving a draft moves no customer. */
export const shouldRevalidate = () => false;

/** Whoever opens the address itself sees an empty page: without a page, Remix would write JSON, which has no bigint. */
export default function Nothing() {
  return null;
}
