import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { idFromText } from "../lib/gid.ts";
import { answerBlock } from "../shopify-admin/call.server.ts";
import { readOrderBlock } from "../shopify-admin/order.server.ts";

/** The block on an order's page in Shopify's admin. */
export function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return answerBlock(request, "GET", async (asking) => {
    const orderId = idFromText(params["orderId"]);
    return orderId === null ? null : readOrderBlock(asking, orderId, now());
  });
}

/** Browsers ask first whether they may call; nothing is taken here. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerBlock(request, "GET", () => Promise.resolve(null));
}
