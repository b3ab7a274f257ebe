import { data, type ActionFunctionArgs } from "@remix-run/node";

import { createInShopify } from "../actions/segments/create-in-shopify.server.ts";
import type { ShopifyAnswer } from "../components/segment-editor/editor-answer.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { readPosted } from "../segments/editing/posted.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

/** What the editor has becomes a segment of Shopify's own. */
export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const posted = readPosted(await readFields(request));
  if (posted === null) throw new Response("Not a segment", { status: 422 });
  const made = await createInShopify(shop, posted);
  if (made.ok) return { ok: true, segmentId: String(made.segmentId) } satisfies ShopifyAnswer;
  if (made.reason === "unfit") throw new Response("Not for Shopify", { status: 422 });
  return data(made satisfies ShopifyAnswer, { status: made.reason === "unreachable" ? 503 : 422 });
}
