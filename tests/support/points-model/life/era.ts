import { sql } from "kysely";

import type { Db } from "../../../../app/db.server.ts";
import { DAY } from "../orders.ts";
import { observe, runLoops } from "../redeeming.ts";
import { compare, compareEnd } from "./compare.ts";
import { randomFrom, type Random } from "./random.ts";
import { playRound, tellAll } from "./round.ts";
import { ShopLife } from "./shop-life.ts";
import { age } from "./time.ts";

const HOUR = DAY / 24;
const MINUTE = HOUR / 60;

export type EraPlan = { seed: number; shops: number; worlds: number; rounds: number };

/** Lets new shops live. */
export async function liveEra(db: Db, { seed, shops, worlds, rounds }: EraPlan): Promise<void> {
  const clock = randomFrom(seed);
  const start = Date.UTC(2026, clock.below(12), 1 + clock.below(28), 12);
  const lives: ShopLife[] = [];
  for (let index = 0; index < shops; index += 1)
    lives.push(await ShopLife.open(randomFrom(seed * 31 + index), db, worlds, start));
  await liveOn(db, lives, clock, rounds);
}

/** Lets shops live side by side under one clock, comparing app and model after every round, and settles them at the end. */
export async function liveOn(db: Db, lives: readonly ShopLife[], clock: Random, rounds: number): Promise<void> {
  let now = lives[0]?.now ?? 0;
  for (let round = 0; round < rounds; round += 1) {
    const before = now;
    now = tomorrowish(clock.pick([1, 1, 24, 24, 72, 10 * 24, 21 * 24, 45 * 24, 100 * 24]) * HOUR + now);
    for (const life of lives) life.now = now;
    await age(db, lives, before, now);
    await Promise.all(lives.map((life) => playRound(life)));
    await Promise.all(lives.map((life) => compare(life, `round ${round}`)));
    if (clock.chance(65)) now = await recover(lives, now);
  }
  await Promise.all(lives.map((life) => tellAll(life)));
  for (let minutes = 0; minutes < 600; minutes += 20) {
    const after = await recover(lives, now);
    const open = await sql<{ open: number }>`
      select count(*)::int as open from redemptions where next_attempt_at is not null
    `.execute(db);
    now = after;
    if (open.rows[0]?.open === 0) break;
  }
  for (const life of lives) {
    await compare(life, "the end");
    await compareEnd(life);
  }
}

/** Rounds take place early in the afternoon, so that what they leave for later is done on the same day. */
function tomorrowish(time: number): number {
  const hour = Math.floor((time % DAY) / HOUR);
  return time - (time % HOUR) + (hour < 12 ? (12 - hour) * HOUR : hour > 16 ? (36 - hour) * HOUR : 0);
}

/** Shopify and the process are well again: what was left undone is done. */
async function recover(lives: readonly ShopLife[], from: number): Promise<number> {
  let now = from;
  for (let turn = 0; turn < 2; turn += 1) {
    now += 7 * MINUTE;
    for (const life of lives) life.now = now;
    for (let busy = true; busy;) busy = (await runLoops(lives, 0)) > 0;
    await Promise.all(lives.map((life) => observe(life)));
  }
  return now;
}
