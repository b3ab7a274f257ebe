import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { readAccount } from "../points/accounts.server.ts";
import { receiveVisit } from "../jobs/shopper.server.ts";
import { proxyJson } from "../shops/proxy/proxy-visit.server.ts";

/**
 * The logged-in customer's points, fresh from the ledger, for places where a page rendered by Liquid may be stale. Reached through the app
 * proxy at `/apps/reprise/status`; whose points they are is only ever read from Shopify's signed parameters.
 * Answers `{available, pending}`, both null when nobody is logged in.
 */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const visit = await receiveVisit(request, now());
  if (visit instanceof Response) return visit;
  if (visit.customerId === null) return proxyJson(200, `{"available":null,"pending":null}`);
  const { available, pending } = await readAccount(db(), visit.shop, visit.customerId, now());
  return proxyJson(200, `{"available":${available},"pending":${pending}}`);
}
