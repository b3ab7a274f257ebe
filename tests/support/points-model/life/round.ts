import type { Fact } from "../../../../app/facts/fact.ts";
import type { Word } from "../model/hearing.ts";
import type { Order } from "../orders.ts";
import { observe } from "../redeeming.ts";
import { carryOn, place, placeBefore, type Buyer } from "./commerce.ts";
import { adjustAll, adjustMany, awardPast, decideAll, grantAll, importSome } from "./merchant.ts";
import { cameBy, grown } from "./people.ts";
import type { Random } from "./random.ts";
import type { ShopLife, World } from "./shop-life.ts";
import { birthdaysAll, claimAll, clickIn, usableCode, withdrawIn } from "./shopper.ts";

const ACTS = {
  ...{ order: 20, "carry-on": 22, past: 5, click: 15, withdraw: 4, disable: 3, adjust: 3, merge: 3, repeat: 6 },
  ...{ person: 6, consent: 6, birthday: 3, claim: 8, grant: 3 },
};
type Act = keyof typeof ACTS;

/** What the app hears of in a round, and the worlds in which something is done with it. */
type News = { orders: Order[]; words: Word[]; facts: Fact[]; after: (() => void)[]; doing: Map<Act, World[]> };

export async function playRound(life: ShopLife): Promise<void> {
  const news: News = { orders: [], words: [], facts: [], after: [], doing: new Map() };
  for (const world of life.worlds) decide(life, world, news);
  const { random, model } = life;
  await life.tell(news.orders, news.words, news.facts);
  for (const merge of news.after) merge();
  model.judge(life.now);
  const doing = (act: Act) => news.doing.get(act) ?? [];
  await adjustAll(life, doing("adjust"));
  await grantAll(life, doing("grant"));
  await birthdaysAll(life, doing("birthday"));
  await claimAll(life, doing("claim"));
  await decideAll(life);
  if (random.chance(25)) await importSome(life);
  if (random.chance(12)) await awardPast(life);
  if (random.chance(12)) await adjustMany(life);
  await Promise.all([
    ...doing("click").map((world) => clickIn(life, world)),
    ...doing("withdraw").map((world) => withdrawIn(life, world)),
  ]);
  await observe(life);
}

function someAct(random: Random): Act {
  const all = Object.entries(ACTS) as [Act, number][];
  let left = random.below(all.reduce((sum, [, weight]) => sum + weight, 0));
  for (const [act, weight] of all) {
    left -= weight;
    if (left < 0) return act;
  }
  return "repeat";
}

/** What happens in one world in this round: one thing. */
function decide(life: ShopLife, world: World, news: News): void {
  const { random, now } = life;
  const act = someAct(random);
  const orders = [...world.orders.values()];
  if (act === "order" || (act === "carry-on" && orders.length === 0)) {
    const buyer = buyerIn(random, world);
    const code = buyer.customer === null ? null : usableCode(life, buyer.customer);
    begin(life, world, place(random, buyer, now, code === null ? [] : [code]), news);
  } else if (act === "past")
    begin(life, world, placeBefore(random, buyerIn(random, world), life.shop.installedAt.getTime()), news);
  else if (act === "carry-on") {
    // What was paid for with a code is changed more often than chance would: else hardly any points come back.
    const coded = orders.filter((states) => (states.at(-1)?.codes.length ?? 0) > 0);
    const states = random.pick(coded.length > 0 && random.chance(70) ? coded : orders);
    const last = states.at(-1);
    const next = last === undefined ? null : carryOn(random, last, now);
    if (next === null) return;
    states.push(next);
    spread(life, world, next, news);
  } else if (act === "repeat") repeat(life, world, news);
  else if (act === "disable") disable(life, world, news);
  else if (act === "merge") merge(life, world, news);
  else if (act === "person") person(life, world, news);
  else if (act === "consent") {
    const consent = { state: random.pick(["subscribed", "subscribed", "subscribed", "unsubscribed"] as const), at: now };
    say(life, world, { customer: random.pick(world.customers), consent: { ...consent, confirmed: random.chance(60) } }, news);
  } else news.doing.set(act, [...(news.doing.get(act) ?? []), world]);
}

/** A customer, a stranger, or either without logging in. */
function buyerIn(random: Random, { customers, people, stranger }: World): Buyer {
  const asStranger = stranger !== null && random.chance(25);
  const id = asStranger ? stranger.id : random.pick(customers);
  const email = (asStranger ? stranger.person : people.get(id))?.email ?? null;
  return random.chance(asStranger ? 50 : 8) ? { customer: null, email } : { customer: id, email: null };
}

function begin(life: ShopLife, world: World, order: Order, news: News): void {
  world.orders.set(order.id, [order]);
  spread(life, world, order, news);
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
  news.words.push(...world.words.filter(() => random.chance(50)));
}

/** Said now, or not yet. */
function say({ random }: ShopLife, world: World, word: Word, news: News, late = 25): void {
  world.words.push(word);
  if (!random.chance(late)) news.words.push(...(random.chance(20) ? [word, word] : [word]));
}

/** The stranger opens an account, or something about somebody changes. */
function person(life: ShopLife, world: World, news: News): void {
  const { random, now } = life;
  const { stranger } = world;
  if (stranger !== null && random.chance(70)) {
    const come = { ...stranger.person, created: cameBy(random, now), updated: now };
    world.stranger = null;
    world.customers.push(stranger.id);
    world.people.set(stranger.id, come);
    say(life, world, { customer: stranger.id, person: come }, news, 0);
    return;
  }
  const customer = random.pick(world.customers);
  const known = world.people.get(customer);
  if (known === undefined) return;
  const next = grown(random, known, now);
  world.people.set(customer, next);
  say(life, world, { customer, person: next }, news);
}

/** The merchant deletes a code in Shopify. */
function disable(life: ShopLife, world: World, news: News): void {
  for (const redemption of life.model.redemptions.values()) {
    if (!world.customers.includes(redemption.customer) || redemption.paidOut || redemption.released) continue;
    const code = life.model.codes.get(redemption.id) ?? "";
    const found = life.shopify.find(code);
    if (found === null || found.entry.uses > 0) continue;
    life.shopify.removeCode(code);
    // A code that the app has not yet seen is asked for again, as after any attempt whose end is unknown.
    if (redemption.issued) redemption.ending ??= "disabled";
    news.facts.push({ kind: "code-removed", discountGid: found.discount.id, code });
    return;
  }
}

function merge(life: ShopLife, world: World, news: News): void {
  const { random } = life;
  const keptId = random.pick(world.customers);
  const others = world.customers.filter((id) => id !== keptId);
  if (others.length === 0) return;
  const goneId = random.pick(others);
  news.facts.push({ kind: "customers-merged", keptId, goneId, at: life.date() });
  world.customers = world.customers.filter((id) => id !== goneId);
  life.shopify.mergeCustomers(goneId, keptId);
  news.after.push(() => life.model.merge(goneId, keptId, life.now));
}

/** Whatever nobody has heard of yet is told. */
export async function tellAll(life: ShopLife): Promise<void> {
  await life.tell(
    life.truth(),
    life.worlds.flatMap(({ words }) => words),
  );
  life.model.judge(life.now);
  for (const { untold } of life.worlds) untold.clear();
}
