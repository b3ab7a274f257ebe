import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { recordset } from "../../lib/rows.server.ts";
import { addDays, dayIn, HOUR_MS, plusMs } from "../../lib/time.ts";
import type { Program } from "../../program/rules/rules.ts";
import { takesPart } from "../../program/state/state.ts";
import type { ProgramRead } from "../../program/versions.server.ts";
import { versionFor } from "../../program/version-for.ts";
import type { Shop } from "../../shops/shop.ts";
import { compareDays, nextOccasion, occasionsBetween, yearDayIn, type Occasion, type YearDay } from "./calendar.ts";
import { bonusKey, occasionOf, type Award, type GivenEntry } from "./awarded.server.ts";
import type { BonusPerson } from "../people.server.ts";
import { enabled, keysOf, willAward } from "../rules-in-force.ts";

/** A day begins at most so much earlier in one zone than in another. */
const ZONES_APART_MS = 26 * HOUR_MS;

type Yearly = "birthday" | "anniversary";
type Due = { person: BonusPerson; kind: Yearly; occasion: Occasion };

/** Birthdays and anniversaries that have come since the customers were last looked at, as awards. Those that fell into a pause bring nothing. */
export async function dayAwards(
  db: Db,
  people: readonly BonusPerson[],
  given: ReadonlyMap<bigint, GivenEntry[]>,
  { programs, states }: ProgramRead,
  shop: Shop,
  now: Date,
): Promise<Award[]> {
  const due = people.flatMap((person) => dueOf(person, shop, now));
  if (due.length === 0) return [];
  const tiers = await readTiers(db, shop.shopId, due);
  const hadKeys = { birthday: keysOf(programs, "birthday"), anniversary: keysOf(programs, "anniversary") };
  return due.flatMap(({ person, kind, occasion: { year, at } }, index): Award[] => {
    const { customerId } = person;
    if (!takesPart(states, at, person)) return [];
    const program = versionFor(at, programs);
    const [rule] = enabled(program, kind);
    if (rule === undefined) return [];
    if (rule.kind === "birthday" && !toldInTime(person, year, rule.noticeDays, shop.timeZone)) return [];
    const had = (entry: GivenEntry) => hadKeys[kind].has(entry.rule) && occasionOf(entry) === String(year);
    if ((given.get(customerId) ?? []).some(had)) return [];
    const level = program.rules.tiers?.levels.find(({ key }) => key === tiers.get(index));
    const points = BigInt(rule.points) + (kind === "birthday" ? BigInt(level?.birthdayPoints ?? 0) : 0n);
    return [
      {
        ...{ customerId, key: bonusKey(rule.key, customerId, String(year), 1), rule, points },
        ...{ availableAt: at, earnedAt: at, programVersion: program.version, actor: "system" },
      },
    ];
  });
}

function dueOf(person: BonusPerson, shop: Shop, now: Date): Due[] {
  const { nextOccasionAt } = person;
  if (nextOccasionAt === null) return [];
  // In another zone the awaited day may have begun earlier. What was looked at already brings nothing again.
  const from = plusMs(nextOccasionAt, -ZONES_APART_MS);
  return daysOf(person, shop).flatMap(({ kind, yearDay, after }) =>
    occasionsBetween(yearDay, from, now, shop.timeZone)
      .filter(({ at }) => at > after)
      .map((occasion) => ({ person, kind, occasion })),
  );
}

type Day = { kind: Yearly; yearDay: YearDay; after: Date };

/** A customer's days of the year, and the instant after which they count. Anniversaries are those of members of the program. */
function daysOf(person: BonusPerson, shop: Shop): Day[] {
  const { birthdayMonth: month, birthdayDay: day, birthdaySetAt } = person;
  const birthday: Day[] =
    month === null || day === null || birthdaySetAt === null
      ? []
      : [{ kind: "birthday", yearDay: { month, day }, after: new Date(birthdaySetAt.getTime() - 1) }];
  const anniversary: Day[] = person.hasAccount
    ? [{ kind: "anniversary", yearDay: dayIn(person.createdAt, shop.timeZone), after: person.createdAt }]
    : [];
  return [...birthday, ...anniversary];
}

/** Told so many days before the day, counted in days of the shop. */
function toldInTime(person: BonusPerson, year: number, noticeDays: number, timeZone: string): boolean {
  const { birthdayMonth: month, birthdayDay: day, birthdaySetAt } = person;
  if (month === null || day === null || birthdaySetAt === null) return false;
  return compareDays(addDays(dayIn(birthdaySetAt, timeZone), noticeDays), yearDayIn(year, { month, day })) <= 0;
}

/** When a customer's next day comes for which there is or will be a rule; null when there is none. */
function nextOf(person: BonusPerson, programs: readonly Program[], shop: Shop, now: Date): Date | null {
  const coming = daysOf(person, shop)
    .filter(({ kind }) => willAward(programs, kind, now))
    .map(({ yearDay }) => nextOccasion(yearDay, now, shop.timeZone).at);
  return coming.reduce<Date | null>((first, at) => (first === null || at < first ? at : first), null);
}

/** Notes when each customer is to be looked at next. */
export async function schedule(
  db: Db,
  people: readonly BonusPerson[],
  programs: readonly Program[],
  shop: Shop,
  now: Date,
): Promise<void> {
  const rows = people.flatMap((person) => {
    const next = nextOf(person, programs, shop, now);
    return next?.getTime() === person.nextOccasionAt?.getTime()
      ? []
      : [{ customer_id: person.customerId, next_occasion_at: next }];
  });
  if (rows.length === 0) return;
  await sql`
    insert into members (shop_id, customer_id, next_occasion_at)
    select ${shop.shopId}, customer_id, next_occasion_at from ${recordset(rows)} as t(customer_id bigint, next_occasion_at timestamptz)
    order by customer_id
    on conflict (shop_id, customer_id) do update set next_occasion_at = excluded.next_occasion_at
  `.execute(db);
}

/** The tier that each customer had when the day began, by position. */
async function readTiers(db: Db, shopId: number, due: readonly Due[]): Promise<Map<number, string | null>> {
  const rows = due.map(({ person, occasion }, place) => ({ place, customer_id: person.customerId, at: occasion.at }));
  const found = await sql<{ place: number; tier: string | null }>`
    select t.place, c.tier from ${recordset(rows)} as t(place int, customer_id bigint, at timestamptz)
    cross join lateral (
      select tier from tier_changes where shop_id = ${shopId} and customer_id = t.customer_id and at <= t.at
      order by at desc, change_id desc limit 1
    ) c
  `.execute(db);
  return new Map(found.rows.map(({ place, tier }) => [place, tier]));
}
