import pMap from "p-map";

import { now as clock } from "../../clock.server.ts";
import { db, type Db } from "../../db.server.ts";
import { isTransient, meetsAll } from "../../lib/database-errors.ts";
import { MINUTE_MS, SECOND_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import { claimWhereFree, type Done } from "../../pipeline/change.server.ts";
import type { Loop } from "../../queue/loop.ts";
import type { Shop } from "../../shops/shop.ts";
import * as inbox from "../../webhooks/inbox.server.ts";
import { interpretBytes } from "../../webhooks/interpret.ts";
import { withoutAddresses } from "../../lib/mask.ts";

/** Enough to make statements worth their round trip, few enough that a batch takes well under a second. */
export const INBOX_BATCH = 500;

/** A transaction waits for PostgreSQL most of its time. More at once would take the connections of pages and shoppers. */
const AT_ONCE = 4;
/** Shops that share a transaction, where more wait than get one each: what each costs is above all the way to PostgreSQL and back, which they then go together. */
const TOGETHER = 8;

/**
 * Gives meaning to stored webhooks, one batch a shop, each with its effects in one transaction; several side by side, and of many shops with few webhooks each some
 * in one. @returns how many were settled
 */
export async function drainInbox(now = clock): Promise<number> {
  const turns = shareTurns(await inbox.listReadyShops(db(), now()));
  const again: number[][] = [];
  let settled = 0;
  const failures: Error[] = [];
  const drain = async (shopIds: readonly number[]) => {
    // What meets one shop would meet the next as well. Those under way are waited for, so that nothing runs on behind the loop.
    if (failures.length > 0) return;
    try {
      const count = await drainShops(shopIds, now);
      settled += count;
    } catch (error) {
      if (shopIds.length > 1 && !meetsAll(error)) again.push(...byThemselves(error, shopIds));
      else failures.push(error instanceof Error ? error : new Error(String(error)));
    }
  };
  await pMap(turns, drain, { concurrency: AT_ONCE });
  await pMap(again, drain, { concurrency: AT_ONCE });
  const [failure] = failures;
  if (failure !== undefined) throw failure;
  return settled;
}

/** Whose webhooks are worked on in one transaction. */
function shareTurns(ready: readonly inbox.ReadyShop[]): number[][] {
  const few = ready.filter((shop) => shop.few).map(({ shopId }) => shopId);
  const many = ready.filter((shop) => !shop.few).map(({ shopId }) => shopId);
  const size = ready.length <= AT_ONCE ? 1 : Math.min(TOGETHER, Math.ceil(few.length / AT_ONCE));
  const shared: number[][] = [];
  for (let start = 0; start < few.length; start += size) shared.push(few.slice(start, start + size));
  return [...shared, ...many.map((shopId) => [shopId])];
}

/** One of them has spoiled what they did together: each by itself says what is wrong with it, and holds up no other. */
function byThemselves(error: unknown, shopIds: readonly number[]): number[][] {
  log().warn({ error, shopIds }, "shops failed together, each is tried by itself");
  return shopIds.map((shopId) => [shopId]);
}

/** Older than this, waiting webhooks are worth a line. */
const LATE_MS = MINUTE_MS;

/** Says in the log when webhooks wait for longer than a minute, whatever the reason is. @returns 0: it has no work of its own */
export async function watchInbox(now = clock): Promise<number> {
  const oldest = await inbox.oldestPending(db());
  const ageMs = oldest === null ? 0 : now().getTime() - oldest.receivedAt.getTime();
  if (oldest !== null && ageMs > LATE_MS) {
    const { shopId, pending } = oldest;
    log().warn({ shopId, pending, oldestSeconds: Math.round(ageMs / SECOND_MS) }, "webhooks wait in the inbox");
  }
  return 0;
}

/** Webhooks gather while a batch is worked on: a transaction costs as much for one as for fifty. */
export const inboxLoops: readonly Loop[] = [
  { name: "inbox", idleMs: 200, enough: INBOX_BATCH, gather: true, step: () => drainInbox() },
  { name: "inbox-watch", idleMs: MINUTE_MS, step: () => watchInbox() },
];

/** @throws what shops met together, and what would meet the next one as well */
async function drainShops(shopIds: readonly number[], now: () => Date): Promise<number> {
  const [shopId, ...others] = shopIds;
  if (shopId === undefined) return 0;
  try {
    const settled = await claimWhereFree(
      shopIds,
      others.length === 0 ? claim(INBOX_BATCH, "inTurn") : claim(inbox.FEW, "amongOthers"),
      process,
      now,
    );
    return sum(settled);
  } catch (error) {
    if (others.length > 0) throw error;
    if (isTransient(error)) return putOff(error, shopId);
    log().warn({ error, shopId }, "batch failed, its webhooks are tried one by one");
    return drainOneByOne(shopId, now);
  }
}

/** Nothing of it is wrong with the webhooks: they stay as they are. @throws what would fail in the next shop as well, so that the loop rests */
function putOff(error: unknown, shopId: number): 0 {
  if (meetsAll(error)) throw error;
  log().warn({ error, shopId }, "batch put off");
  return 0;
}

/** Finds the webhook that spoils its batch: each is tried alone, and the one that fails waits longer each time. */
async function drainOneByOne(shopId: number, now: () => Date): Promise<number> {
  let settled = 0;
  for (let tried = 0; tried < INBOX_BATCH; tried += 1) {
    let current: inbox.InboxRow | undefined;
    try {
      const one = claim(1, "inTurn");
      const count = sum(
        await claimWhereFree(
          [shopId],
          async (...turn) => {
            const rows = await one(...turn);
            [current] = rows;
            return rows;
          },
          process,
          now,
        ),
      );
      if (count === 0) return settled;
      settled += count;
    } catch (error) {
      if (current === undefined || isTransient(error)) return settled + putOff(error, shopId);
      const { inboxId } = current;
      await inbox.settle(db(), shopId, [{ inboxId, outcome: "failed", error: withoutAddresses(String(error)) }], now());
    }
  }
  return settled;
}

/** A shop's oldest webhooks, asked for with its turn. */
function claim(limit: number, when: "inTurn" | "amongOthers") {
  return (tx: Db, shopId: number, at: Date) => inbox.claim(tx, shopId, limit, at, when);
}

/** Of shops that were busy there is nothing. */
function sum(settled: readonly (number | null)[]): number {
  return settled.reduce<number>((all, count) => all + (count ?? 0), 0);
}

/** Reads what webhooks say, and notes how each ended. @returns what they say, for the change to give it its effects, and how many they were */
async function process(tx: Db, shop: Shop, rows: readonly inbox.InboxRow[], at: Date): Promise<Done<number>> {
  const read = rows.map((row) => ({ row, meaning: interpretBytes(row.topic, row.body, { shop, triggeredAt: row.triggeredAt }) }));
  const settlements = read.map(({ row: { inboxId }, meaning }): inbox.Settlement =>
    meaning.ok ? { inboxId, outcome: "done" } : { inboxId, outcome: "problem", issues: meaning.issues },
  );
  await inbox.settle(tx, shop.shopId, settlements, at);
  return { result: rows.length, facts: read.flatMap(({ meaning }) => (meaning.ok ? meaning.facts : [])) };
}
