import { sql } from "kysely";

import type { Icon } from "../../achievements/content/terms.ts";
import { readShown, type Shown } from "../../achievements/shown/for-shoppers.server.ts";
import { lateFirst } from "../../bonuses/awards/calendar.ts";
import { birthdayNotice } from "../../bonuses/rules-in-force.ts";
import { listWays } from "../../bonuses/ways.server.ts";
import { isExcluded, parseExclusions } from "../../customers/exclusions/exclusion.ts";
import { exclusionsOf } from "../../customers/exclusions/exclusions.server.ts";
import type { Db } from "../../db.server.ts";
import { together } from "../../db/together.ts";
import { ids } from "../../lib/rows.server.ts";
import { instantIn } from "../../lib/time.ts";
import type { Account } from "../../points/accounts.server.ts";
import { lastMomentBefore } from "../../points/expiry/expiry.ts";
import { currentProgram } from "../../program/versions.server.ts";
import type { Picture } from "../../program/rules/picture.ts";
import type { Texts } from "../../program/rules/texts.ts";
import { listOwnLinks } from "../../referrals/links/links.server.ts";
import { listForMembers } from "../../rewards/for-members.server.ts";
import { listOpenCodes, type OpenCode } from "../../rewards/redemptions/redemptions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { standing, type Standing } from "../../tiers/tiers.server.ts";
import { dayOf, dayText, epochSeconds, hundredths } from "./theme-values.ts";

const ENTRIES = 10;
const CODES = 20;

/**
 * The customer's metafield `$app.loyalty`: what the theme shows besides the two balances. Days are the shop's, and of what ends the last on which it is
 * good (an end is mostly the midnight after it); money is in hundredths.
 * extensions/README.md has the shape.
 */
export type Loyalty = {
  tier: {
    key: string | null;
    since: string | null;
    progress: number;
    keep_until: string | null;
    next: { key: string; missing: number } | null;
  } | null;
  expiring: { points: number; on: string; at: number } | null;
  /** `first`: when it counts for the first time, where it was told too late for the next one. */
  birthday: { month: number; day: number; first: { on: string; at: number } | null } | null;
  history: {
    on: string;
    kind: string;
    points: number;
    available_on: string | null;
    label: string | null;
    rule: string | null;
    reward: Texts | null;
  }[];
  rewards: {
    id: string;
    code: string;
    title: Texts;
    kind: string;
    points: number;
    value_minor: number;
    expires_on: string | null;
  }[];
  used_up: string[];
  /** Ids of the rewards for members of a segment that they may have. */
  open_rewards: string[];
  redemption_count: number;
  /** Their link, and of how many friends an order is waited for or was rewarded; null: they have none, or referrals are off. */
  referral: { code: string; waiting: number; paid: number } | null;
  /** Badges, challenges and streaks; absent in a shop that has none. `going`: what is open, and how far they are; of spend in hundredths. A streak waits `until` an instant in seconds, `by` the day before. */
  achievements?: {
    held: {
      id: number;
      kind: string;
      title: Texts;
      icon: Icon;
      picture: Picture | null;
      on: string;
      times: number;
    }[];
    going: { id: number; value: number; until: number | null; by: string | null; full: boolean }[];
  };
  /** The merchant keeps the customer out of the program: nothing is offered, and what is theirs stays in sight. */
  excluded: boolean;
};

type Entry = {
  customer_id: bigint;
  at: Date;
  kind: string;
  points: bigint;
  available_at: Date;
  label: string | null;
  rule: string | null;
  reward: Texts | null;
};

/** What the theme may say about customers besides their balances; an entry for each. Inside a transaction: its statements travel together. */
export async function readLoyalty(
  db: Db,
  shop: Shop,
  accounts: ReadonlyMap<bigint, Account>,
  now: Date,
): Promise<Map<bigint, Loyalty>> {
  const customerIds = [...accounts.keys()];
  const [entries, people, codes, ways, standings, open, links, shown] = await together([
    readHistory(db, shop.shopId, customerIds),
    readPeople(db, shop, customerIds, now),
    listOpenCodes(db, shop.shopId, customerIds, now),
    listWays(db, shop, customerIds, now),
    standing(db, shop, customerIds, now),
    listForMembers(db, shop.shopId, customerIds),
    listOwnLinks(db, shop, customerIds),
    readShown(db, shop, customerIds, now),
  ]);
  return new Map(
    [...accounts].map(([customerId, { expiring }]) => {
      const person = people.get(customerId);
      const loyalty: Loyalty = {
        tier: tierOf(standings.get(customerId), shop),
        expiring: expiring === null ? null : expiringOf(expiring, shop),
        birthday: person?.birthday ?? null,
        history: (entries.get(customerId) ?? []).map((entry) => entryOf(entry, shop, now)),
        rewards: (codes.get(customerId) ?? []).slice(0, CODES).map((code) => codeOf(code, shop)),
        open_rewards: (open.get(customerId) ?? []).map(String),
        used_up: (ways.get(customerId) ?? []).flatMap(({ key, usedUp }) => (usedUp ? [key] : [])),
        redemption_count: person?.redemptions ?? 0,
        referral: links.get(customerId) ?? null,
        excluded: person?.excluded ?? false,
        ...(shown === null ? {} : { achievements: achievementsOf(shown.get(customerId), shop) }),
      };
      return [customerId, loyalty];
    }),
  );
}

function tierOf(found: Standing | undefined, { currency, timeZone }: Shop): Loyalty["tier"] {
  if (found === undefined) return null;
  const amount = (value: bigint) => (found.basis === "spend" ? hundredths(value, currency) : Number(value));
  return {
    key: found.tier,
    since: found.since === null ? null : dayOf(found.since, timeZone),
    progress: amount(found.progress),
    keep_until: found.keepUntil === null ? null : dayOf(lastMomentBefore(found.keepUntil), timeZone),
    next: found.next === null ? null : { key: found.next.key, missing: amount(found.next.missing) },
  };
}

function expiringOf({ points, at }: { points: bigint; at: Date }, { timeZone }: Shop): Loyalty["expiring"] {
  return { points: Number(points), on: dayOf(lastMomentBefore(at), timeZone), at: epochSeconds(at) };
}

function entryOf(entry: Entry, { timeZone }: Shop, now: Date): Loyalty["history"][number] {
  const waits = entry.points > 0n && entry.available_at > now;
  return {
    on: dayOf(entry.at, timeZone),
    kind: entry.kind,
    points: Number(entry.points),
    available_on: waits ? dayOf(entry.available_at, timeZone) : null,
    label: entry.label,
    rule: entry.rule,
    reward: entry.reward,
  };
}

function achievementsOf(
  { held, going }: Shown = { held: [], going: [] },
  { currency, timeZone }: Shop,
): NonNullable<Loyalty["achievements"]> {
  return {
    held: held.map(({ achievementId, kind, title, icon, picture, at, times }) => ({
      ...{ id: achievementId, kind, title, icon, picture, on: dayOf(at, timeZone), times },
    })),
    going: going.map(({ achievementId, goal, progress, aliveUntil, full }) => ({
      ...{ id: achievementId, value: goal === "spend" ? hundredths(progress, currency) : Number(progress), full },
      until: aliveUntil === null ? null : epochSeconds(aliveUntil),
      by: aliveUntil === null ? null : dayOf(lastMomentBefore(aliveUntil), timeZone),
    })),
  };
}

function codeOf(open: OpenCode, { currency, timeZone }: Shop): Loyalty["rewards"][number] {
  return {
    id: open.redemptionId.toString(),
    code: open.code,
    title: open.title,
    kind: open.kind,
    points: Number(open.points),
    value_minor: hundredths(open.valueMinor, currency),
    expires_on: open.expiresAt === null ? null : dayOf(lastMomentBefore(open.expiresAt), timeZone),
  };
}

/**
 * Each customer's latest entries, newest first. Of reasons only those that were written for customers are told; imports that were undone are not, both of
 * their entries, which add up to nothing (imports/undo.server.ts).
 */
async function readHistory(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<Map<bigint, Entry[]>> {
  const { rows } = await sql<Entry>`
    select e.customer_id, least(e.earned_at, e.recorded_at) as at, e.kind, e.points, e.available_at, e.rule,
      case e.kind when 'order' then o.name when 'adjustment' then e.public_reason end as label, coalesce(r.terms, d.terms, w.terms, lv.terms) -> 'title' as reward
    from unnest(${ids(customerIds)}) as c(customer_id)
    cross join lateral (
      select * from ledger_entries h where h.shop_id = ${shopId} and h.customer_id = c.customer_id and h.points <> 0
        and not (h.kind = 'import' and exists (
          select from ledger_entries p where p.shop_id = h.shop_id and p.customer_id = h.customer_id and p.kind = 'import'
            and p.key = case when h.key like '%:undo' then left(h.key, -length(':undo')) else h.key || ':undo' end))
      order by h.seq desc limit ${ENTRIES}
    ) e
    left join orders o on o.shop_id = ${shopId} and o.order_id = e.order_id
    left join redemptions r on r.shop_id = ${shopId} and r.redemption_id = e.redemption_id
    left join achievements d on d.shop_id = ${shopId} and e.kind = 'bonus' and e.rule = 'achievement-' || d.achievement_id
    left join learning_modules lm on lm.shop_id = ${shopId} and e.kind = 'bonus' and e.rule = 'module-' || lm.module_id
    left join learning_versions lv on lv.shop_id = ${shopId} and lv.module_id = lm.module_id and lv.number = lm.published
    left join draws w on w.shop_id = ${shopId} and e.kind = 'bonus' and e.rule = 'draw-' || w.draw_id
    order by e.customer_id, e.seq desc
  `.execute(db);
  return Map.groupBy(rows, (row) => row.customer_id);
}

type Person = { birthday: Loyalty["birthday"]; redemptions: number; excluded: boolean };

type PersonRow = {
  customer_id: bigint;
  month: number | null;
  day: number | null;
  set_at: Date | null;
  redemptions: number;
  exclusions: unknown;
};

async function readPeople(
  db: Db,
  { shopId, timeZone }: Shop,
  customerIds: readonly bigint[],
  now: Date,
): Promise<Map<bigint, Person>> {
  const notice = birthdayNotice(await currentProgram(db, shopId, now));
  const { rows } = await sql<PersonRow>`
    select c.customer_id, m.birthday_month as month, m.birthday_day as day, m.birthday_set_at as set_at,
      (select count(*)::int from redemptions r where r.shop_id = ${shopId} and r.customer_id = c.customer_id) as redemptions,
      ${exclusionsOf(sql`${shopId}::int`, sql`c.customer_id`)} as exclusions
    from unnest(${ids(customerIds)}) as c(customer_id)
    left join members m on m.shop_id = ${shopId} and m.customer_id = c.customer_id
  `.execute(db);
  return new Map(
    rows.map(({ customer_id, month, day, set_at, redemptions, exclusions }): [bigint, Person] => {
      const excluded = isExcluded(parseExclusions(exclusions), now);
      if (month === null || day === null) return [customer_id, { birthday: null, redemptions, excluded }];
      const first = notice === null || set_at === null ? null : lateFirst({ month, day }, set_at, notice, timeZone);
      const told = first === null ? null : { on: dayText(first), at: epochSeconds(instantIn(first, timeZone)) };
      return [customer_id, { birthday: { month, day, first: told }, redemptions, excluded }];
    }),
  );
}
