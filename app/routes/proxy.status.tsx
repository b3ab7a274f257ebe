import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { isTransient } from "../lib/database-errors.ts";
import { within } from "../lib/patience.ts";
import { SECOND_MS } from "../lib/time.ts";
import { log } from "../log.server.ts";
import { readAccount } from "../points/accounts.server.ts";
import { receiveVisit } from "../storefront/visit.server.ts";
import { proxyJson } from "../shops/proxy/proxy-visit.server.ts";

/** Shopify's app proxy gives up after ten. */
const PATIENCE_MS = 8 * SECOND_MS;

/**
 * The logged-in customer's points, fresh from the ledger, for places where a page rendered by Liquid may be stale. Reached through the app
 * proxy at `/apps/reprise/status`; whose points they are is only ever read from Shopify's signed parameters.
 * Answers `{available, pending}`, both null when nobody is logged in; 503 where the database is away.
 */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  try {
    return await within(PATIENCE_MS, status(request));
  } catch (error) {
    if (!isTransient(error)) throw error;
    log().warn({ error }, "a shopper's points cannot be told");
    return proxyJson(503, `{"error":"try-again"}`);
  }
}

async function status(request: Request): Promise<Response> {
  const visit = await receiveVisit(request, now());
  if (visit instanceof Response) return visit;
  if (visit.customerId === null) return proxyJson(200, `{"available":null,"pending":null}`);
  const { available, pending } = await readAccount(db(), visit.shop, visit.customerId, now());
  return proxyJson(200, `{"available":${available},"pending":${pending}}`);
}
