import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { idFromText } from "../lib/gid.ts";
import { readSelectionAction } from "../shopify-admin/actions.server.ts";
import { answerBlock } from "../shopify-admin/call.server.ts";
import { readPosted } from "../storefront/api/body.ts";

/** What can be done with customers who are selected in Shopify's admin; posted, for they may be many. Nothing is changed. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerBlock(request, "POST", async (asking) => {
    const ids = ((await readPosted(request))?.["customers"] ?? "").split(",").map(idFromText);
    const known = ids.filter((id) => id !== null);
    if (known.length < ids.length) throw new Response(null, { status: 422 });
    return readSelectionAction(asking, known);
  });
}

/** Browsers ask first whether they may post. */
export function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return answerBlock(request, "POST", () => Promise.resolve(null));
}
