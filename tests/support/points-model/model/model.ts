import type { Program } from "../../../../app/program/rules/rules.ts";
import { balance, endedBy, endings, type Movement } from "./age.ts";
import { BonusBook } from "./bonus-book.ts";
import type { Customer, Redemption } from "./customer.ts";
import { deedsIn, firstOf } from "./deeds.ts";
import { startOf, worthNow, type Heard } from "./heard.ts";
import { backOf, rulesAt } from "../orders.ts";
import { togetherOf, UNASKED } from "./people.ts";
import { change, countedBy, live, noStanding, tierThen, type Deeds } from "./tiers.ts";

/** The points of a shop, as they should be. README.md has the rules in words. */
export class Model {
  readonly customers = new Map<bigint, Customer>();
  readonly redemptions = new Map<bigint, Redemption>();
  readonly heard = new Map<bigint, Heard>();
  readonly bonuses = new BonusBook(this);
  /** Codes by redemption, as the app made them up. */
  readonly codes = new Map<bigint, string>();
  readonly programs: Program[];
  readonly installed: number;
  /** Orders whose turn to count has not come. */
  readonly waiting = new Set<Heard>();
  readonly productTags: ReadonlyMap<bigint, readonly string[]>;
  private readonly owned = new Map<bigint, Set<Heard>>();
  constructor(programs: Program[], installed: number, productTags: ReadonlyMap<bigint, readonly string[]>) {
    this.programs = programs;
    this.installed = installed;
    this.productTags = productTags;
  }

  join(id: bigint): void {
    this.customers.set(id, {
      ...{ id, movements: [], mergedInto: null, left: null, hasAccount: false, standing: noStanding() },
      ...{ person: null, consent: UNASKED, birthday: null, changed: true },
    });
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

  move(customer: Customer, now: number, movement: Partial<Movement> & { points: number }): void {
    const usual = { counts: now, told: now, order: null, bonus: false, redemption: null, active: movement.points > 0, tier: 0 };
    customer.movements.push({ ...usual, earned: now, ...movement });
    customer.hasAccount = customer.changed = true;
  }

  /** Gives an order to somebody. */
  own(heard: Heard, owner: bigint): void {
    if (heard.owner !== null) this.owned.get(heard.owner)?.delete(heard);
    heard.owner = owner;
    this.owned.set(owner, (this.owned.get(owner) ?? new Set()).add(heard));
  }

  ordersOf({ id }: Customer): Heard[] {
    return [...(this.owned.get(id) ?? [])];
  }

  /** Posts what is missing to what an order is worth, to its owner and back from whoever had it. */
  settle(id: bigint, now: number): bigint | null {
    const heard = this.heard.get(id);
    if (heard === undefined || heard.owner === null) return null;
    const { order, owner, posted } = heard;
    this.who(owner).changed = true;
    const worth = this.worth(heard);
    const owners = [owner, ...[...posted.keys()].filter((other) => other !== owner)];
    for (const customerId of owners) {
      const points = (customerId === owner ? worth : 0) - (posted.get(customerId) ?? 0);
      if (points === 0) continue;
      const customer = this.customers.get(customerId);
      if (customer === undefined) throw new Error("An owner is known");
      posted.set(customerId, (posted.get(customerId) ?? 0) + points);
      heard.counts ??= startOf(heard, now);
      this.move(customer, now, { points, counts: heard.counts, order: order.id, tier: points, earned: order.placed });
    }
    return owner;
  }

  private worth(heard: Heard): number {
    const tier = () => (heard.owner === null ? null : tierThen(this.who(heard.owner).standing, heard.order.placed));
    return worthNow(heard, tier, this.productTags);
  }

  /** Awards orders from before the install, or only says what that would bring. */
  award(since: number | null, atOnce: boolean, dry: boolean, now: number) {
    const program = rulesAt(this.programs, now);
    const total = { orders: 0, customers: new Set<bigint>(), available: 0, pending: 0 };
    const past = [...this.heard.values()].filter(({ earns, order }) => !earns && (since === null || order.placed >= since));
    for (const heard of past.sort((a, b) => Number(a.order.id - b.order.id))) {
      const change = { programs: program, earns: true, awarded: true, from: atOnce ? now : null };
      const awarded = dry ? { ...heard, ...change } : Object.assign(heard, change);
      const worth = awarded.owner === null ? 0 : this.worth(awarded);
      if (!dry) this.settle(heard.order.id, now);
      if (!dry) heard.known = heard.owner !== null;
      if (awarded.owner === null || worth === 0) continue;
      total.orders += 1;
      total.customers.add(awarded.owner);
      total[startOf(awarded, now) <= now ? "available" : "pending"] += worth;
    }
    return { ...total, customers: total.customers.size };
  }

  /** What the codes that these orders carry have become. */
  followCodes(orders: readonly bigint[], now: number): void {
    const told = orders.flatMap((id) => this.heard.get(id) ?? []);
    const carriers = new Map(told.flatMap((heard) => heard.order.codes.map((code) => [code, heard])));
    if (carriers.size === 0) return;
    for (const redemption of [...this.redemptions.values()].sort((a, b) => Number(a.id - b.id))) {
      const carrier = carriers.get(this.codes.get(redemption.id) ?? "");
      if (carrier !== undefined) this.followCode(redemption, carrier, now);
    }
  }

  private followCode(redemption: Redemption, carrier: Heard, now: number): void {
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
      const points = endedBy(customer.movements, this, now);
      if (points > 0) this.move(customer, now, { points: -points, active: false });
    }
  }

  merge(goneId: bigint, keptId: bigint, now: number): void {
    const [gone, kept] = [this.who(goneId), this.who(keptId)];
    if (gone === kept) return;
    gone.mergedInto = kept.id;
    gone.left = now;
    kept.consent = togetherOf(kept.consent, gone.consent, now);
    const own = [...this.ordersOf(gone), ...this.ordersOf(kept)];
    for (const heard of own.sort((a, b) => Number(a.order.id - b.order.id))) {
      this.own(heard, kept.id);
      this.settle(heard.order.id, now);
    }
    for (const movement of gone.movements.filter(({ order, bonus }) => order === null || bonus)) {
      gone.movements.push({ ...movement, points: -movement.points, tier: -movement.tier, told: now });
      this.move(kept, now, { ...movement, told: now, active: movement.points > 0 });
    }
    for (const redemption of this.redemptions.values()) if (redemption.customer === gone.id) redemption.customer = kept.id;
    this.inherit(gone, kept, now);
    change(gone.standing, null, now);
    this.bonuses.merge(gone, kept);
    this.bonuses.look([kept.id], now);
  }

  private inherit({ standing: gone }: Customer, { standing: kept }: Customer, now: number): void {
    if (gone.judged === null) return;
    const keys = rulesAt(this.programs, now).rules.tiers?.levels.map(({ key }) => key) ?? [];
    const rank = ({ tier }: { tier: string | null }) => (tier === null ? -1 : keys.indexOf(tier));
    if (gone.tier !== null && rank(gone) > rank(kept)) {
      const grace = gone.graceEnds;
      change(kept, gone.tier, now);
      kept.graceEnds = grace;
    }
    kept.judged = now;
    // The higher grant stays, of equal ones the longer.
    const { grant } = gone;
    gone.grant = null;
    if (grant === null) return;
    const higher = kept.grant === null ? 1 : rank(grant) - rank(kept.grant);
    const longer = grant.until === null || (kept.grant?.until ?? Infinity) < grant.until;
    if (higher > 0 || (higher === 0 && longer)) kept.grant = grant;
  }

  /**
   * A merchant grants a tier, until some day or for good, or takes such a tier away: then it is gone at once unless it is earned. So is one that a lower grant
   * replaces before its day.
   */
  grant(id: bigint, tier: string | null, until: number | null, now: number): void {
    const customer = this.who(id);
    this.judge(now);
    const { tier: held, grant: before } = customer.standing;
    const keys = rulesAt(this.programs, now).rules.tiers?.levels.map(({ key }) => key) ?? [];
    const lower =
      before !== null &&
      (before.until === null || now < before.until) &&
      tier !== null &&
      keys.indexOf(tier) < keys.indexOf(before.tier);
    if (before !== null && held === before.tier && (tier === null || lower)) customer.standing.graceEnds = now;
    customer.standing.grant = tier === null ? null : { tier, until };
    customer.standing.judged ??= now;
    customer.changed = true;
    this.judge(now);
  }

  private deedsOf(customer: Customer): Deeds {
    const orders = this.ordersOf(customer).filter((heard) => !this.waiting.has(heard));
    return deedsIn(orders, customer.movements);
  }

  private memberSince(customer: Customer, now: number): number | null {
    const first = firstOf(this.ordersOf(customer), customer.movements);
    // Whoever holds a tier took part when it was last judged.
    const held = customer.standing.tier === null ? Infinity : (customer.standing.judged ?? Infinity);
    const since = Math.min(first ?? Infinity, held);
    return Number.isFinite(since) ? since : customer.hasAccount ? now : null;
  }

  /** Judges the tiers of everybody who takes part. */
  judge(now: number): void {
    for (const customer of this.customers.values()) this.judgeOne(customer, now);
  }

  /** Judges those of whom something was heard in between, when nobody else's turn has come. */
  judgeChanged(now: number): void {
    for (const customer of this.customers.values()) if (customer.changed) this.judgeOne(customer, now);
  }

  /** Lives through what their tier has seen by then. */
  follow(customer: Customer, at: number): void {
    const { standing } = customer;
    live(standing, this.deedsOf(customer), this.memberSince(customer, at), this.programs, this.installed, at);
  }

  /** Lives on as far as time alone changes something by then. */
  followTime(customer: Customer, upTo: number): void {
    const { standing } = customer;
    const before = { ...standing, history: [...standing.history] };
    this.follow(customer, upTo);
    const { tiers } = rulesAt(this.programs, upTo).rules;
    const progress = tiers === null ? 0 : countedBy(this.deedsOf(customer), tiers, upTo);
    const same = standing.history.length === before.history.length && standing.graceEnds === before.graceEnds;
    if (same && progress === before.progress) Object.assign(standing, before);
    else standing.progress = progress;
  }

  private judgeOne(customer: Customer, now: number): void {
    const { standing } = customer;
    if (customer.mergedInto !== null || (standing.judged === now && !customer.changed)) return;
    const since = this.memberSince(customer, now);
    if (since === null && standing.judged === null) return;
    const before = [standing.history.length, standing.graceEnds, standing.progress];
    this.follow(customer, now);
    standing.progress = this.progress(customer, now);
    const after = [standing.history.length, standing.graceEnds, standing.progress];
    // Whoever has something to be shown has an account to show it.
    if (after.some((value, index) => value !== before[index])) customer.hasAccount = true;
    customer.changed = false;
  }

  progress(customer: Customer, now: number): number {
    const { tiers } = rulesAt(this.programs, now).rules;
    return tiers === null || customer.mergedInto !== null ? 0 : countedBy(this.deedsOf(customer), tiers, now);
  }

  view(customer: Customer, now: number) {
    const [next] = endings(customer.movements, this, now);
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
