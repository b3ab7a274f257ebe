import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { together } from "../../db/together.ts";
import { shownPicture, type Picture } from "../../program/rules/picture.ts";
import type { Texts } from "../../program/rules/texts.ts";
import { listPrograms } from "../../program/versions.server.ts";
import { findReward } from "../../rewards/rewards.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { listAchievements, liveAchievements, type Achievement, type Live } from "../achievements.server.ts";
import type { Award } from "../awards/award.ts";
import { isFor, readPeople, segmentsOf } from "../awards/people.server.ts";
import { readAwards } from "../awards/rows.server.ts";
import type { AchievementKind, Goal, Icon } from "../content/terms.ts";
import type { CountedOrder } from "../progress/known.ts";
import { matching, readCounted } from "../progress/orders.server.ts";
import { outcomeOf } from "../progress/reached.ts";
import { isOpen, type Offered } from "./in-theme.ts";

/** Metafields stay small: the latest of what a customer has, and so many that they are at. Badges for a group come first among those that are kept: who has one would else be told that they can still earn it. */
const MOST_HELD = 12;
const MOST_OPEN = 12;

/** What a customer has: a badge, a challenge that was met, a streak with how often it was full. `at`: the latest time. */
export type Held = {
  achievementId: number;
  kind: AchievementKind;
  title: Texts;
  icon: Icon;
  picture: Picture | null;
  at: Date;
  times: number;
};
/** What they are at. `progress`: toward the target; `aliveUntil`: until when a streak waits; `full`: reached, but all places were taken. */
export type Going = {
  achievementId: number;
  goal: Goal;
  progress: bigint;
  target: bigint;
  aliveUntil: Date | null;
  full: boolean;
};
export type Shown = { held: Held[]; going: Going[] };

/** Of each of these customers what they have and what they are at, from the orders themselves. Null in a shop that has no achievements. */
export async function readShown(
  db: Db,
  shop: Shop,
  customerIds: readonly bigint[],
  now: Date,
): Promise<Map<bigint, Shown> | null> {
  const all = (await listAchievements(db, shop.shopId)).filter(({ activatedAt }) => activatedAt !== null);
  if (all.length === 0) return null;
  const open = all
    .filter((one): one is Live => one.state === "active" && isOpen(one.terms, now, shop.timeZone))
    .slice(0, MOST_OPEN);
  const programs = await listPrograms(db, shop.shopId);
  const withProducts = open.some(({ terms }) => terms.goal === "products");
  const [people, awards, orders] = await together([
    readPeople(db, shop.shopId, customerIds, segmentsOf(open)),
    readAwards(db, shop.shopId, customerIds, sql`a.state in ('held', 'outrun', 'missed')`),
    open.length === 0
      ? Promise.resolve(new Map<bigint, CountedOrder[]>())
      : readCounted(db, shop, customerIds, programs, withProducts),
  ]);
  const scopes = new Map<number, ReadonlySet<bigint>>();
  const asked = [...new Set([...orders.values()].flat().flatMap(({ products }) => products))];
  for (const { achievementId, terms } of open)
    if (terms.only !== null) scopes.set(achievementId, await matching(db, shop.shopId, asked, terms.only));
  return new Map(
    people.map((person) => {
      const own = awards.filter(({ customerId }) => customerId === person.customerId);
      const going = open.flatMap((one): Going[] => {
        const { achievementId, terms, activatedAt } = one;
        const scope = scopes.get(achievementId);
        const mine = own.filter((award) => award.achievementId === achievementId);
        const isDone = terms.kind !== "streak" && mine.some(({ state }) => state === "held");
        const isMissed = mine.some(({ state }) => state === "missed");
        // Whoever has met a challenge while it was for them goes on to see it.
        if (isDone || isMissed || terms.goal === "segment" || (mine.length === 0 && !isFor(terms, person))) return [];
        const facts = {
          ...{ orders: orders.get(person.customerId) ?? [], entered: null },
          matches: (productId: bigint) => scope === undefined || scope.has(productId),
        };
        const { progress, target, aliveUntil } = outcomeOf(terms, facts, { timeZone: shop.timeZone, activatedAt, now });
        return [
          { achievementId, goal: terms.goal, progress, target, aliveUntil, full: mine.some(({ state }) => state === "outrun") },
        ];
      });
      return [person.customerId, { held: heldOf(own, all, open), going }];
    }),
  );
}

function heldOf(own: readonly Award[], all: readonly Achievement[], open: readonly Live[]): Held[] {
  const forGroups = new Set(open.flatMap(({ achievementId, terms }) => (terms.goal === "segment" ? [achievementId] : [])));
  const isForGroup = ({ achievementId }: Held) => Number(forGroups.has(achievementId));
  const latestFirst = (a: Held, b: Held) => b.at.getTime() - a.at.getTime() || a.achievementId - b.achievementId;
  const byAchievement = Map.groupBy(
    own.filter(({ state }) => state === "held"),
    ({ achievementId }) => achievementId,
  );
  return [...byAchievement]
    .flatMap(([achievementId, rows]): Held[] => {
      const terms = all.find((one) => one.achievementId === achievementId)?.terms;
      if (terms === undefined) return [];
      const at = rows.reduce((latest, { reachedAt }) => (reachedAt > latest ? reachedAt : latest), new Date(0));
      const { kind, title, icon, picture } = terms;
      return [{ achievementId, kind, title, icon, picture: shownPicture(picture), at, times: rows.length }];
    })
    .sort((a, b) => isForGroup(b) - isForGroup(a) || latestFirst(a, b))
    .slice(0, MOST_HELD)
    .sort(latestFirst);
}

/** The same of one customer, with what each is called; null where there is nothing to say. */
export async function readCustomers(
  db: Db,
  shop: Shop,
  customerId: bigint,
  now: Date,
): Promise<{ held: Held[]; going: (Going & { title: Texts })[] } | null> {
  const shown = (await readShown(db, shop, [customerId], now))?.get(customerId);
  if (shown === undefined || shown.held.length + shown.going.length === 0) return null;
  const live = await liveAchievements.read(db, shop.shopId);
  const going = shown.going.flatMap((one) => {
    const terms = live.find(({ achievementId }) => achievementId === one.achievementId)?.terms;
    return terms === undefined ? [] : [{ ...one, title: terms.title }];
  });
  return { held: shown.held, going };
}

/** What shoppers are told of, as long as it can be reached. */
export async function listOpen(db: Db, shop: Shop, now: Date): Promise<Offered[]> {
  const live = await liveAchievements.read(db, shop.shopId);
  const open = live
    .filter(({ state, terms }) => state === "active" && isOpen(terms, now, shop.timeZone))
    .toReversed()
    .slice(0, MOST_OPEN);
  const offered: Offered[] = [];
  for (const { achievementId, terms } of open) {
    const reward = terms.rewardId === null ? null : await findReward(db, shop.shopId, terms.rewardId);
    offered.push({ achievementId, terms, reward: reward?.terms.title ?? null });
  }
  return offered;
}
