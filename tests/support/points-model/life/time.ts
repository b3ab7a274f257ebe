import { sql } from "kysely";

import { occasionsDue } from "../../../../app/bonuses/bonuses.server.ts";
import type { Db } from "../../../../app/db.server.ts";
import * as pipeline from "../../pipeline.ts";
import { expire, listExpiring } from "../../../../app/points/expiry/expire.server.ts";
import { listMaturing, mature } from "../../../../app/points/ledger.server.ts";
import * as tiers from "../../../../app/tiers/tiers.server.ts";
import { DAY } from "../orders.ts";
import { observe, runLoops } from "../redeeming.ts";
import { someRules } from "./programs.ts";
import type { ShopLife } from "./shop-life.ts";

const MANY = 100_000;

/** What time brings: rules come into force, days come round, points become available or expire, tiers are judged, codes expire. */
export async function age(db: Db, lives: readonly ShopLife[], before: number, now: number): Promise<void> {
  for (const life of lives) {
    life.now = now;
    if (life.random.chance(12)) await publish(life);
    await liveThrough(life, before, now);
  }
  await agePoints(db, lives, new Date(now));
  for (const life of lives) life.model.expire(now);
  for (let turn = 0; turn < 2; turn += 1) await runLoops(lives, 20);
  await Promise.all(lives.map((life) => observe(life)));
}

/** Rules are followed when they come into force; birthdays and tiers may have waited for a worker. */
async function liveThrough(life: ShopLife, before: number, now: number): Promise<void> {
  const { model } = life;
  for (const { version, effectiveFrom } of model.programs) {
    const begins = effectiveFrom.getTime();
    if (begins <= before || begins > now) continue;
    life.now = begins;
    await celebrate(life);
    await life.work("follow-program", { version });
    model.judge(begins);
    model.bonuses.lookAtAll(begins);
    model.judge(begins);
  }
  life.now = now;
  await celebrate(life);
  await life.inShop((tx) => tiers.settleAll(tx, life.shop, 0n, life.date()));
  model.judge(now);
}

/** The days that have come by now. */
async function celebrate(life: ShopLife): Promise<void> {
  const due = (await occasionsDue(life.db, life.date(), MANY)).get(life.shop.shopId) ?? [];
  if (due.length > 0)
    await life.inShop(async (tx) => {
      await pipeline.passTimeFor(tx, life.shop, due, life.date());
      await pipeline.follow(tx, life.shop, due, life.date());
    });
  life.model.bonuses.celebrate(life.now);
}

async function agePoints(db: Db, lives: readonly ShopLife[], at: Date): Promise<void> {
  for (const [list, work] of [[listMaturing, mature] as const, [listExpiring, expire] as const])
    for (const [shopId, customerIds] of await list(db, at, MANY)) {
      const life = lives.find(({ shop }) => shop.shopId === shopId);
      if (life === undefined) continue;
      await life.inShop(async (tx) => {
        await pipeline.follow(tx, life.shop, await work(tx, life.shop, customerIds, at), at);
      });
    }
}

const HOUR = DAY / 24;

/** A new version, in force at once or in some days. */
async function publish(life: ShopLife): Promise<void> {
  const { random, model, now } = life;
  const rules = someRules(random, now);
  const version = model.programs.length + 1;
  const last = Math.max(...model.programs.map(({ effectiveFrom }) => effectiveFrom.getTime()));
  const effectiveFrom = new Date(Math.max(now, last + HOUR) + random.pick([0, 0, 2, 30]) * DAY);
  await sql`
    insert into program_versions (shop_id, version, effective_from, rules, created_at, created_by)
    values (${life.shop.shopId}, ${version}, ${effectiveFrom}, ${JSON.stringify(rules)}::jsonb, ${life.date()}, 'merchant:1')
  `.execute(life.db);
  model.programs.push({ version, effectiveFrom, rules });
}
