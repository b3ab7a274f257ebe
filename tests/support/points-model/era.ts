import { sql } from "kysely";

import type { Fact } from "../../../app/customers/facts.ts";
import type { Db } from "../../../app/db.server.ts";
import { createImport } from "../../../app/imports/imports.server.ts";
import * as pipeline from "../../../app/pipeline.server.ts";
import { adjust, matureDue } from "../../../app/points/ledger.server.ts";
import { expire, listExpiring } from "../../../app/points/expiry/expire.server.ts";
import * as tiers from "../../../app/tiers/tiers.server.ts";
import { carryOn, place } from "./commerce.ts";
import { compare, compareEnd } from "./compare.ts";
import { DAY, type Order } from "./orders.ts";
import { someRules } from "./programs.ts";
import { randomFrom, type Random } from "./random.ts";
import { click, observe, runLoops, takeBack } from "./redeeming.ts";
import { emailOf, ShopLife, type World } from "./shop-life.ts";

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

/** Rounds take place between noon and ten in the evening, so that what they leave for later is done on the same day. */
function tomorrowish(time: number): number {
  const hour = Math.floor((time % DAY) / HOUR);
  return time - (time % HOUR) + (hour < 12 ? (12 - hour) * HOUR : hour > 22 ? (36 - hour) * HOUR : 0);
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

/** What time brings: rules come into force, points become available or expire, tiers are judged, codes expire. */
async function age(db: Db, lives: readonly ShopLife[], before: number, now: number): Promise<void> {
  const at = new Date(now);
  for (const life of lives) {
    const { random, model, shop } = life;
    if (random.chance(12)) await publish(life);
    const comes = model.programs.some(({ effectiveFrom }) => effectiveFrom.getTime() > before && effectiveFrom.getTime() <= now);
    if (comes) await life.work("follow-program", { version: model.programs.at(-1)?.version ?? 1 });
    await life.inShop((tx) => tiers.settleAll(tx, shop, 0n, at));
    model.judge(now);
  }
  const lifeOf = (shopId: number) => lives.find(({ shop }) => shop.shopId === shopId);
  const ripe = await db.transaction().execute((tx) => matureDue(tx, at, 100_000));
  const due = await listExpiring(db, at, 100_000);
  for (const [customers, work] of [[ripe, null] as const, [due, expire] as const])
    for (const [shopId, customerIds] of customers) {
      const life = lifeOf(shopId);
      if (life === undefined) continue;
      await life.inShop(async (tx) => {
        const changed = work === null ? customerIds : await work(tx, life.shop, customerIds, at);
        await pipeline.afterChange(tx, life.shop, changed, at);
      });
    }
  for (const life of lives) life.model.expire(now);
  for (let turn = 0; turn < 2; turn += 1) await runLoops(lives, 20);
  await Promise.all(lives.map((life) => observe(life)));
}

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

type News = {
  orders: Order[];
  facts: Fact[];
  after: (() => void)[];
  adjusting: World[];
  clicking: World[];
  withdrawing: World[];
};

async function playRound(life: ShopLife): Promise<void> {
  const news: News = { orders: [], facts: [], after: [], adjusting: [], clicking: [], withdrawing: [] };
  for (const world of life.worlds) decide(life, world, news);
  await life.tell(news.orders, news.facts);
  for (const merge of news.after) merge();
  life.model.judge(life.now);
  await adjustAll(life, news.adjusting);
  if (life.random.chance(30)) await importSome(life);
  life.model.judge(life.now);
  await Promise.all([
    ...news.clicking.map((world) => clickIn(life, world)),
    ...news.withdrawing.map((world) => withdrawIn(life, world)),
  ]);
  await observe(life);
}

/** What happens in one world in this round: one thing, and now and then old news besides. */
function decide(life: ShopLife, world: World, news: News): void {
  const { random, now } = life;
  const what = random.below(100);
  const orders = [...world.orders.values()];
  if (what < 26 || (what < 56 && orders.length === 0)) {
    const customer = random.pick(world.customers);
    const code = usableCode(life, customer);
    const order = place(random, customer, now, code === null ? [] : [code]);
    world.orders.set(order.id, [order]);
    spread(life, world, order, news);
  } else if (what < 56) {
    const states = random.pick(orders);
    const next = carryOn(random, states[states.length - 1] ?? place(random, 0n, now, []), now);
    if (next === null) return;
    states.push(next);
    spread(life, world, next, news);
  } else if (what < 75) news.clicking.push(world);
  else if (what < 80) news.withdrawing.push(world);
  else if (what < 84) disable(life, world, news);
  else if (what < 89) news.adjusting.push(world);
  else if (what < 92 && world.customers.length > 1) merge(life, world, news);
  else if (what < 97) repeat(life, world, news);
}

/** The app hears of it now, twice, or not yet. */
function spread({ random }: ShopLife, world: World, order: Order, news: News): void {
  if (random.chance(order.codes.length > 0 ? 60 : 25)) world.untold.add(order.id);
  else {
    world.untold.delete(order.id);
    news.orders.push(...(random.chance(20) ? [order, order] : [order]));
  }
}

/** Old news, in any order, some of it for the first time. */
function repeat({ random }: ShopLife, world: World, news: News): void {
  const states = [...world.orders.values()].flat().filter(() => random.chance(50));
  for (const order of states) {
    if (world.orders.get(order.id)?.at(-1) === order) world.untold.delete(order.id);
    news.orders.push(order);
  }
}

async function tellAll(life: ShopLife): Promise<void> {
  await life.tell(life.truth(), []);
  life.model.judge(life.now);
  for (const { untold } of life.worlds) untold.clear();
}

function usableCode(life: ShopLife, customer: bigint): string | null {
  if (!life.random.chance(50)) return null;
  const own = [...life.model.redemptions.values()].filter(
    (redemption) => redemption.customer === customer && redemption.usedBy === null,
  );
  for (const { id } of own) {
    const code = life.model.codes.get(id) ?? "";
    const found = life.shopify.find(code);
    if (found === null || found.entry.uses > 0) continue;
    found.entry.uses += 1;
    return code;
  }
  return null;
}

/** The merchant deletes a code in Shopify. */
function disable(life: ShopLife, world: World, news: News): void {
  for (const redemption of life.model.redemptions.values()) {
    if (!world.customers.includes(redemption.customer) || redemption.paidOut || redemption.released) continue;
    const code = life.model.codes.get(redemption.id) ?? "";
    const found = life.shopify.find(code);
    if (found === null || found.entry.uses > 0) continue;
    life.shopify.removeCode(code);
    redemption.ending ??= "disabled";
    news.facts.push({ kind: "code-removed", discountGid: found.discount.id, code });
    return;
  }
}

function merge(life: ShopLife, world: World, news: News): void {
  const [keptId, goneId] = life.random.chance(50) ? world.customers : [...world.customers].reverse();
  if (keptId === undefined || goneId === undefined) return;
  news.facts.push({ kind: "customers-merged", keptId, goneId, at: life.date() });
  world.customers = [keptId];
  life.shopify.mergeCustomers(goneId, keptId);
  news.after.push(() => life.model.merge(goneId, keptId, life.now));
}

async function adjustAll(life: ShopLife, worlds: readonly World[]): Promise<void> {
  const { random, shop, model, now } = life;
  if (worlds.length === 0) return;
  await life.inShop(async (tx) => {
    const changed: bigint[] = [];
    for (const world of worlds) {
      const customerId = random.pick(world.customers);
      const points = (1 + random.below(120)) * (random.chance(35) ? -1 : 1);
      const affectsTier = random.chance(50);
      model.expire(now, customerId);
      const enough = points > 0 || model.available(customerId, now) + points >= 0;
      if (!enough && model.who(customerId).movements.length === 0) continue;
      const adjustment = {
        customerId,
        points: BigInt(points),
        reason: "test",
        actor: "merchant:1",
        key: `${customerId}:${now}`,
        affectsTier,
      };
      for (let time = 0; time < (random.chance(20) ? 2 : 1); time += 1) {
        const outcome = await adjust(tx, shop, adjustment, life.date());
        if (outcome.ok !== enough) throw new Error(`An adjustment of ${customerId} by ${points}: ${JSON.stringify(outcome)}`);
      }
      if (enough) model.post(customerId, points, now, affectsTier ? points : 0);
      changed.push(customerId);
    }
    await pipeline.afterChange(tx, shop, changed, life.date());
  });
}

/** A file with balances, applied; or an earlier one taken back. */
async function importSome(life: ShopLife): Promise<void> {
  const { random, model, now } = life;
  const earlier = life.imports.find(({ undone }) => !undone);
  if (earlier !== undefined && random.chance(50)) {
    earlier.undone = true;
    await life.work("undo-import", { importId: earlier.importId });
    for (const { customer, points } of earlier.rows) model.post(customer, -points, now);
    return;
  }
  const mode = random.pick(["add", "set"] as const);
  const people = life.worlds.filter(() => random.chance(10)).map(({ customers }) => random.pick(customers));
  if (people.length === 0) return;
  if (mode === "set") for (const customer of people) model.expire(now, customer);
  for (const customer of people) model.who(customer).hasAccount = true;
  const file = people.map((customer) => ({ customer, points: random.below(150) }));
  const bytes = new TextEncoder().encode(
    ["email,points", ...file.map(({ customer, points }) => `${emailOf(customer)},${points}`)].join("\n"),
  );
  const upload = {
    filename: "points.csv",
    bytes,
    mode,
    wanted: { points: true, tiers: false, birthdays: false },
    actor: "merchant:1",
  };
  const created = await life.inShop((tx) => createImport(tx, life.shop, upload, life.date()));
  if (!created.ok) throw new Error(JSON.stringify(created));
  await life.work("import", { importId: created.importId });
  const rows = file.map(({ customer, points }) => ({
    customer,
    points: mode === "add" ? points : points - model.available(customer, now),
  }));
  for (const { customer, points } of rows) model.post(customer, points, now);
  life.imports.push({ importId: created.importId, rows, undone: false });
}

async function clickIn(life: ShopLife, world: World): Promise<void> {
  const { random, model } = life;
  const again = world.intents.length > 0 && random.chance(15) ? random.pick(world.intents) : null;
  if (again !== null) {
    const reward = life.rewards.find(({ rewardId }) => rewardId === again.rewardId);
    if (reward !== undefined) await click(life, world, again.customer, reward, again.intent);
    return;
  }
  const able = world.customers.filter((customer) => model.who(customer).movements.length > 0);
  if (able.length > 0) await click(life, world, random.pick(able), random.pick(life.rewards), null);
}

async function withdrawIn(life: ShopLife, world: World): Promise<void> {
  const own = [...life.model.redemptions.values()].filter(({ customer }) => world.customers.includes(customer));
  if (own.length > 0) await takeBack(life, life.random.pick(own).id);
}
