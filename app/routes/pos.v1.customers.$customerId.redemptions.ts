import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { idFromText } from "../lib/gid.ts";
import { answerBlock } from "../shopify-admin/call.server.ts";
import { redeemAtTill } from "../shopify-pos/redeem.server.ts";
import { readPosted } from "../storefront/api/body.ts";

/** The team redeems a customer's points at the till. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  return answerBlock(request, "POST", async (asking) => {
    const [customerId, fields] = [idFromText(params["customerId"]), await readPosted(request)];
    if (fields === null) throw new Response(null, { status: 422 });
    return customerId === null ? null : redeemAtTill(asking, customerId, fields);
  });
}

/** Browsers ask first whether they may post. */
export function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return answerBlock(request, "POST", () => Promise.resolve(null));
}
