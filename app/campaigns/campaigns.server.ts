import { sql, type RawBuilder } from "kysely";
import { z } from "zod";

import type { Db, Tx } from "../db.server.ts";
import { stringifyJson } from "../lib/json.ts";
import { resumeCampaign, withdraw } from "../messages/outbox.server.ts";
import type { Shop } from "../shops/shop.ts";
import { canDo, type Campaign, type CampaignState, type CampaignStep, type HaltReason, type Tally } from "./campaign.ts";
import { planSchema, startOf, type Plan } from "./plan.ts";

type Row = {
  campaign_id: number;
  name: string;
  plan: unknown;
  state: string;
  problem: string | null;
  revision: number;
  starts_at: Date | null;
  begun_at: Date | null;
  ended_at: Date | null;
  next_at: Date | null;
  updated_at: Date;
  updated_by: string;
};

const columns = sql`campaign_id, name, plan, state, problem, revision, starts_at, begun_at, ended_at, next_at, updated_at, updated_by`;

const resultSchema = z.object({ audience: z.int(), sent: z.int(), notSent: z.int(), failed: z.int() });

/** Of one shop. More would be a mistake. */
const MOST_DRAFTS = 200;

export async function findCampaign(db: Db, shopId: number, campaignId: number): Promise<Campaign | null> {
  const { rows } = await sql<Row>`
    select ${columns} from campaigns where shop_id = ${shopId} and campaign_id = ${campaignId}
  `.execute(db);
  return rows[0] === undefined ? null : campaignOf(rows[0]);
}

/** What is at work first, then drafts, then what is over, the latest first. @param before only older ones than this id */
export async function listCampaigns(
  db: Db,
  shopId: number,
  { over, limit, before = null }: { over: boolean; limit: number; before?: number | null },
): Promise<Campaign[]> {
  const { rows } = await sql<Row>`
    select ${columns} from campaigns
    where shop_id = ${shopId} and (state in ('finished', 'cancelled')) = ${over} and (${before}::int is null or campaign_id < ${before}::int)
    order by case when ${over} then 0 else array_position(array['sending', 'paused', 'scheduled', 'draft'], state) end, campaign_id desc
    limit ${limit}
  `.execute(db);
  return rows.map(campaignOf);
}

function campaignOf(row: Row): Campaign {
  return {
    ...{ campaignId: row.campaign_id, name: row.name, plan: planSchema.parse(row.plan), state: row.state as CampaignState },
    ...{ problem: row.problem as HaltReason | null, revision: row.revision, startsAt: row.starts_at, begunAt: row.begun_at },
    ...{ endedAt: row.ended_at, nextAt: row.next_at, updatedAt: row.updated_at, updatedBy: row.updated_by },
  };
}

/** Campaigns that are still to reach a segment. */
export async function listNamingCampaigns(
  db: Db,
  shopId: number,
  segmentId: number,
): Promise<{ campaignId: number; name: string }[]> {
  const { rows } = await sql<{ campaignId: number; name: string }>`
    select campaign_id as "campaignId", name from campaigns
    where shop_id = ${shopId} and state not in ('finished', 'cancelled') and plan -> 'audience' ->> 'segmentId' = ${String(segmentId)}
    order by campaign_id
  `.execute(db);
  return rows;
}

/** What became of a finished campaign's audience, as it was counted then; null: it is not finished. */
export async function readResult(db: Db, shopId: number, campaignId: number): Promise<Tally | null> {
  const { rows } = await sql<{ result: unknown }>`
    select result from campaigns where shop_id = ${shopId} and campaign_id = ${campaignId}
  `.execute(db);
  const kept = resultSchema.safeParse(rows[0]?.result);
  return kept.success ? { ...kept.data, waiting: 0 } : null;
}

/** @returns the draft's id; null where the shop has as many as it may have */
export async function createCampaign(
  db: Db,
  shopId: number,
  { name, plan }: { name: string; plan: Plan },
  by: string,
  now: Date,
): Promise<number | null> {
  const { rows } = await sql<{ campaign_id: number }>`
    insert into campaigns (shop_id, name, plan, created_at, updated_at, updated_by)
    select ${shopId}, ${name}, ${stringifyJson(plan)}::jsonb, ${now}, ${now}, ${by}
    where (select count(*) from campaigns where shop_id = ${shopId} and state = 'draft') < ${MOST_DRAFTS}
    returning campaign_id
  `.execute(db);
  return rows[0]?.campaign_id ?? null;
}

/** `other`: the campaign as it is by now. */
export type Changed =
  { ok: true; campaign: Campaign } | { ok: false; reason: "gone" } | { ok: false; reason: "changed"; other: Campaign };

/** Keeps what is typed into a draft. Nothing is written where somebody else has changed it meanwhile, or it is no draft any more. */
export function saveCampaign(
  db: Db,
  shopId: number,
  campaignId: number,
  { name, plan, seen }: { name: string; plan: Plan; seen: number },
  by: string,
  now: Date,
): Promise<Changed> {
  return db.transaction().execute(async (tx) => {
    const found = await lock(tx, shopId, campaignId);
    if (found === null) return { ok: false, reason: "gone" };
    if (found.revision !== seen || found.state !== "draft") return { ok: false, reason: "changed", other: found };
    return change(tx, shopId, campaignId, sql`name = ${name}, plan = ${stringifyJson(plan)}::jsonb`, by, now);
  });
}

/** Throws a draft away, or what was cancelled before anybody got it. @returns whether it was one */
export async function deleteDraft(db: Db, shopId: number, campaignId: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from campaigns where shop_id = ${shopId} and campaign_id = ${campaignId} and (state = 'draft' or (state = 'cancelled' and begun_at is null))
  `.execute(db);
  return numAffectedRows === 1n;
}

/**
 * Does a merchant's step with a campaign, once: of two who click at the same moment the second is told what the first has done.
 * @param seen the revision that the merchant has in view; what has changed since is shown to them first
 */
export function steer(
  db: Db,
  shop: Shop,
  campaignId: number,
  { step, seen }: { step: CampaignStep; seen: number },
  by: string,
  now: Date,
): Promise<Changed> {
  const { shopId } = shop;
  return db.transaction().execute(async (tx) => {
    const found = await lock(tx, shopId, campaignId);
    if (found === null) return { ok: false, reason: "gone" };
    if (found.revision !== seen || !canDo(step, found)) return { ok: false, reason: "changed", other: found };
    if (step === "cancel") await withdrawOpen(tx, shopId, campaignId, now);
    const changed = await change(tx, shopId, campaignId, stepSet(step, found, shop, now), by, now);
    if (step === "resume") await wake(tx, shopId, campaignId, now);
    return changed;
  });
}

function stepSet(step: CampaignStep, { plan, begunAt, startsAt }: Campaign, { timeZone }: Shop, now: Date): RawBuilder<unknown> {
  switch (step) {
    case "schedule": {
      const at = startOf(plan, timeZone, now);
      return sql`state = 'scheduled', starts_at = ${at}, next_at = ${at}, problem = null`;
    }
    case "unschedule":
      return sql`state = 'draft', starts_at = null, next_at = null, problem = null`;
    case "pause":
      return sql`state = 'paused', next_at = null`;
    // What should have begun meanwhile begins now.
    case "resume": {
      const at = begunAt === null && startsAt !== null && startsAt > now ? startsAt : now;
      return begunAt === null
        ? sql`state = 'scheduled', starts_at = ${at}, next_at = ${at}, problem = null`
        : sql`state = 'sending', next_at = ${at}, problem = null`;
    }
    case "cancel":
      return sql`state = 'cancelled', next_at = null, problem = null, ended_at = ${now}`;
  }
}

async function lock(tx: Tx, shopId: number, campaignId: number): Promise<Campaign | null> {
  const { rows } = await sql<Row>`
    select ${columns} from campaigns where shop_id = ${shopId} and campaign_id = ${campaignId} for update
  `.execute(tx);
  return rows[0] === undefined ? null : campaignOf(rows[0]);
}

async function change(
  tx: Tx,
  shopId: number,
  campaignId: number,
  set: RawBuilder<unknown>,
  by: string,
  now: Date,
): Promise<Changed> {
  await sql`
    update campaigns set ${set}, revision = revision + 1, updated_at = ${now}, updated_by = ${by}
    where shop_id = ${shopId} and campaign_id = ${campaignId}
  `.execute(tx);
  const campaign = await findCampaign(tx, shopId, campaignId);
  return campaign === null ? { ok: false, reason: "gone" } : { ok: true, campaign };
}

/** What waited for the merchant is asked about at once, and nobody is left out for the time that they took. */
async function wake(tx: Tx, shopId: number, campaignId: number, now: Date): Promise<void> {
  await resumeCampaign(tx, shopId, campaignId, now);
  await sql`
    update campaign_recipients set expires_at = null
    where shop_id = ${shopId} and campaign_id = ${campaignId} and state = 'waiting' and expires_at is not null
  `.execute(tx);
}

/** What has not left is taken back; what is being handed over is not tried again. */
async function withdrawOpen(tx: Tx, shopId: number, campaignId: number, now: Date): Promise<void> {
  const { rows } = await sql<{ messageId: bigint }>`
    select message_id as "messageId" from messages
    where shop_id = ${shopId} and campaign_id = ${campaignId} and state in ('queued', 'sending')
  `.execute(tx);
  await withdraw(
    tx,
    shopId,
    rows.map(({ messageId }) => ({ messageId, reason: "cancelled" })),
    now,
  );
}
