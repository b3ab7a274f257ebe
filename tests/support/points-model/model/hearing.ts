import { heardFirst, type Heard } from "./heard.ts";
import type { Model } from "./model.ts";
import { rulesAt, type Order } from "../orders.ts";
import { newerOf, togetherOf, type Consent, type Person } from "./people.ts";

/** What is said of a customer: how they are, or what they want of letters. */
export type Word = { customer: bigint; person: Person } | { customer: bigint; consent: Consent };

/** The app hears, all at once, of orders as they were at some time and of people; of what is older than what it knows it learns nothing. */
export function hear(model: Model, orders: readonly Order[], words: readonly Word[], now: number): void {
  const looked = new Set(words.flatMap((word) => listen(model, word)));
  const touched = new Set<Heard>();
  for (const order of orders) {
    const known = model.heard.get(order.id) ?? meet(model, order);
    touched.add(known);
    if (order.updated >= known.order.updated) known.order = order;
    known.earns ||= order.announced;
  }
  for (const heard of model.heard.values()) {
    const claimant = heard.owner === null ? claimantOf(model, heard.order) : null;
    if (claimant === null) continue;
    model.own(heard, claimant);
    touched.add(heard);
  }
  for (const { owner } of touched) if (owner !== null) looked.add(owner);
  countInTurn(model, touched, now);
  model.bonuses.look(looked, now);
}

/** @returns of whom something has changed by it */
function listen(model: Model, word: Word): bigint[] {
  const customer = model.customers.get(word.customer);
  if (customer === undefined) throw new Error("Nobody has heard of them");
  if ("person" in word) {
    if (customer.person !== null && customer.person.updated >= word.person.updated) return [];
    customer.person = word.person;
    return [customer.id];
  }
  const before = customer.consent;
  customer.consent = newerOf(before, word.consent);
  if (customer.consent === before) return [];
  const kept = model.who(customer.id);
  // What is heard late of somebody who is gone counts as if it had come in time.
  if (customer.left !== null) kept.consent = togetherOf(kept.consent, customer.consent, customer.left);
  return [customer.id, kept.id];
}

function meet(model: Model, order: Order): Heard {
  const heard = heardFirst(order, null, rulesAt(model.programs, order.placed), order.placed >= model.installed);
  model.heard.set(order.id, heard);
  if (order.customer !== null) model.own(heard, model.who(order.customer).id);
  return heard;
}

/** Whoever has proved that a guest's address is theirs. */
function claimantOf(model: Model, { email }: Order): bigint | null {
  for (const { id, person, mergedInto } of model.customers.values())
    if (mergedInto === null && person?.verified === true && person.email === email) return id;
  return null;
}

/**
 * Orders count. Of several new ones that somebody placed while nobody was looking, each counts by the tier to which those before it and their bonuses led;
 * what was placed before somebody looked is old news and counts at once.
 */
function countInTurn(model: Model, touched: ReadonlySet<Heard>, now: number): void {
  const fresh = [...touched].filter(({ earns, owner, known }) => earns && owner !== null && !known);
  for (const heard of fresh) heard.known = true;
  const rows = [...Map.groupBy(fresh, ({ owner }) => owner ?? 0n)]
    .filter(([, orders]) => orders.length > 1 && tierMatters(model))
    .map(([owner, orders]) => orders.filter(({ order }) => order.placed > (model.who(owner).standing.judged ?? -Infinity)))
    .map((orders) => orders.sort((a, b) => a.order.placed - b.order.placed || Number(a.order.id - b.order.id)));
  for (const heard of rows.flat()) model.waiting.add(heard);
  const atOnce = [...touched].filter((heard) => !model.waiting.has(heard));
  for (let turn = 0; turn === 0 || model.waiting.size > 0; turn += 1) {
    const due = rows.flatMap((orders) => orders[turn] ?? []);
    if (turn > 0) for (const heard of due) liveBetween(model, rows, heard, turn, now);
    for (const heard of due) model.waiting.delete(heard);
    const counted = [...(turn === 0 ? atOnce : []), ...due].map(({ order }) => order.id).sort((a, b) => Number(a - b));
    for (const id of counted) model.settle(id, now);
    model.followCodes(counted, now);
  }
}

/** Whether a tier brings anything but its name. */
function tierMatters({ programs }: Model): boolean {
  return programs.some(({ rules: { tiers, multipliers } }) => {
    const brings = tiers?.levels.some(({ perMille, birthdayPoints }) => perMille !== 1_000 || birthdayPoints > 0) ?? false;
    return brings || (tiers !== null && multipliers.some((rule) => rule.tiers.length > 0));
  });
}

function liveBetween(model: Model, rows: readonly Heard[][], heard: Heard, turn: number, now: number): void {
  const before = rows.find((orders) => orders[turn] === heard)?.[turn - 1];
  if (before === undefined || heard.owner === null) return;
  const customer = model.who(heard.owner);
  model.bonuses.look([customer.id], now, before.order.placed);
  model.follow(customer, before.order.placed);
  customer.standing.progress = model.progress(customer, before.order.placed);
  model.followTime(customer, heard.order.placed);
}
