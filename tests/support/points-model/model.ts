import { lineFactorIn, tierFactorIn } from "./factors.ts";
import type { Program } from "../../../app/program/rules/rules.ts";
import { balance, endedBy, endings, type Movement } from "./age.ts";
import { backOf, netOfOrder, rulesAt, spendableFrom, worthOf, type Factors, type Order } from "./orders.ts";
import { change, countedBy, live, noStanding, tierThen, type Deeds, type Standing } from "./tiers.ts";

export type Customer = { id: bigint; movements: Movement[]; mergedInto: bigint | null; hasAccount: boolean; standing: Standing };

/** Why a redemption's code may go and its points come back. */
export type Ending = "expired" | "withdrawn" | "disabled" | "refused";
export type Redemption = {
  id: bigint;
  customer: bigint;
  points: number;
  /** Handed out at once, so that nothing can come back. */
  paidOut: boolean;
  /** Days after it was handed out, and then to the last minute; null for ever. */
  validDays: number | null;
  ending: Ending | null;
  expires: number | null;
  released: boolean;
  usedBy: bigint | null;
  back: number;
};

/** What the app has heard of an order. */
type Heard = { order: Order; owner: bigint; factors: Factors | null; posted: Map<bigint, number>; programs: Program };

/** The points of a shop, as they should be. README.md has the rules in words. */
export class Model {
  readonly customers = new Map<bigint, Customer>();
  readonly redemptions = new Map<bigint, Redemption>();
  readonly heard = new Map<bigint, Heard>();
  readonly programs: Program[];
  readonly installed: number;
  readonly productTags: ReadonlyMap<bigint, readonly string[]>;
  constructor(programs: Program[], installed: number, productTags: ReadonlyMap<bigint, readonly string[]>) {
    this.programs = programs;
    this.installed = installed;
    this.productTags = productTags;
  }

  join(id: bigint): void {
    this.customers.set(id, { id, movements: [], mergedInto: null, hasAccount: false, standing: noStanding() });
  }

  /** Whom an id means by now. */
  who(id: bigint): Customer {
    const found = this.customers.get(id);
    if (found === undefined) throw new Error(`The model knows no customer ${id}`);
    return found.mergedInto === null ? found : this.who(found.mergedInto);
  }

  available(id: bigint, now: number): number {
    return balance(this.who(id).movements, now).available;
  }

  private move(customer: Customer, now: number, movement: Partial<Movement> & { points: number }): void {
    const usual = { counts: now, told: now, order: null, redemption: null, active: movement.points > 0, tier: 0, earned: now };
    customer.movements.push({ ...usual, ...movement });
    customer.hasAccount = true;
  }

  /** The app hears of orders, as they were at some time; of what is older than what it knows it learns nothing. */
  hear(orders: readonly Order[], now: number): void {
    const touched = new Set<bigint>();
    for (const order of orders) {
      const known = this.heard.get(order.id);
      touched.add(order.id);
      if (known === undefined) {
        const owner = this.who(order.customer).id;
        const programs = rulesAt(this.programs, order.placed);
        this.heard.set(order.id, { order, owner, factors: null, posted: new Map(), programs });
      } else if (order.updated >= known.order.updated) known.order = order;
    }
    const sorted = [...touched].sort((a, b) => Number(a - b));
    for (const id of sorted) this.settle(id, now);
    const carried = [...this.redemptions.values()].sort((a, b) => Number(a.id - b.id));
    for (const redemption of carried) this.followCode(redemption, touched, now);
  }

  /** Posts what is missing to what an order is worth, to its owner and back from whoever had it. */
  private settle(id: bigint, now: number): void {
    const heard = this.heard.get(id);
    if (heard === undefined) return;
    const { order, programs, owner, posted } = heard;
    this.weigh(heard);
    const counts = spendableFrom(order, programs.rules);
    const worth = worthOf(order, programs.rules, heard.factors ?? { tier: 1_000, lines: new Map() });
    const owners = [owner, ...[...posted.keys()].filter((other) => other !== owner)];
    for (const customerId of owners) {
      const points = (customerId === owner ? worth : 0) - (posted.get(customerId) ?? 0);
      if (points === 0) continue;
      const customer = this.customers.get(customerId);
      if (customer === undefined) throw new Error("An owner is known");
      posted.set(customerId, (posted.get(customerId) ?? 0) + points);
      this.move(customer, now, { points, counts, order: order.id, tier: points, earned: order.placed });
    }
  }

  /** Notes how often lines count when they are first heard of; what is noted stays. */
  private weigh(heard: Heard): void {
    const { order, programs, owner } = heard;
    const { rules } = programs;
    const weighty = rules.multipliers.length > 0 || (rules.tiers?.levels.some(({ perMille }) => perMille !== 1_000) ?? false);
    if (heard.factors === null && !weighty) return;
    const then = tierThen(this.who(owner).standing, order.placed);
    const { tier, perMille } = tierFactorIn(rules, heard.factors === null ? then : (this.noted.get(order.id) ?? null));
    if (heard.factors === null) {
      this.noted.set(order.id, tier);
      heard.factors = { tier: perMille, lines: new Map() };
    }
    for (const { id, product } of order.lines)
      if (!heard.factors.lines.has(id))
        heard.factors.lines.set(id, lineFactorIn(rules, product, this.productTags.get(product) ?? [], tier, order.placed));
  }

  private readonly noted = new Map<bigint, string | null>();

  private followCode(redemption: Redemption, touched: ReadonlySet<bigint>, now: number): void {
    const code = this.codes.get(redemption.id);
    const carrier = [...this.heard.values()].find(({ order }) => code !== undefined && order.codes.includes(code));
    if (carrier === undefined || !touched.has(carrier.order.id)) return;
    const owner = this.who(redemption.customer);
    const shared = { redemption: redemption.id };
    if (redemption.usedBy === null && redemption.released)
      this.move(owner, now, { ...shared, points: -redemption.points, active: true });
    redemption.usedBy = carrier.order.id;
    redemption.released = false;
    const back = backOf(redemption.points, carrier.order, carrier.programs.rules.returnOnPartialRefund);
    if (back !== redemption.back)
      this.move(owner, now, { ...shared, points: back - redemption.back, active: back > redemption.back });
    redemption.back = back;
  }

  /** Codes by redemption, as the app made them up. */
  readonly codes = new Map<bigint, string>();

  reserved(redemption: Redemption, code: string, now: number): void {
    this.redemptions.set(redemption.id, redemption);
    this.codes.set(redemption.id, code);
    this.move(this.who(redemption.customer), now, { points: -redemption.points, redemption: redemption.id, active: true });
  }

  /** The app says that the code is gone: then the points are back. */
  release(redemption: Redemption, now: number): void {
    redemption.released = true;
    this.move(this.who(redemption.customer), now, { points: redemption.points, redemption: redemption.id, active: true });
  }

  post(customerId: bigint, points: number, now: number, tier = 0): void {
    if (points !== 0) this.move(this.who(customerId), now, { points, tier });
  }

  /** Takes what is past its end: of everybody when time has moved, of one before points are taken or set. */
  expire(now: number, only?: bigint): void {
    const whose = only === undefined ? this.customers.values() : [this.who(only)];
    for (const customer of whose) {
      const points = endedBy(customer.movements, this.programs, now);
      if (points > 0) this.move(customer, now, { points: -points, active: false });
    }
  }

  merge(goneId: bigint, keptId: bigint, now: number): void {
    const [gone, kept] = [this.who(goneId), this.who(keptId)];
    if (gone === kept) return;
    gone.mergedInto = kept.id;
    const own = [...this.heard.values()].filter(({ owner }) => owner === gone.id || owner === kept.id);
    for (const heard of own.sort((a, b) => Number(a.order.id - b.order.id))) {
      heard.owner = kept.id;
      this.settle(heard.order.id, now);
    }
    for (const movement of gone.movements.filter(({ order }) => order === null)) {
      gone.movements.push({ ...movement, points: -movement.points, tier: -movement.tier, told: now });
      this.move(kept, now, { ...movement, told: now, active: movement.points > 0 });
    }
    for (const redemption of this.redemptions.values()) if (redemption.customer === gone.id) redemption.customer = kept.id;
    this.inherit(gone, kept, now);
    change(gone.standing, null, now);
  }

  private inherit({ standing: gone }: Customer, { standing: kept }: Customer, now: number): void {
    if (gone.judged === null) return;
    const keys = rulesAt(this.programs, now).rules.tiers?.levels.map(({ key }) => key) ?? [];
    const rank = ({ tier }: Standing) => (tier === null ? -1 : keys.indexOf(tier));
    if (gone.tier !== null && rank(gone) > rank(kept)) {
      const grace = gone.graceEnds;
      change(kept, gone.tier, now);
      kept.graceEnds = grace;
    }
    kept.judged = now;
  }

  deedsOf(customer: Customer): Deeds {
    const bought = [...this.heard.values()]
      .filter(({ owner, order }) => owner === customer.id && order.cancelled === null && order.paid)
      .map(({ order }) => ({ at: order.placed, amount: netOfOrder(order) }))
      .filter(({ amount }) => amount > 0);
    return {
      points: customer.movements.filter(({ tier }) => tier !== 0).map(({ tier, earned }) => ({ at: earned, amount: tier })),
      spend: bought,
      orders: bought.map(({ at }) => ({ at, amount: 1 })),
    };
  }

  private memberSince(customer: Customer, now: number): number | null {
    const orders = [...this.heard.values()].filter(({ owner }) => owner === customer.id).map(({ order }) => order.placed);
    const first = Math.min(...orders, ...customer.movements.map(({ earned }) => earned));
    return Number.isFinite(first) ? first : customer.hasAccount ? now : null;
  }

  /** Judges the tiers of everybody who takes part. */
  judge(now: number): void {
    for (const customer of this.customers.values()) {
      if (customer.mergedInto !== null) continue;
      const since = this.memberSince(customer, now);
      if (since === null && customer.standing.judged === null) continue;
      live(customer.standing, this.deedsOf(customer), since, this.programs, this.installed, now);
    }
  }

  progress(customer: Customer, now: number): number {
    const { tiers } = rulesAt(this.programs, now).rules;
    return tiers === null || customer.mergedInto !== null ? 0 : countedBy(this.deedsOf(customer), tiers, now);
  }

  view(customer: Customer, now: number) {
    const [next] = endings(customer.movements, this.programs, now);
    const { tier, graceEnds } = customer.standing;
    return {
      ...balance(customer.movements, now),
      expiring: next === undefined ? null : { points: next.points, at: new Date(next.at).toISOString() },
      tier: rulesAt(this.programs, now).rules.tiers === null ? null : tier,
      graceUntil: graceEnds === null ? null : new Date(graceEnds).toISOString(),
      progress: this.progress(customer, now),
    };
  }
}
