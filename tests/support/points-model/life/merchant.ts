import { decide } from "../../../../app/bonuses/claims/claims.server.ts";
import { createImport } from "../../../../app/imports/imports.server.ts";
import * as pipeline from "../../pipeline.ts";
import { adjustResultSchema } from "../../../../app/points/adjusting/adjust-many.ts";
import { adjust } from "../../../../app/points/ledger.server.ts";
import { awardResultSchema } from "../../../../app/points/orders/award-history.ts";
import * as tiers from "../../../../app/tiers/tiers.server.ts";
import { DAY, rulesAt } from "../orders.ts";
import type { ShopLife, World } from "./shop-life.ts";

/** Points are given or taken by hand. */
export async function adjustAll(life: ShopLife, worlds: readonly World[]): Promise<void> {
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
      const key = `${customerId}:${now}`;
      const adjustment = { customerId, points: BigInt(points), reason: "test", actor: "merchant:1", key, affectsTier };
      for (let time = 0; time < (random.chance(20) ? 2 : 1); time += 1) {
        const outcome = await adjust(tx, shop, adjustment, life.date());
        if (outcome.ok !== enough) throw new Error(`An adjustment of ${customerId} by ${points}: ${JSON.stringify(outcome)}`);
      }
      if (enough) model.post(customerId, points, now, affectsTier ? points : 0);
      changed.push(customerId);
    }
    await pipeline.follow(tx, shop, changed, life.date());
  });
  model.judge(now);
}

/** Points of many are given or taken at once; who has too little is left out. */
export async function adjustMany(life: ShopLife): Promise<void> {
  const { random, model, now } = life;
  const points = (1 + random.below(60)) * (random.chance(40) ? -1 : 1);
  const able = (id: bigint) => points > 0 || model.who(id).movements.length > 0;
  const some = life.worlds.filter(() => random.chance(6)).map(({ customers }) => random.pick(customers));
  const people = some.filter(able);
  if (people.length === 0) return;
  const affectsTier = random.chance(50);
  const target = { kind: "list", customerIds: people.map(String) };
  const spec = { target, points: String(points), reason: "test", affectsTier, key: `many:${now}` };
  const result = adjustResultSchema.parse(await life.work("adjust-many", spec));
  const told = { adjusted: 0, short: 0 };
  for (const id of people) {
    model.expire(now, id);
    const customer = model.who(id);
    customer.hasAccount = customer.changed = true;
    if (points > 0 || model.available(id, now) + points >= 0) {
      model.post(id, points, now, affectsTier ? points : 0);
      told.adjusted += 1;
    } else told.short += 1;
  }
  model.judge(now);
  if (result.adjusted !== told.adjusted || result.short !== told.short)
    throw new Error(`Of many ${JSON.stringify(result)} were adjusted, not ${JSON.stringify(told)}`);
}

/** A file with balances, applied; or an earlier one taken back. */
export async function importSome(life: ShopLife): Promise<void> {
  const { random, model, now } = life;
  const earlier = life.imports.find(({ undone }) => !undone);
  if (earlier !== undefined && random.chance(50)) {
    earlier.undone = true;
    await life.work("undo-import", { importId: earlier.importId });
    for (const { customer, points } of earlier.rows) model.post(customer, -points, now);
    model.judge(now);
    return;
  }
  const mode = random.pick(["add", "set"] as const);
  const worlds = life.worlds.filter(() => random.chance(10));
  const file = worlds.map(({ customers, people }) => {
    const customer = random.pick(customers);
    return { customer, email: people.get(customer)?.email ?? "", points: random.below(150) };
  });
  if (file.length === 0) return;
  for (const { customer } of file) {
    if (mode === "set") model.expire(now, customer);
    model.who(customer).hasAccount = model.who(customer).changed = true;
  }
  const bytes = new TextEncoder().encode(["email,points", ...file.map(({ email, points }) => `${email},${points}`)].join("\n"));
  const wanted = { points: true, tiers: false, birthdays: false };
  const upload = { filename: "points.csv", bytes, mode, wanted, actor: "merchant:1" };
  const created = await createImport(life.db, life.shop, upload, life.date());
  if (!created.ok) throw new Error(JSON.stringify(created));
  await life.work("import", { importId: created.importId });
  const rows = file.map(({ customer, points }) => ({
    customer,
    points: mode === "add" ? points : points - model.available(customer, now),
  }));
  for (const { customer, points } of rows) model.post(customer, points, now);
  model.judge(now);
  life.imports.push({ importId: created.importId, rows, undone: false });
}

/** Orders from before the install are tried to be awarded, and perhaps awarded. */
export async function awardPast(life: ShopLife): Promise<void> {
  const { random, model, now } = life;
  const since = random.chance(50) ? life.shop.installedAt.getTime() - random.below(300) * DAY : null;
  const atOnce = random.chance(50);
  for (const dryRun of random.chance(60) ? [true, false] : [true]) {
    const programVersion = rulesAt(model.programs, now).version;
    const waiting = atOnce ? "none" : "from-order";
    const spec = { dryRun, since: since === null ? null : new Date(since).toISOString(), waiting, programVersion };
    const { orders, customers, available, pending } = awardResultSchema.parse(await life.work("award-history", spec));
    const right = JSON.stringify(model.award(since, atOnce, dryRun, now));
    const found = JSON.stringify({ orders, customers, available: Number(available), pending: Number(pending) });
    if (found !== right) throw new Error(`An award${dryRun ? " that was tried" : ""} brought ${found}, not ${right}`);
  }
  model.judge(now);
}

/** Tiers are granted for a time or for good, or taken away. */
export async function grantAll(life: ShopLife, worlds: readonly World[]): Promise<void> {
  const { random, shop, model, now } = life;
  if (worlds.length === 0) return;
  const keys = rulesAt(model.programs, now).rules.tiers?.levels.map(({ key }) => key) ?? [];
  const midnight = now - (now % DAY);
  await life.inShop(async (tx) => {
    const changed: bigint[] = [];
    for (const world of worlds) {
      const customerId = random.pick(world.customers);
      const tier = random.chance(30) ? null : random.pick(["silver", "gold", "platinum"]);
      const until = random.chance(30) ? null : midnight + (1 + random.below(90)) * DAY;
      const wanted = { customerId, tier, until: until === null ? null : new Date(until), actor: "merchant:1" };
      const outcome = await tiers.grant(tx, shop, { ...wanted, reason: "granted" }, life.date());
      const known = tier === null || keys.includes(tier);
      if (outcome.ok !== known) throw new Error(`${customerId} is granted ${tier}: ${JSON.stringify(outcome)}`);
      if (known) model.grant(customerId, tier, until, now);
      changed.push(customerId);
    }
    await pipeline.follow(tx, shop, changed, life.date());
  });
}

/** Claims that wait are decided, some of them twice. */
export async function decideAll(life: ShopLife): Promise<void> {
  const { random, shop, model, now } = life;
  const claims = model.bonuses.claims.filter(({ state }) => state === "waiting" && random.chance(40));
  if (claims.length === 0) return;
  await life.inShop(async (tx) => {
    for (const claim of claims) {
      const decision = random.chance(75) ? "approved" : "declined";
      const outcome = await decide(tx, shop, claim.id, decision, "merchant:1", life.date());
      const points = model.bonuses.decide(claim, decision === "approved", now);
      if (!outcome.ok || Number(outcome.points) !== points)
        throw new Error(`Claim ${claim.id} brings ${points}: ${JSON.stringify(outcome, (_, value: unknown) => String(value))}`);
      const again = random.chance(20) ? await decide(tx, shop, claim.id, "approved", "merchant:1", life.date()) : null;
      if (again?.ok === true) throw new Error(`Claim ${claim.id} was decided twice`);
    }
    await pipeline.follow(tx, shop, [...new Set(claims.map(({ customer }) => customer))], life.date());
  });
  model.judge(now);
}
