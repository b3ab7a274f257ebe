import { sql } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { isTransient, meetsAll } from "../../lib/database-errors.ts";
import { MINUTE_MS, plusMs, SECOND_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { findShop } from "../../shops/shops.server.ts";
import { TOO_LATE_MS } from "../plan.ts";
import { readTally } from "../recipients/tally.server.ts";
import { writeAudience } from "./audience.server.ts";
import { begin, halt, isThere } from "./begin.server.ts";
import { feed } from "./feed.server.ts";
import { listGoing, restUntil, takeGoing } from "./going.server.ts";

/** Campaigns that get a turn in one call. */
const AT_ONCE = 40;
/** Between two looks at one that waits for the outbox, which is at work. */
const SOON_MS = SECOND_MS;

/**
 * A turn for each campaign that has something to do: it begins, its audience is written, whose turn it is goes to the outbox, and once all have been dealt with
 * it is finished. Each turn is one transaction, and several processes may call it at once: a worker that dies leaves nothing half done.
 * @returns how much was done; call again while it is not zero
 */
export async function workCampaigns(db: Db, now: () => Date): Promise<number> {
  let done = 0;
  for (const { shopId, campaignId } of await listGoing(db, now(), AT_ONCE)) done += await turn(db, shopId, campaignId, now());
  return done;
}

/** One that fails rests a minute and holds up no other. @throws what would meet the next one as well */
async function turn(db: Db, shopId: number, campaignId: number, now: Date): Promise<number> {
  try {
    return await db.transaction().execute(async (tx) => {
      const shop = await findShop(tx, shopId);
      return shop === null ? 0 : workOn(tx, shop, campaignId, now);
    });
  } catch (error) {
    if (meetsAll(error)) throw error;
    log().error({ error, shopId, campaignId }, "a campaign could not go on");
    if (!isTransient(error)) await restUntil(db, shopId, campaignId, plusMs(now, MINUTE_MS));
    return 0;
  }
}

async function workOn(tx: Tx, shop: Shop, campaignId: number, now: Date): Promise<number> {
  const { shopId } = shop;
  const going = await takeGoing(tx, shopId, campaignId, now);
  if (going === null) return 0;
  if (going.state === "scheduled") {
    await begin(tx, shopId, going, now);
    return 1;
  }
  // Nobody was at work for a day: an outage, or the app was away from the shop.
  if (now >= plusMs(going.wantedAt, TOO_LATE_MS)) {
    await halt(tx, shopId, campaignId, "too-late", now);
    return 1;
  }
  if (going.cursor !== null && !(await isThere(tx, shopId, going.plan.audience))) {
    await halt(tx, shopId, campaignId, "segment-gone", now);
    return 1;
  }
  const written = await writeAudience(tx, shop, going);
  const fed = await feed(tx, shop, going, now);
  const next = fed.restUntil ?? (await nextTurn(tx, shopId, campaignId, now));
  if (next === null) await finish(tx, shopId, campaignId, now);
  else await restUntil(tx, shopId, campaignId, written + fed.done > 0 ? now : next);
  return written + fed.done;
}

/** When there is something to look at again; null: everybody has been dealt with. */
async function nextTurn(tx: Tx, shopId: number, campaignId: number, now: Date): Promise<Date | null> {
  const { rows } = await sql<{ due: Date | null }>`
    select least(
      (select min(due_at) from campaign_recipients where shop_id = ${shopId} and campaign_id = ${campaignId} and state = 'waiting'),
      (select min(due_at) from messages where shop_id = ${shopId} and campaign_id = ${campaignId} and state in ('queued', 'sending')),
      (select ${now}::timestamptz from campaigns where shop_id = ${shopId} and campaign_id = ${campaignId} and cursor is not null)
    ) as due
  `.execute(tx);
  const due = rows[0]?.due ?? null;
  if (due === null) return null;
  return new Date(Math.max(due.getTime(), now.getTime() + SOON_MS));
}

async function finish(tx: Tx, shopId: number, campaignId: number, now: Date): Promise<void> {
  const { waiting, ...result } = await readTally(tx, shopId, campaignId);
  if (waiting > 0) throw new Error("Nobody waits any more");
  await sql`
    update campaigns set state = 'finished', ended_at = ${now}, next_at = null, result = ${JSON.stringify(result)}::jsonb, revision = revision + 1
    where shop_id = ${shopId} and campaign_id = ${campaignId} and state = 'sending'
  `.execute(tx);
}
