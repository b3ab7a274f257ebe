import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { idFromText } from "../lib/gid.ts";
import { answerBlock } from "../shopify-admin/call.server.ts";
import { readTillCustomer } from "../shopify-pos/customer.server.ts";

/** A customer's points, codes and rewards at the till. */
export function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return answerBlock(request, "GET", async (asking) => {
    const customerId = idFromText(params["customerId"]);
    return customerId === null ? null : readTillCustomer(asking, customerId, now());
  });
}

/** Browsers ask first whether they may call; nothing is taken here. */
export function action({ request }: ActionFunctionArgs): Promise<Response> {
  return answerBlock(request, "GET", () => Promise.resolve(null));
}
