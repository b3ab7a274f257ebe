import { sql } from "kysely";

import { isOpen, type Batch } from "../../batches/batch.ts";
import { startRun } from "../../batches/runs.server.ts";
import { now as clock } from "../../clock.server.ts";
import { db, type Db } from "../../db.server.ts";
import { MINUTE_MS, plusMs } from "../../lib/time.ts";
import { markStateActivated } from "../../program/state/switch.server.ts";
import { currentProgram, listStates, markActivated } from "../../program/versions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { findShop } from "../../shops/shops.server.ts";
import type { Loop } from "../../queue/loop.ts";
import { enqueue } from "../../queue/queue.server.ts";

/** What is in force in a shop: a version, and the state that the program was switched to last; null: it is being set up. */
type InForce = { version: number; since: Date | null };

/** After a failure the same is tried again this much later. */
const RETRY_MS = 10 * MINUTE_MS;

/**
 * Carries out versions that have come into force, and states that the program was switched to: theme, tiers and expiry follow, in a run of parts per shop;
 * then both count as activated.
 * @returns how many shops something was done for
 */
export async function activateDue(now: Date): Promise<number> {
  let done = 0;
  for (const { shopId, version, since } of await listDue(db(), now)) {
    const inForce = { version, since };
    const run = await latestRun(db(), shopId, inForce);
    if (run !== null && isOpen(run.state)) continue;
    if (run?.state === "done") {
      await markActivated(shopId, version, now);
      if (since !== null) await markStateActivated(db(), shopId, since, now);
      done += 1;
    } else if (run === null || run.finishedAt === null || plusMs(run.finishedAt, RETRY_MS) <= now) {
      if (await begin(shopId, inForce, now)) done += 1;
    }
  }
  return done;
}

export const programLoops: readonly Loop[] = [{ name: "program", idleMs: 1_000, step: () => activateDue(clock()) }];

/** What is in force in each installed shop where it, or what was before it, has not been carried out. */
async function listDue(tx: Db, now: Date): Promise<(InForce & { shopId: number })[]> {
  const { rows } = await sql<InForce & { shopId: number }>`
    select distinct on (v.shop_id) v.shop_id as "shopId", v.version,
      (select max(since) from program_states p where p.shop_id = v.shop_id) as since
    from program_versions v join shops s on s.shop_id = v.shop_id and s.status = 'installed'
    where v.effective_from <= ${now} and (exists (
      select from program_versions w where w.shop_id = v.shop_id and w.effective_from <= ${now} and w.activated_at is null
    ) or exists (select from program_states p where p.shop_id = v.shop_id and p.activated_at is null))
    order by v.shop_id, v.effective_from desc, v.version desc
  `.execute(tx);
  return rows;
}

async function latestRun(
  tx: Db,
  shopId: number,
  { version, since }: InForce,
): Promise<Pick<Batch, "state" | "finishedAt"> | null> {
  const { rows } = await sql<Pick<Batch, "state" | "finishedAt">>`
    select state, finished_at as "finishedAt" from batch_runs
    where shop_id = ${shopId} and kind = 'follow-program' and (spec->>'version')::int = ${version}
      and (spec->>'since')::timestamptz is not distinct from ${since}::timestamptz
    order by run_id desc limit 1
  `.execute(tx);
  return rows[0] ?? null;
}

async function begin(shopId: number, inForce: InForce, now: Date): Promise<boolean> {
  const shop = await findShop(db(), shopId);
  if (shop === null) return false;
  return db()
    .transaction()
    .execute((tx) => follow(tx, shop, inForce, now));
}

async function follow(tx: Db, shop: Shop, inForce: InForce, now: Date): Promise<boolean> {
  const { rows } = await sql<{ total: number }>`
    select count(*)::int as total from customers where shop_id = ${shop.shopId}
  `.execute(tx);
  const run = { kind: "follow-program" as const, spec: inForce, total: rows[0]?.total ?? 0, actor: "system" };
  if ((await startRun(tx, shop, run, now)) === null) return false;
  await enqueue("publish-program", [{ shopId: shop.shopId }], { db: tx });
  return true;
}

/** Carries out once more what is in force: in a new zone tiers, birthdays and points end at other instants than those that were noted. */
export async function carryOutAgain(shop: Shop, now: Date): Promise<void> {
  const { version } = await currentProgram(db(), shop.shopId, now);
  const since = (await listStates(db(), shop.shopId)).at(-1)?.since ?? null;
  await begin(shop.shopId, { version, since }, now);
}
