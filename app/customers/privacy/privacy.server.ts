import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";

/** How long an export waits for the merchant to pass it on. */
const EXPORT_DAYS = 30;

/** Drops exports whose time is over: a second copy of all that is known of somebody must not lie about. @returns how many */
export async function dropOldExports(db: Db, now: Date): Promise<number> {
  const result = await sql`
    update privacy_requests set export = null where export is not null and completed_at <= ${plusMs(now, -EXPORT_DAYS * DAY_MS)}
  `.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}

export type PrivacyRequest = {
  requestId: bigint;
  kind: "export" | "erase";
  customerId: bigint | null;
  email: string | null;
  requestedAt: Date;
  completedAt: Date | null;
  /** The export can still be downloaded, until `endsAt`. */
  downloadable: boolean;
  endsAt: Date | null;
};

/** What was demanded and what came of it, newest first. `before` is the last requestId of the page before. */
export async function listRequests(
  db: Db,
  shopId: number,
  page: { limit: number; before?: bigint | null },
): Promise<PrivacyRequest[]> {
  const { rows } = await sql<PrivacyRequest>`
    select request_id as "requestId", kind, customer_id as "customerId", email, requested_at as "requestedAt", completed_at as "completedAt",
      export is not null as downloadable,
      case when export is not null then completed_at + make_interval(days => ${EXPORT_DAYS}) end as "endsAt"
    from privacy_requests
    where shop_id = ${shopId} and (${page.before ?? null}::bigint is null or request_id < ${page.before ?? null}::bigint)
    order by request_id desc limit ${page.limit}
  `.execute(db);
  return rows;
}

/** An export as JSON text for download (ids in it exceed what JSON numbers hold in JavaScript, so it is never parsed here). */
export async function findExport(db: Db, shopId: number, requestId: bigint): Promise<string | null> {
  const { rows } = await sql<{ json: string | null }>`
    select jsonb_pretty(export) as json from privacy_requests where shop_id = ${shopId} and request_id = ${requestId}
  `.execute(db);
  return rows[0]?.json ?? null;
}
