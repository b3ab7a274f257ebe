import { sql } from "kysely";

import { isOpen, type Batch } from "../../batches/batch.ts";
import { startRun } from "../../batches/runs.server.ts";
import { now as clock } from "../../clock.server.ts";
import { db, type Db } from "../../db.server.ts";
import { MINUTE_MS, plusMs } from "../../lib/time.ts";
import { currentProgram, markActivated } from "../../program/versions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { findShop } from "../../shops/shops.server.ts";
import type { Loop } from "../../queue/loop.ts";
import { enqueue } from "../../queue/queue.server.ts";

/** After a failure the same version is tried again this much later. */
const RETRY_MS = 10 * MINUTE_MS;

/**
 * Carries out versions that have come into force: theme, tiers and expiry follow, in a run of parts per shop; then the version counts as activated.
 * @returns how many shops something was done for
 */
export async function activateDue(now: Date): Promise<number> {
  let done = 0;
  for (const { shopId, version } of await listDue(db(), now)) {
    const run = await latestRun(db(), shopId, version);
    if (run !== null && isOpen(run.state)) continue;
    if (run?.state === "done") {
      await markActivated(shopId, version, now);
      done += 1;
    } else if (run === null || run.finishedAt === null || plusMs(run.finishedAt, RETRY_MS) <= now) {
      if (await begin(shopId, version, now)) done += 1;
    }
  }
  return done;
}

export const programLoops: readonly Loop[] = [{ name: "program", idleMs: 1_000, step: () => activateDue(clock()) }];

/** The version in force of each installed shop where it, or one before it, has not been carried out. */
async function listDue(tx: Db, now: Date): Promise<{ shopId: number; version: number }[]> {
  const { rows } = await sql<{ shopId: number; version: number }>`
    select distinct on (v.shop_id) v.shop_id as "shopId", v.version
    from program_versions v join shops s on s.shop_id = v.shop_id and s.status = 'installed'
    where v.effective_from <= ${now} and exists (
      select from program_versions w where w.shop_id = v.shop_id and w.effective_from <= ${now} and w.activated_at is null
    )
    order by v.shop_id, v.effective_from desc, v.version desc
  `.execute(tx);
  return rows;
}

async function latestRun(tx: Db, shopId: number, version: number): Promise<Pick<Batch, "state" | "finishedAt"> | null> {
  const { rows } = await sql<Pick<Batch, "state" | "finishedAt">>`
    select state, finished_at as "finishedAt" from batch_runs
    where shop_id = ${shopId} and kind = 'follow-program' and (spec->>'version')::int = ${version}
    order by run_id desc limit 1
  `.execute(tx);
  return rows[0] ?? null;
}

async function begin(shopId: number, version: number, now: Date): Promise<boolean> {
  const shop = await findShop(db(), shopId);
  if (shop === null) return false;
  return db()
    .transaction()
    .execute((tx) => follow(tx, shop, version, now));
}

async function follow(tx: Db, shop: Shop, version: number, now: Date): Promise<boolean> {
  const { rows } = await sql<{ total: number }>`
    select count(*)::int as total from customers where shop_id = ${shop.shopId}
  `.execute(tx);
  const run = { kind: "follow-program" as const, spec: { version }, total: rows[0]?.total ?? 0, actor: "system" };
  if ((await startRun(tx, shop, run, now)) === null) return false;
  await enqueue("publish-program", [{ shopId: shop.shopId }], { db: tx });
  return true;
}

/** Carries out once more what is in force: in a new zone tiers, birthdays and points end at other instants than those that were noted. */
export async function carryOutAgain(shop: Shop, now: Date): Promise<void> {
  const { version } = await currentProgram(db(), shop.shopId, now);
  await begin(shop.shopId, version, now);
}
