import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { notePagesUsed } from "../shops/accounts/account-settings.server.ts";
import { readAccountPage } from "../storefront/api/account.server.ts";
import { answerCall, answerOther } from "../storefront/api/call.server.ts";

/** All that a shopper's account shows; null for who is unknown yet. */
export function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const at = now();
  return answerCall(request, at, async ({ shop, customerId }) => {
    await notePagesUsed(db(), shop.shopId, at);
    return readAccountPage(shop, customerId, at);
  });
}

/** Nothing is taken here. */
export function action({ request }: ActionFunctionArgs): Response {
  return answerOther(request);
}
