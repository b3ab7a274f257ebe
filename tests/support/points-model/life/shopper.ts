import { setBirthday } from "../../../../app/bonuses/bonuses.server.ts";
import { claim } from "../../../../app/bonuses/claims/claims.server.ts";
import * as pipeline from "../../pipeline.ts";
import { DAY } from "../orders.ts";
import { click, takeBack } from "../redeeming.ts";
import { PRODUCTS, WORD } from "./programs.ts";
import type { ShopLife, World } from "./shop-life.ts";

/** A code of theirs that nobody has used. */
export function usableCode(life: ShopLife, customer: bigint): string | null {
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

export async function clickIn(life: ShopLife, world: World): Promise<void> {
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

export async function withdrawIn(life: ShopLife, world: World): Promise<void> {
  const own = [...life.model.redemptions.values()].filter(({ customer }) => world.customers.includes(customer));
  if (own.length > 0) await takeBack(life, life.random.pick(own).id);
}

/** Birthdays are told, most of them near, by shoppers and by the merchant. */
export async function birthdaysAll(life: ShopLife, worlds: readonly World[]): Promise<void> {
  const { random, shop, model, now } = life;
  if (worlds.length === 0) return;
  const telling = worlds.map((world) => {
    const date = new Date(random.chance(10) ? Date.UTC(2028, 1, 29) : now + random.below(150) * DAY);
    const day = { month: date.getUTCMonth() + 1, day: date.getUTCDate() };
    return { id: random.pick(world.customers), day, byShopper: random.chance(60) };
  });
  await life.inShop(async (tx) => {
    for (const { id, day, byShopper } of telling) {
      const outcome = await setBirthday(tx, shop, id, day, byShopper ? "shopper" : "merchant:1", life.date());
      const noted = model.bonuses.tellBirthday(id, day, byShopper, now);
      if (outcome.ok !== noted) throw new Error(`The birthday of ${id}: ${JSON.stringify(outcome)}`);
    }
    const told = telling.map(({ id }) => model.who(id).id);
    await pipeline.follow(tx, shop, told, life.date());
  });
  model.judge(now);
}

/** Shoppers say that they have reviewed, followed or answered; not all of them have. */
export async function claimAll(life: ShopLife, worlds: readonly World[]): Promise<void> {
  const { random, shop, model, now } = life;
  if (worlds.length === 0) return;
  await life.inShop(async (tx) => {
    const changed: bigint[] = [];
    for (const world of worlds) {
      const customer = random.pick(world.customers);
      for (let times = random.pick([1, 1, 2, 6]); times > 0; times -= 1) {
        const rule = random.pick(["review", "review", "survey", "survey", "follow"]);
        const product = random.pick([...PRODUCTS.keys()]);
        const word = random.chance(75) ? WORD : "lungo";
        const asked = { customerId: customer, rule, occasion: String(product), word };
        const outcome = await claim(tx, shop, asked, life.date());
        const said = outcome.ok ? outcome.state : outcome.reason;
        const right = model.bonuses.claim(outcome.ok ? outcome.claimId : 0n, customer, rule, product, word, now);
        if (said !== right) throw new Error(`${customer} claims ${rule} of ${product}: ${said} is not ${right}`);
        if (outcome.ok) changed.push(customer);
      }
    }
    await pipeline.follow(tx, shop, [...new Set(changed)], life.date());
  });
  model.judge(now);
}
