import { sql } from "kysely";

import type { Db } from "../db.server.ts";

export type PrivacyRequestView = {
  requestId: bigint;
  kind: "export" | "erase";
  customerId: bigint | null;
  email: string | null;
  requestedAt: Date;
  completedAt: Date | null;
  /** Whether there is a file to pass on. */
  file: boolean;
};

/** What Shopify passed on for a shop's customers, newest first. `before` is the last requestId of the page before. */
export async function listPrivacyRequests(
  db: Db,
  shopId: number,
  page: { limit: number; before: bigint | null },
): Promise<PrivacyRequestView[]> {
  const { rows } = await sql<PrivacyRequestView>`
    select request_id as "requestId", kind, customer_id as "customerId", email, requested_at as "requestedAt", completed_at as "completedAt",
      export is not null as file
    from privacy_requests
    where shop_id = ${shopId} and (${page.before}::bigint is null or request_id < ${page.before}::bigint)
    order by request_id desc limit ${page.limit}
  `.execute(db);
  return rows;
}

/** The file of a finished export as JSON text, indented for people; null when the shop has none by that id. */
export async function findExportFile(db: Db, shopId: number, requestId: bigint): Promise<string | null> {
  const { rows } = await sql<{ file: string }>`
    select jsonb_pretty(export) as file from privacy_requests where shop_id = ${shopId} and request_id = ${requestId} and export is not null
  `.execute(db);
  return rows[0]?.file ?? null;
}
