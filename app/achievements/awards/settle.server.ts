import { sql } from "kysely";

import { bonusKey, post } from "../../bonuses/awards/awarded.server.ts";
import { append, type TimelineEvent } from "../../customers/timeline.server.ts";
import type { Db } from "../../db.server.ts";
import { together } from "../../db/together.ts";
import { ids } from "../../lib/rows.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import { markAccounts } from "../../points/accounts.server.ts";
import { textFields, textIn } from "../../program/rules/texts.ts";
import { takesPart } from "../../program/state/state.ts";
import { versionFor } from "../../program/version-for.ts";
import { readProgram } from "../../program/versions.server.ts";
import { give } from "../../rewards/redemptions/taking/give.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { liveAchievements, type Live } from "../achievements.server.ts";
import { ruleOf } from "../content/terms.ts";
import type { CountedOrder } from "../progress/known.ts";
import { matching, readCounted } from "../progress/orders.server.ts";
import { outcomeOf } from "../progress/reached.ts";
import { differences, dueOf, isUnsettled, wantedOf, type Award } from "./award.ts";
import { intentOf } from "./owed.server.ts";
import { postingsOf, readPosted, type Posting } from "./posted.server.ts";
import { isFor, readPeople, segmentsOf, type Person } from "./people.server.ts";
import { readAwards, takePlaces, writeAwards } from "./rows.server.ts";

/** A reward that cannot be given is tried again every day: it may have a price again, or be brought back. */
const AGAIN_MS = DAY_MS;

/**
 * Brings these customers' badges, challenges and streaks up to `now`: notes what they have reached by what is known of them, takes back what no longer
 * holds, and posts the points of both. Calling it again changes nothing. Runs inside `change`, after orders are settled.
 * @param only `segments`: nothing else can have changed @returns who has got or lost something
 */
export async function settle(
  tx: Db,
  shop: Shop,
  customerIds: readonly bigint[],
  now: Date,
  only: "segments" | null = null,
): Promise<bigint[]> {
  if (customerIds.length === 0) return [];
  const all = await liveAchievements.read(tx, shop.shopId);
  const live = only === "segments" ? all.filter(({ terms }) => terms.goal === "segment") : all;
  if (live.length === 0) return [];
  const program = await readProgram(tx, shop.shopId);
  const withProducts = live.some(({ terms }) => terms.goal === "products");
  const [people, found, orders] = await together([
    readPeople(tx, shop.shopId, customerIds, segmentsOf(live)),
    readAwards(tx, shop.shopId, customerIds, sql`a.achievement_id = any(${live.map(idOf)}::int[])`),
    only === "segments" ? NO_ORDERS : readCounted(tx, shop, customerIds, program.programs, withProducts),
  ]);
  if (people.length === 0) return [];
  const living = new Set(idsOf(people));
  const rows = found.filter(({ customerId }) => living.has(customerId));
  const moved: Award[] = [];
  const limited: Live[] = [];
  for (const one of live) {
    const matches = await matcher(tx, shop.shopId, one, orders);
    const changed = people.flatMap((person) => {
      const { customerId } = person;
      const own = rows.filter((row) => row.achievementId === one.achievementId && row.customerId === customerId);
      const counted = own.flatMap(({ products }) => products);
      const facts = {
        orders: orders.get(customerId) ?? [],
        // What counted once goes on to count, whatever has become of its tags.
        matches: (productId: bigint) => matches(productId) || counted.includes(productId),
        entered: person.entered.get(one.terms.segmentId ?? 0) ?? null,
      };
      const { reaches } = outcomeOf(one.terms, facts, { timeZone: shop.timeZone, activatedAt: one.activatedAt, now });
      const around = { eligible: isFor(one.terms, person), takesPart: (at: Date) => takesPart(program.states, at, person) };
      return differences(one, customerId, reaches, own, around, now);
    });
    // Where nobody's row is another, nobody's place is.
    const isTouched = changed.length > 0 || rows.some((row) => row.achievementId === one.achievementId && isUnsettled(row, now));
    if (isTouched && one.terms.challenge?.winners != null) limited.push(one);
    moved.push(...changed);
  }
  await writeAwards(tx, shop.shopId, moved);
  // Whoever loses a place, or gets one, may be somebody else.
  const places = new Map(moved.map((award) => [keyOf(award), award]));
  for (const { achievementId, terms } of limited)
    for (const award of await takePlaces(tx, shop.shopId, achievementId, terms.challenge?.winners ?? 0, now))
      places.set(keyOf(award), award);
  const due = rows.filter((row) => isUnsettled(row, now) && !places.has(keyOf(row)));
  await carryOut(tx, shop, live, [...places.values(), ...due], versionFor(now, program.programs).version, now);
  const touched = [...new Set([...places.values(), ...due].map(({ customerId }) => customerId))];
  // How far somebody is changes with every order; what somebody has, also by what others did.
  const told = only === null ? [...idsOf(people), ...touched] : touched;
  if (told.length > 0) await markAccounts(tx, shop.shopId, sql`any(${ids(told)})`, now);
  return touched;
}

const NO_ORDERS = Promise.resolve(new Map<bigint, CountedOrder[]>());
const idOf = ({ achievementId }: Live) => achievementId;
const idsOf = (people: readonly Person[]) => people.map(({ customerId }) => customerId);
const keyOf = ({ achievementId, customerId, occasion }: Award) => `${achievementId} ${customerId} ${occasion}`;

/** Whether products count for an achievement, of those in these orders. */
async function matcher(
  tx: Db,
  shopId: number,
  { terms }: Live,
  orders: ReadonlyMap<bigint, readonly CountedOrder[]>,
): Promise<(productId: bigint) => boolean> {
  const { only } = terms;
  if (terms.goal !== "products" || only === null) return () => true;
  const asked = new Set([...orders.values()].flat().flatMap(({ products }) => products));
  const found = await matching(tx, shopId, [...asked], only);
  return (productId) => found.has(productId);
}

/** Tells what came and went, posts what it is worth, and gives rewards whose time has come. */
async function carryOut(
  tx: Db,
  shop: Shop,
  live: readonly Live[],
  awards: readonly Award[],
  programVersion: number,
  now: Date,
): Promise<void> {
  const events: TimelineEvent[] = [];
  const bonuses: Bonus[] = [];
  const done: Award[] = [];
  const postedOf = await readPosted(
    tx,
    shop.shopId,
    awards.filter(({ posted }) => posted !== 0n),
  );
  for (const award of awards) {
    const one = live.find(({ achievementId }) => achievementId === award.achievementId);
    if (one === undefined) continue;
    const isHeld = award.state === "held";
    const postings = postingsOf(award, award.posted === 0n ? [] : postedOf(award));
    const turn = award.turn + Math.max(postings.length, isHeld === award.told ? 0 : 1);
    if (isHeld !== award.told) events.push(eventOf(one, { ...award, turn }, shop, now));
    postings.forEach((posting, index) =>
      bonuses.push(bonusOf(one, { ...award, turn: award.turn + index + 1 }, posting, programVersion)),
    );
    const redemptionId = award.redemptionId ?? (await rewardFor(tx, shop, award, now));
    const next = { ...award, turn, told: isHeld, posted: wantedOf(award), redemptionId };
    const dueAt = dueOf(next);
    const isTried = next.state === "held" && dueAt !== null && dueAt <= now;
    done.push({ ...next, dueAt: isTried ? plusMs(now, AGAIN_MS) : dueAt });
  }
  await post(tx, shop, await withNames(tx, shop.shopId, bonuses), now);
  await append(tx, shop.shopId, events, now);
  await writeAwards(tx, shop.shopId, done);
}

type Bonus = Omit<Parameters<typeof post>[2][number], "order"> & { orderId: bigint | null };

function bonusOf({ achievementId, terms }: Live, award: Award, posting: Posting, programVersion: number): Bonus {
  const key = ruleOf(achievementId);
  return {
    ...{ customerId: award.customerId, actor: "system", programVersion, ...posting },
    key: bonusKey(key, award.customerId, award.occasion, award.turn),
    rule: { key, kind: "achievement", title: terms.title },
  };
}

async function withNames(tx: Db, shopId: number, bonuses: readonly Bonus[]): Promise<Parameters<typeof post>[2]> {
  const orderIds = bonuses.flatMap(({ orderId }) => orderId ?? []);
  if (bonuses.length === 0) return [];
  const { rows } = await sql<{ orderId: bigint; name: string }>`
    select order_id as "orderId", name from orders where shop_id = ${shopId} and order_id = any(${ids(orderIds)})
  `.execute(tx);
  return bonuses.map(({ orderId, ...bonus }) => {
    const order = rows.find((row) => row.orderId === orderId);
    return order === undefined ? bonus : { ...bonus, order };
  });
}

function eventOf({ achievementId, terms }: Live, award: Award, { primaryLocale }: Shop, now: Date): TimelineEvent {
  const isHeld = award.state === "held";
  const { customerId, occasion, turn, reachedAt } = award;
  const data = {
    ...{ achievementId, achievement: terms.kind, title: textIn(terms.title, primaryLocale) },
    ...textFields("title", terms.title),
  };
  return {
    ...{ customerId, kind: isHeld ? "achievement.earned" : "achievement.withdrawn", data },
    key: `achievement:${achievementId}:${customerId}:${occasion}:${turn}`,
    occurredAt: isHeld && reachedAt < now ? reachedAt : now,
  };
}

/** Null where there is none to give, not yet, or it cannot be given now. Given once it stays, whatever becomes of the orders. */
async function rewardFor(tx: Db, shop: Shop, award: Award, now: Date): Promise<bigint | null> {
  const { achievementId, customerId, occasion, rewardId, state, availableAt } = award;
  if (rewardId === null || state !== "held" || availableAt > now) return null;
  const outcome = await give(tx, shop, { customerId, rewardId, intent: intentOf(achievementId, customerId, occasion) }, now);
  return outcome.ok ? outcome.redemptionId : null;
}
