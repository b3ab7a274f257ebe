import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { customersByShop, ids, recordset } from "../lib/rows.server.ts";
import { PAGE, settlePage, type SettledPage } from "../lib/settled-page.ts";
import { dayIn, MINUTE_MS, plusMs, type CalendarDay } from "../lib/time.ts";
import { markForSync } from "../points/accounts.server.ts";
import { liveCustomer } from "../points/ledger.server.ts";
import { kindsGivenFor } from "../program/rules/bonus-rules.ts";
import { currentProgram, readProgram } from "../program/versions.server.ts";
import { readMailboxKey } from "../shops/settings/mailbox-key.server.ts";
import type { Shop } from "../shops/shop.ts";
import { compareDays, isYearDay, lateFirst, yearDayIn, type YearDay } from "./awards/calendar.ts";
import { dayAwards, schedule } from "./awards/for-days.server.ts";
import { actAward, actsDue } from "./awards/for-acts.ts";
import { orderAwards, readCountedOrders, readNames } from "./awards/for-orders.server.ts";
import { post, readGiven } from "./awards/awarded.server.ts";
import { readPeople } from "./people.server.ts";
import { birthdayNotice, everHad } from "./rules-in-force.ts";

/**
 * Posts what these customers' bonuses differ from what their orders, accounts, consents and days say: bonuses of cancelled orders are taken back, due
 * birthdays and anniversaries are given. Calling it again posts nothing. Runs inside `change`, after orders are settled; whose
 * points changed are touched. @param upTo looks at what had happened by then, with orders that do not count yet left out @returns whose points changed
 */
export async function settle(
  tx: Db,
  shop: Shop,
  customerIds: readonly bigint[],
  now: Date,
  upTo: { at: Date; without: readonly bigint[] } = { at: now, without: [] },
): Promise<bigint[]> {
  if (customerIds.length === 0) return [];
  const program = await readProgram(tx, shop.shopId);
  const { programs } = program;
  const has = {
    orders: everHad(programs, kindsGivenFor("order")),
    acts: everHad(programs, kindsGivenFor("act")),
    days: everHad(programs, kindsGivenFor("day")),
  };
  if (!has.orders && !has.acts && !has.days) return [];
  const people = await readPeople(tx, shop.shopId, customerIds);
  const living = people.map(({ customerId }) => customerId);
  const given = await readGiven(tx, shop.shopId, living);
  const counted = has.orders
    ? await readCountedOrders(tx, shop.shopId, living, programs, upTo.without)
    : new Map<bigint, never>();
  const names = has.orders ? await readNames(tx, shop.shopId, given) : new Map<bigint, never>();
  const acts = (has.acts ? kindsGivenFor("act") : []).flatMap((act) =>
    actsDue(act, people, given.byCustomer, program, shop, upTo.at),
  );
  const mailboxKey = acts.length === 0 ? "" : await readMailboxKey(tx, shop);
  const changed = await post(
    tx,
    shop,
    [
      ...(has.orders ? orderAwards(shop, living, counted, given, programs, names, now) : []),
      ...acts.map((due) => actAward(due, shop.shopId, mailboxKey, upTo.at)),
      ...(has.days ? await dayAwards(tx, people, given.byCustomer, program, shop, upTo.at) : []),
    ],
    now,
  );
  if (has.days) {
    const opened = new Set(changed);
    const members = people.map((person) => ({ ...person, hasAccount: person.hasAccount || opened.has(person.customerId) }));
    await schedule(tx, members, programs, shop, upTo.at);
  }
  return changed;
}

/** Those of the customers for whom a day has come that nobody has looked at yet, with the first such day, oldest first. */
export async function listDaysDue(
  db: Db,
  shopId: number,
  customerIds: readonly bigint[],
  now: Date,
): Promise<{ at: Date; customerIds: bigint[] }[]> {
  const { rows } = await sql<{ customer_id: bigint; at: Date }>`
    select customer_id, next_occasion_at as at from members
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and next_occasion_at <= ${now} order by next_occasion_at, customer_id
  `.execute(db);
  const byInstant = Map.groupBy(rows, ({ at }) => at.getTime());
  return [...byInstant].map(([time, due]) => ({ at: new Date(time), customerIds: due.map(({ customer_id }) => customer_id) }));
}

/** Gives what a day brings that has come, and awaits the next. The customers' tiers have been followed up to that day. */
export async function awardDays(tx: Db, shop: Shop, customerIds: readonly bigint[], day: Date, now: Date): Promise<void> {
  const program = await readProgram(tx, shop.shopId);
  const people = await readPeople(tx, shop.shopId, customerIds);
  const given = await readGiven(tx, shop.shopId, customerIds);
  await post(tx, shop, await dayAwards(tx, people, given.byCustomer, program, shop, day), now);
  await schedule(tx, people, program.programs, shop, day);
  const gone = customerIds.filter((customerId) => !people.some((person) => person.customerId === customerId));
  await sql`
    update members set next_occasion_at = null where shop_id = ${shop.shopId} and customer_id = any(${ids(gone)})
  `.execute(tx);
}

/**
 * Looks at the next page of customers under the rules that are in force by now, so that birthdays and anniversaries of a new rule are awaited: all who
 * have an account or have told their birthday. @param after the last customer of the page before; 0 to begin @returns `next` null at the end
 */
export async function settleAll(tx: Db, shop: Shop, after: bigint, now: Date): Promise<SettledPage> {
  const { rows } = await sql<{ customer_id: bigint }>`
    select customer_id from ledger_accounts where shop_id = ${shop.shopId} and customer_id > ${after}
    union
    select customer_id from members where shop_id = ${shop.shopId} and customer_id > ${after} and birthday_month is not null
    order by customer_id limit ${PAGE}
  `.execute(tx);
  return settlePage(rows, (page) => settle(tx, shop, page, now));
}

/** Customers, by shop, whose birthday or anniversary has come. The caller settles them; whoever cannot be settled is put off with `postpone`. */
export async function occasionsDue(db: Db, now: Date, limit: number): Promise<Map<number, bigint[]>> {
  const { rows } = await sql<{ shop_id: number; customer_id: bigint }>`
    select m.shop_id, m.customer_id from members m join shops s on s.shop_id = m.shop_id and s.status = 'installed'
    where m.next_occasion_at <= ${now} order by m.next_occasion_at limit ${limit}
  `.execute(db);
  return customersByShop(rows);
}

export type BirthdayOutcome =
  /** @param customerId whose it is by now @param firstOn when it counts for the first time, where it was told too late for the next one */
  | { ok: true; changed: boolean; customerId: bigint; firstOn: CalendarDay | null }
  | { ok: false; reason: "unknown-customer" | "no-such-day" }
  /** Shoppers may change it once a year. @param from the day from which they may again */
  | { ok: false; reason: "too-soon"; from: CalendarDay };

/**
 * Notes a customer's birthday, without a year. Shoppers change it once a year; merchants and imports whenever they must. The bonus still needs it to be
 * told in time. @param actor `shopper`, `merchant:<Shopify user id>` or `system`
 */
export async function setBirthday(
  tx: Db,
  shop: Shop,
  customerId: bigint,
  birthday: YearDay,
  actor: string,
  now: Date,
): Promise<BirthdayOutcome> {
  if (!isYearDay(birthday)) return { ok: false, reason: "no-such-day" };
  const live = await liveCustomer(tx, shop.shopId, customerId);
  const [person] = live === null ? [] : await readPeople(tx, shop.shopId, [live]);
  if (person === undefined) return { ok: false, reason: "unknown-customer" };
  const of = { customerId: person.customerId };
  if (person.birthdayMonth === birthday.month && person.birthdayDay === birthday.day)
    return { ok: true, changed: false, ...of, firstOn: await lateFirstOf(tx, shop, birthday, person.birthdaySetAt ?? now, now) };
  if (actor === "shopper" && person.birthdayMonth !== null && person.birthdaySetAt !== null) {
    const { year, month, day } = dayIn(person.birthdaySetAt, shop.timeZone);
    const from = yearDayIn(year + 1, { month, day });
    if (compareDays(dayIn(now, shop.timeZone), from) < 0) return { ok: false, reason: "too-soon", from };
  }
  await setBirthdays(tx, shop, [{ ...of, birthday }], now);
  return { ok: true, changed: true, ...of, firstOn: await lateFirstOf(tx, shop, birthday, now, now) };
}

async function lateFirstOf(db: Db, shop: Shop, birthday: YearDay, toldAt: Date, now: Date): Promise<CalendarDay | null> {
  const notice = birthdayNotice(await currentProgram(db, shop.shopId, now));
  return notice === null ? null : lateFirst(birthday, toldAt, notice, shop.timeZone);
}

/** Notes birthdays of many living customers, each once, or forgets them with null. The days are sound, and others than those that are known. */
export async function setBirthdays(
  tx: Db,
  shop: Shop,
  told: readonly { customerId: bigint; birthday: YearDay | null }[],
  now: Date,
): Promise<void> {
  if (told.length === 0) return;
  const rows = told.map(({ customerId, birthday }) => ({
    ...{ customer_id: customerId, month: birthday?.month ?? null, day: birthday?.day ?? null, set_at: birthday && now },
  }));
  await sql`
    insert into members (shop_id, customer_id, birthday_month, birthday_day, birthday_set_at)
    select ${shop.shopId}, customer_id, month, day, set_at
    from ${recordset(rows)} as t(customer_id bigint, month int, day int, set_at timestamptz) order by customer_id
    on conflict (shop_id, customer_id) do update set birthday_month = excluded.birthday_month, birthday_day = excluded.birthday_day,
      birthday_set_at = excluded.birthday_set_at
  `.execute(tx);
  const customerIds = told.map(({ customerId }) => customerId);
  await settle(tx, shop, customerIds, now);
  await markForSync(tx, shop.shopId, customerIds, now);
}

/**
 * When two customers become one, the kept one takes over the other's birthday if theirs is not known, and the other's claims. Bonuses that were given
 * stay given.
 */
export async function merge(tx: Db, shop: Shop, goneId: bigint, keptId: bigint, now: Date): Promise<void> {
  const { shopId } = shop;
  await sql`
    insert into members (shop_id, customer_id, birthday_month, birthday_day, birthday_set_at)
    select shop_id, ${keptId}, birthday_month, birthday_day, birthday_set_at from members
    where shop_id = ${shopId} and customer_id = ${goneId} and birthday_month is not null
    on conflict (shop_id, customer_id) do update set birthday_month = excluded.birthday_month, birthday_day = excluded.birthday_day,
      birthday_set_at = excluded.birthday_set_at where members.birthday_month is null
  `.execute(tx);
  await sql`
    update members set birthday_month = null, birthday_day = null, birthday_set_at = null, next_occasion_at = null
    where shop_id = ${shopId} and customer_id = ${goneId}
  `.execute(tx);
  await sql`
    update bonus_claims c set customer_id = ${keptId} where c.shop_id = ${shopId} and c.customer_id = ${goneId} and not exists (
      select from bonus_claims k where k.shop_id = c.shop_id and k.customer_id = ${keptId} and k.rule = c.rule and k.occasion = c.occasion)
  `.execute(tx);
  // Both asked for the same: one decision is enough, also one that has been made.
  await sql`
    update bonus_claims c set state = 'declined', decided_at = ${now}, decided_by = 'system', note = null
    where c.shop_id = ${shopId} and c.state = 'waiting' and (c.customer_id = ${goneId} or c.customer_id = ${keptId} and exists (
      select from bonus_claims g where g.shop_id = c.shop_id and g.customer_id = ${goneId} and g.rule = c.rule and g.occasion = c.occasion
        and g.state = 'approved'))
  `.execute(tx);
}

/** Lets customers of a shop that fails rest for a minute, so that they hold up no other shop. */
export async function postpone(db: Db, shopId: number, customerIds: readonly bigint[], now: Date): Promise<void> {
  await sql`
    update members set next_occasion_at = ${plusMs(now, MINUTE_MS)}
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and next_occasion_at <= ${now}
  `.execute(db);
}
