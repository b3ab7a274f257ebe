import { sql } from "kysely";

import type { Tx } from "../../db.server.ts";
import { plusMs } from "../../lib/time.ts";
import { missingForAdvertising } from "../../shops/settings/settings.ts";
import type { HaltReason } from "../campaign.ts";
import { TOO_LATE_MS, type Audience } from "../plan.ts";
import type { Going } from "./going.server.ts";

/** Begins a campaign whose time has come, or pauses it where it can no longer be what was planned: then the merchant decides. */
export async function begin(tx: Tx, shopId: number, going: Going, now: Date): Promise<void> {
  const version = await publishedVersion(tx, shopId, going.plan.emailId);
  const halted = await haltReason(tx, shopId, going, version, now);
  if (halted !== null) return halt(tx, shopId, going.campaignId, halted, now);
  await sql`
    update campaigns set state = 'sending', begun_at = ${now}, version = ${version}, cursor = 0, next_at = ${now}, revision = revision + 1,
      updated_at = ${now}, updated_by = 'system'
    where shop_id = ${shopId} and campaign_id = ${going.campaignId}
  `.execute(tx);
}

/** The merchant is told why, and goes on or plans it anew. */
export async function halt(tx: Tx, shopId: number, campaignId: number, why: HaltReason, now: Date): Promise<void> {
  await sql`
    update campaigns set state = 'paused', problem = ${why}, next_at = null, revision = revision + 1, updated_at = ${now}, updated_by = 'system'
    where shop_id = ${shopId} and campaign_id = ${campaignId}
  `.execute(tx);
}

async function haltReason(
  tx: Tx,
  shopId: number,
  { plan: { audience }, startsAt }: Going,
  version: number | null,
  now: Date,
): Promise<HaltReason | null> {
  // What would have been news yesterday: after an outage, or when the app was installed again.
  if (now >= plusMs(startsAt, TOO_LATE_MS)) return "too-late";
  if (version === null) return "email-gone";
  if (!(await isThere(tx, shopId, audience))) return "segment-gone";
  if (await isWaiting(tx, shopId, audience)) return "segment-waiting";
  const { rows } = await sql<{ sender_email: string | null; imprint: string }>`
    select sender_email, imprint from shop_settings where shop_id = ${shopId}
  `.execute(tx);
  const { sender_email: senderEmail = null, imprint = "" } = rows[0] ?? {};
  return missingForAdvertising({ senderEmail, imprint }).length > 0 ? "no-sender" : null;
}

/** What was put away is not sent any more: nobody has got it yet. */
async function publishedVersion(tx: Tx, shopId: number, emailId: number | null): Promise<number | null> {
  const { rows } = await sql<{ published: number | null }>`
    select published from emails where shop_id = ${shopId} and email_id = ${emailId} and archived_at is null
  `.execute(tx);
  return rows[0]?.published ?? null;
}

/** Whether Shopify has still to say who is in it. */
async function isWaiting(tx: Tx, shopId: number, audience: Audience | null): Promise<boolean> {
  if (audience?.kind !== "segment") return false;
  const { rows } = await sql`
    select from segments where shop_id = ${shopId} and segment_id = ${audience.segmentId} and awaiting
  `.execute(tx);
  return rows.length > 0;
}

/** Whether an audience can still be read. A tier that the program no longer has is held by nobody. */
export async function isThere(tx: Tx, shopId: number, audience: Audience | null): Promise<boolean> {
  if (audience === null) return false;
  if (audience.kind !== "segment") return true;
  const { rows } = await sql`
    select 1 as found from segments where shop_id = ${shopId} and segment_id = ${audience.segmentId}
  `.execute(tx);
  return rows.length > 0;
}
