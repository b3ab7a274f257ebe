import { sql } from "kysely";

import type { Campaign, Tally } from "../../campaigns/campaign.ts";
import { countOutcomes, readTally } from "../../campaigns/recipients/tally.server.ts";
import { tallyOf, type OutcomeCount } from "../../campaigns/recipients/tally.ts";
import type { Db } from "../../db.server.ts";
import { stringifyJson } from "../../lib/json.ts";
import { HOUR_MS, MINUTE_MS, plusMs } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { readCampaignResult, type CampaignResult } from "./results.server.ts";

/** What has become of a campaign's recipients, and what it has led to. */
export type CampaignOutcomes = {
  counts: OutcomeCount[];
  /** Null before it has begun. */
  result: CampaignResult | null;
  /** Of when that is; null: of this moment. */
  asOf: Date | null;
};
type Begun = Pick<Campaign, "campaignId" | "state" | "begunAt" | "updatedAt">;

/** So many recipients are counted while the page waits (about a tenth of a second); more are a job's. */
const AT_ONCE = 10_000;

/**
 * Of a campaign with many recipients what was known last is told, and worked out anew in the background when that is older than a minute while it is being sent, an hour
 * afterwards, or the campaign itself. @param later asks for `workOutOutcomes` in the background
 * @returns null: nothing is known yet
 */
export async function readOutcomes(
  db: Db,
  shop: Shop,
  campaign: Begun,
  now: Date,
  later: (campaignId: number) => Promise<void>,
): Promise<CampaignOutcomes | null> {
  if (!(await isLarge(db, shop.shopId, campaign.campaignId))) return { ...(await count(db, shop, campaign)), asOf: null };
  return readKnown(db, shop.shopId, campaign, now, later);
}

/** How many of a campaign's recipients have come to what, as above. */
export async function readLatestTally(
  db: Db,
  { shopId }: Shop,
  campaign: Begun,
  now: Date,
  later: (campaignId: number) => Promise<void>,
): Promise<Tally | null> {
  if (!(await isLarge(db, shopId, campaign.campaignId))) return readTally(db, shopId, campaign.campaignId);
  const known = await readKnown(db, shopId, campaign, now, later);
  return known === null ? null : tallyOf(known.counts);
}

async function readKnown(
  db: Db,
  shopId: number,
  { campaignId, state, updatedAt }: Begun,
  now: Date,
  later: (campaignId: number) => Promise<void>,
): Promise<CampaignOutcomes | null> {
  const { rows } = await sql<{
    asOf: Date;
    counts: OutcomeCount[];
    result: Omit<CampaignResult, "revenueMinor"> & { revenueMinor: string };
  }>`
    select as_of as "asOf", outcomes as counts, result from campaign_results where shop_id = ${shopId} and campaign_id = ${campaignId}
  `.execute(db);
  const known = rows[0];
  const freshMs = state === "sending" ? MINUTE_MS : HOUR_MS;
  if (known === undefined || known.asOf < updatedAt || known.asOf < plusMs(now, -freshMs)) await later(campaignId);
  if (known === undefined) return null;
  return { ...known, result: { ...known.result, revenueMinor: BigInt(known.result.revenueMinor) } };
}

/** Counts the recipients of a campaign, and its clicks and orders, and notes what they come to. */
export async function workOutOutcomes(db: Db, shop: Shop, campaign: Begun, now: Date): Promise<void> {
  const { counts, result } = await count(db, shop, campaign);
  if (result === null) return;
  await sql`
    insert into campaign_results (shop_id, campaign_id, as_of, outcomes, result)
    values (${shop.shopId}, ${campaign.campaignId}, ${now}, ${stringifyJson(counts)}::jsonb, ${stringifyJson(result)}::jsonb)
    on conflict (shop_id, campaign_id) do update set as_of = excluded.as_of, outcomes = excluded.outcomes, result = excluded.result
    where campaign_results.as_of <= excluded.as_of
  `.execute(db);
}

async function count(db: Db, shop: Shop, { campaignId, begunAt }: Begun): Promise<Omit<CampaignOutcomes, "asOf">> {
  const [counts, result] = await Promise.all([
    countOutcomes(db, shop.shopId, campaignId),
    begunAt === null ? null : readCampaignResult(db, shop, campaignId, begunAt),
  ]);
  return { counts, result };
}

async function isLarge(db: Db, shopId: number, campaignId: number): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from campaign_recipients where shop_id = ${shopId} and campaign_id = ${campaignId} limit ${AT_ONCE + 1}
    ) counted
  `.execute(db);
  return (rows[0]?.count ?? 0) > AT_ONCE;
}
