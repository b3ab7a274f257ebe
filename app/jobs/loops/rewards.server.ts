import { meansBy } from "../../actions/redemption-means.server.ts";
import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import * as issue from "../../rewards/redemptions/issue.server.ts";
import { expireDue, warnDue } from "../../rewards/redemptions/release/due.server.ts";
import * as release from "../../rewards/redemptions/release/release.server.ts";

/** Claimed one by one, so that none waits behind a slow one while its lease runs. */
const LIMIT = 1;
const TIME_LIMIT = 500;

/** What is reserved is asked of Shopify. @returns how many redemptions were dealt with, here and below */
export function issueDue(now = clock): Promise<number> {
  return issue.issueDue(meansBy(now), now(), LIMIT);
}

/** Codes that are to go are deleted in Shopify; their points come back. */
export function releaseDue(now = clock): Promise<number> {
  return release.releaseDue(meansBy(now), now(), LIMIT);
}

/** What time alone does: codes expire, and shoppers are warned a week before. */
export async function ageDue(now = clock): Promise<number> {
  const [expired, warned] = [await expireDue(meansBy(now), now(), TIME_LIMIT), await warnDue(db(), now(), TIME_LIMIT)];
  return expired + warned;
}
