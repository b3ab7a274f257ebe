import type { Bonus } from "../../../../app/program/rules/bonus-rules.ts";
import { bonusesAt, forOrders, namesOf, type Given } from "./bonuses.ts";
import { answerTo, type Answer, type Claim } from "./claims.ts";
import type { Customer } from "./customer.ts";
import type { Model } from "./model.ts";
import { DAY, isBought, rulesAt } from "../orders.ts";
import { birthdayIn, subscribedAt } from "./people.ts";
import { tierThen } from "./tiers.ts";

const midnight = (time: number) => time - (time % DAY);

/** What was given for what is no purchase, and what is asked for. */
export class BonusBook {
  readonly given: Given[] = [];
  readonly claims: Claim[] = [];
  /** What was given to whom once, by act and mailbox. */
  private readonly mailboxes = new Set<string>();
  /** Up to when birthdays have been given. */
  private celebrated: number | null = null;
  private readonly model: Model;
  constructor(model: Model) {
    this.model = model;
  }

  /**
   * The app looks at these customers: whatever bonus they should have by now they get, and orders' that they should not have they lose.
   * @param at sees them as they were then
   */
  look(ids: Iterable<bigint>, now: number, at = now): void {
    const people = new Set([...ids].map((id) => this.model.customers.get(id)).filter((one) => one?.mergedInto === null));
    for (const customer of [...people].sort((a, b) => Number((a?.id ?? 0n) - (b?.id ?? 0n)))) {
      if (customer === undefined) continue;
      this.followOrders(customer, now);
      this.rewardAct(customer, "sign-up", at, now);
      this.rewardAct(customer, "newsletter", at, now);
    }
  }

  /** Everybody who has an account or has told a birthday, as new rules come into force. */
  lookAtAll(now: number): void {
    const all = [...this.model.customers.values()].filter(({ hasAccount, birthday }) => hasAccount || birthday !== null);
    this.look(
      all.map(({ id }) => id),
      now,
    );
  }

  private givenTo({ id }: Customer): Given[] {
    const own = this.given.filter(({ to }) => this.model.who(to).id === id);
    return own.sort((a, b) => Number(a.to - b.to));
  }

  private followOrders(customer: Customer, now: number): void {
    const { model } = this;
    const counting = model.ordersOf(customer).filter((heard) => !model.waiting.has(heard));
    const orders = counting.map(({ order, earns, awarded }) => ({ order, past: !earns || awarded }));
    const given = this.givenTo(customer).filter(({ order }) => order !== null);
    if (orders.length === 0 && given.length === 0) return;
    const merged = [...model.customers.values()].some(({ mergedInto, id }) => mergedInto !== null && model.who(id) === customer);
    const placedOf = (id: bigint) => model.heard.get(id)?.order.placed ?? now;
    for (const { rule, order, points, counts, earned } of forOrders(orders, given, model.programs, merged, placedOf)) {
      this.given.push({ to: customer.id, rule, occasion: String(order), order, points, counts });
      model.move(customer, now, { points, counts, order, bonus: true, tier: points, earned });
    }
  }

  /** Once ever for a customer and for a mailbox, by rules that were in force when it was done and are. */
  private rewardAct(customer: Customer, act: "sign-up" | "newsletter", seen: number, now: number): void {
    const { programs, installed } = this.model;
    const { person, consent } = customer;
    const [rule] = bonusesAt(programs, act, seen);
    if (person === null || rule === undefined) return;
    const at = act === "newsletter" ? subscribedAt(consent, person.country) : person.enabled ? person.created : null;
    if (at === null || at < installed || at > seen || bonusesAt(programs, act, at).length === 0) return;
    const name = `${act} ${person.mailbox}`;
    if (this.mailboxes.has(name) || this.givenTo(customer).some(({ occasion }) => occasion === act)) return;
    this.mailboxes.add(name);
    this.give(customer, rule, act, rule.points, seen, now);
  }

  private give(customer: Customer, rule: Bonus, occasion: string, points: number, from: number, now: number): void {
    this.given.push({ to: customer.id, rule: rule.key, occasion, order: null, points, counts: from });
    this.model.move(customer, now, { points, counts: from, tier: points, earned: from });
  }

  /** What the days since then have brought, each under the tier and the rules of that day. */
  celebrate(now: number): void {
    const { model } = this;
    const since = this.celebrated ?? model.installed;
    this.celebrated = now;
    for (const customer of model.customers.values()) {
      if (customer.birthday === null || customer.mergedInto !== null) continue;
      for (let year = new Date(since).getUTCFullYear(); year <= new Date(now).getUTCFullYear(); year += 1) {
        const at = birthdayIn(year, customer.birthday);
        if (at > since && at <= now && at >= customer.birthday.told) this.celebrateOn(customer, at, year, now);
      }
    }
  }

  private celebrateOn(customer: Customer, at: number, year: number, now: number): void {
    const { model } = this;
    const { programs } = model;
    const [rule] = bonusesAt(programs, "birthday", at);
    model.follow(customer, at);
    const told = midnight(customer.birthday?.told ?? Infinity);
    if (rule === undefined || told + rule.noticeDays * DAY > at) return;
    const names = namesOf(programs, "birthday");
    if (this.givenTo(customer).some((one) => names.has(one.rule) && one.occasion === String(year))) return;
    const tier = tierThen(customer.standing, at);
    const level = rulesAt(programs, at).rules.tiers?.levels.find(({ key }) => key === tier);
    this.give(customer, rule, String(year), rule.points + (level?.birthdayPoints ?? 0), at, now);
    model.follow(customer, at);
  }

  /** Somebody tells their birthday; shoppers may change it once a year. @returns whether it is noted */
  tellBirthday(id: bigint, day: { month: number; day: number }, byShopper: boolean, now: number): boolean {
    const customer = this.model.who(id);
    const { birthday } = customer;
    if (birthday?.month === day.month && birthday.day === day.day) return true;
    if (byShopper && birthday !== null) {
      const told = new Date(birthday.told);
      const again = birthdayIn(told.getUTCFullYear() + 1, { month: told.getUTCMonth() + 1, day: told.getUTCDate() });
      if (midnight(now) < again) return false;
    }
    customer.birthday = { ...day, told: now };
    customer.hasAccount = customer.changed = true;
    this.look([customer.id], now);
    return true;
  }

  /** Somebody says to have done what a rule rewards. @param claimId where the app has noted it */
  claim(claimId: bigint, id: bigint, key: string, product: bigint, word: string, now: number): Answer {
    const { model } = this;
    const customer = model.who(id);
    const kinds = ["review", "social", "survey"] as const;
    const rule = kinds.flatMap((kind): Bonus[] => bonusesAt(model.programs, kind, now)).find((one) => one.key === key);
    const bought = this.hasBought(customer, product);
    const before = this.claims.filter((claim) => claim.customer === customer.id);
    const answer = answerTo({ rule, product: String(product), word, bought, now }, before);
    if (rule === undefined || !["approved", "waiting", "wrong-word"].includes(answer)) return answer;
    const state = answer === "wrong-word" ? "declined" : answer === "waiting" ? "waiting" : "approved";
    const reviewed = rule.kind === "review" ? String(product) : null;
    const wrong = answer === "wrong-word";
    this.claims.push({ id: claimId, customer: customer.id, rule: key, product: reviewed, wrong, state, at: now });
    if (answer === "approved") this.give(customer, rule, `claim ${claimId}`, rule.points, now, now);
    if (answer === "waiting") customer.hasAccount = customer.changed = true;
    return answer;
  }

  /** Of what earns. */
  private hasBought(customer: Customer, product: bigint): boolean {
    return this.model.ordersOf(customer).some(({ order, earns, factors }) => {
      const lines = order.lines.filter((line) => line.product === product);
      return earns && isBought(order) && lines.some(({ id }) => (factors?.lines.get(id) ?? 1_000) > 0);
    });
  }

  /** What the merchant decides: approved brings what was promised when it was written. @returns the points */
  decide(claim: Claim, approved: boolean, now: number): number {
    claim.state = approved ? "approved" : "declined";
    const customer = this.model.who(claim.customer);
    customer.hasAccount = customer.changed = true;
    const rule = bonusesAt(this.model.programs, "review", claim.at).find(({ key }) => key === claim.rule);
    if (!approved || rule === undefined) return 0;
    this.give(customer, rule, `claim ${claim.id}`, rule.points, now, now);
    return rule.points;
  }

  merge(gone: Customer, kept: Customer): void {
    if (gone.birthday !== null) kept.birthday ??= gone.birthday;
    gone.birthday = null;
    kept.changed = true;
    const own = this.claims.filter(({ customer }) => customer === kept.id);
    for (const claim of this.claims.filter(({ customer }) => customer === gone.id)) {
      claim.customer = kept.id;
      const same = own.find(({ rule, product }) => product !== null && rule === claim.rule && product === claim.product);
      // One decision about the same is enough.
      if (same !== undefined && claim.state === "waiting") claim.state = "declined";
      else if (same?.state === "waiting" && claim.state === "approved") same.state = "declined";
    }
  }
}
