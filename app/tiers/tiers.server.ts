import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { customersByShop, ids } from "../lib/rows.server.ts";
import { PAGE, settlePage, type SettledPage } from "../lib/settled-page.ts";
import { MINUTE_MS, plusMs } from "../lib/time.ts";
import * as outbox from "../messages/outbox.server.ts";
import { markForSync } from "../points/accounts.server.ts";
import { liveCustomer } from "../points/ledger.server.ts";
import type { Program } from "../program/rules/rules.ts";
import type { TierRules } from "../program/rules/tier-rules.ts";
import { asIfLive, liveSince, takesPart } from "../program/state/state.ts";
import { listPrograms, readProgram } from "../program/versions.server.ts";
import type { Shop } from "../shops/shop.ts";
import { listRevoked, takeOver, writeFloors } from "./floors.server.ts";
import { followAll, type Outcome } from "./follow-all.server.ts";
import { record, tell, type Because } from "./history.server.ts";
import { writeMembers } from "./qualification/members.server.ts";
import { noticeStrayTags } from "./tags.server.ts";
import { letters } from "./tier-emails.ts";
import { tiersAt, type Basis, type Floor } from "./qualification/tier-state.ts";

const BY_ITSELF: Because = { floor: "granted", actor: "system" };

/**
 * Brings the tiers of these customers up to `now`: `members`, the history of changes with the instants at which they happened, timeline, metafields,
 * tags and emails. Calling it again changes nothing. Runs inside `change`, before segments are evaluated.
 * @param without orders that do not count yet
 * @param revoked those who lose a tier now that was granted them
 * @returns the customers whose tier changed
 */
export async function settle(
  tx: Db,
  shop: Shop,
  customerIds: readonly bigint[],
  now: Date,
  { because = BY_ITSELF, ...what }: { because?: Because; without?: readonly bigint[]; revoked?: ReadonlySet<bigint> } = {},
): Promise<bigint[]> {
  if (customerIds.length === 0) return [];
  const program = await readProgram(tx, shop.shopId);
  const { programs } = program;
  if (programs.every(({ rules }) => rules.tiers === null)) return [];
  const outcomes = await followAll(tx, shop, program, customerIds, now, what);
  const rules = tiersAt(programs, now);
  const written = outcomes.filter(
    ({ member, followed }) => member.hasRow || (member.living && (member.memberSince !== null || followed.holding.tier !== null)),
  );
  await writeMembers(
    tx,
    shop.shopId,
    written.map(({ member: { customerId }, followed: { holding, progress, nextAt } }) => ({
      ...{ customerId, holding, progress, nextAt, tag: tagOf(rules, holding.tier) },
    })),
    now,
  );
  if (programs.some(({ rules: { tiers } }) => tiers?.levels.some(({ tag }) => tag !== "")))
    await noticeStrayTags(tx, shop.shopId, customerIds, now);
  await tell(tx, shop, programs, outcomes, because, now);
  await markForSync(
    tx,
    shop.shopId,
    written.filter(differs).map(({ member }) => member.customerId),
    now,
  );
  await outbox.enqueue(tx, shop.shopId, letters(outcomes, rules, now), now);
  return outcomes.filter(({ followed }) => followed.moves.length > 0).map(({ member }) => member.customerId);
}

/**
 * Up to when the tiers of these customers have been followed, of those whom time has changed since and nobody has looked at, and of those who are
 * `wanted`. Who takes no part yet is left out.
 */
export async function listLate(
  db: Db,
  shopId: number,
  customerIds: readonly bigint[],
  now: Date,
  wanted: readonly bigint[] = [],
): Promise<{ customerId: bigint; asOf: Date | null; late: boolean }[]> {
  const { rows } = await sql<{ customerId: bigint; asOf: Date | null; late: boolean }>`
    select * from (
      select customer_id as "customerId", as_of as "asOf", coalesce(least(next_tier_at, next_occasion_at) <= ${now}, false) as late from members
      where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
    ) m where late or "customerId" = any(${ids(wanted)}) order by "customerId"
  `.execute(db);
  return rows;
}

function tagOf(rules: TierRules | null, tier: string | null): string {
  return rules?.levels.find(({ key }) => key === tier)?.tag ?? "";
}

/** Whether anything changed that shoppers see. */
function differs({ member, followed: { holding, progress, moves } }: Outcome): boolean {
  return (
    member.living &&
    (moves.length > 0 ||
      progress !== member.progress ||
      holding.graceUntil?.getTime() !== member.holding.graceUntil?.getTime() ||
      (!member.hasRow && holding.tier !== null))
  );
}

export type Standing = {
  /** Key of the level; null: none. */
  tier: string | null;
  since: Date | null;
  /** In the unit of `basis`: points, minor units of shop money, orders. */
  progress: bigint;
  /** The level above, and how much is missing to it. */
  next: { key: string; missing: bigint } | null;
  /** The tier is not earned (any more) and is kept until then; null while it is earned, and where that day has gone by in a pause. */
  keepUntil: Date | null;
  /** The program does not run for the customer: the tier stays as it is. */
  rests: boolean;
  /** How much is missing to go on keeping it; zero while it is earned. */
  missingToKeep: bigint;
  basis: Basis;
};

/** Where living customers stand at this instant; nobody has an entry while the program has no tiers. Changes nothing. */
export async function standing(db: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<Map<bigint, Standing>> {
  const program = await readProgram(db, shop.shopId);
  const rules = tiersAt(program.programs, now);
  if (rules === null || customerIds.length === 0) return new Map();
  const outcomes = await followAll(db, shop, program, customerIds, now);
  return new Map(
    outcomes
      .filter(({ member }) => member.living)
      .map((outcome) => {
        const rests = !takesPart(program.states, now, outcome.member);
        return [outcome.member.customerId, { ...standingOf(outcome, rules, now), rests }];
      }),
  );
}

function standingOf(
  { member: { floor }, followed: { holding, progress } }: Outcome,
  rules: TierRules,
  now: Date,
): Omit<Standing, "rests"> {
  const held = rules.levels.findIndex(({ key }) => key === holding.tier);
  const above = rules.levels[held + 1];
  const missing = (threshold: number) => (BigInt(threshold) > progress ? BigInt(threshold) - progress : 0n);
  const missingToKeep = missing(rules.levels[held]?.threshold ?? 0);
  const floored = floor !== null && floor.tier === holding.tier && (floor.until === null || floor.until > now);
  const until = holding.graceUntil ?? (floored && missingToKeep > 0n ? floor.until : null);
  return {
    ...{ tier: holding.tier, since: holding.since, progress, basis: rules.basis, missingToKeep },
    next: above === undefined ? null : { key: above.key, missing: missing(above.threshold) },
    keepUntil: until !== null && until > now ? until : null,
  };
}

/**
 * The tier that each living customer has, and would have if these rules came into force now. Were the program not live, both are what going live now would
 * give. For previews; changes nothing.
 */
export async function foresee(
  db: Db,
  shop: Shop,
  customerIds: readonly bigint[],
  rules: Program["rules"],
  now: Date,
): Promise<Map<bigint, { before: string | null; after: string | null }>> {
  const { programs, states } = await readProgram(db, shop.shopId);
  const draft = { version: (programs.at(-1)?.version ?? 0) + 1, effectiveFrom: now, rules };
  const earlier = programs.filter(({ effectiveFrom }) => effectiveFrom < now);
  const outcomes = await followAll(db, shop, { programs: [...earlier, draft], states: asIfLive(states, now) }, customerIds, now);
  const current = { programs: programs.filter(({ effectiveFrom }) => effectiveFrom <= now), states: asIfLive(states, now) };
  const live = liveSince(states, now) !== null;
  const ifLive = live ? [] : await followAll(db, shop, current, customerIds, now);
  const before = new Map(
    live
      ? outcomes.map(({ member: { customerId, holding } }) => [customerId, holding.tier])
      : ifLive.map(({ member: { customerId }, followed }) => [customerId, followed.holding.tier]),
  );
  return new Map(
    outcomes.flatMap(({ member: { customerId, living }, followed }) =>
      living ? [[customerId, { before: before.get(customerId) ?? null, after: followed.holding.tier }]] : [],
    ),
  );
}

/**
 * Brings the next page of customers under the rules that are in force by now: all who have a row, an account or an order.
 * @param after the last customer of the page before; 0 to begin
 * @returns `changed`: whose tier moved, whom the change touches; `next` null at the end
 */
export async function settleAll(tx: Db, shop: Shop, after: bigint, now: Date): Promise<SettledPage> {
  const { rows } = await sql<{ customer_id: bigint }>`
    select c.customer_id from customers c
    where c.shop_id = ${shop.shopId} and c.customer_id > ${after} and (
      exists (select from members m where m.shop_id = c.shop_id and m.customer_id = c.customer_id)
      or exists (select from ledger_accounts a where a.shop_id = c.shop_id and a.customer_id = c.customer_id)
      or exists (select from orders o where o.shop_id = c.shop_id and o.customer_id = c.customer_id)
    )
    order by c.customer_id limit ${PAGE}
  `.execute(tx);
  return settlePage(rows, (page) => settle(tx, shop, page, now));
}

/**
 * Customers, by shop, whose tier time alone may have changed by now. A change that touches them settles their
 * tiers; whoever cannot be settled is put off with `postpone`.
 */
export async function ageDue(db: Db, now: Date, limit: number): Promise<Map<number, bigint[]>> {
  const { rows } = await sql<{ shop_id: number; customer_id: bigint }>`
    select m.shop_id, m.customer_id from members m join shops s on s.shop_id = m.shop_id and s.status = 'installed'
    where m.next_tier_at <= ${now} order by m.next_tier_at limit ${limit}
  `.execute(db);
  return customersByShop(rows);
}

/** Lets customers of a shop that fails rest for a minute, so that they hold up no other shop. */
export async function postpone(db: Db, shopId: number, customerIds: readonly bigint[], now: Date): Promise<void> {
  await sql`
    update members set next_tier_at = ${plusMs(now, MINUTE_MS)}
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and next_tier_at <= ${now}
  `.execute(db);
}

/** `customerId`: who has it by now. */
export type GrantOutcome =
  { ok: true; changed: boolean; customerId: bigint } | { ok: false; reason: "unknown-customer" | "unknown-tier" };

/**
 * Lets a customer keep a tier whatever is earned, until an instant or for good. Null takes such a tier away at once. Runs inside
 * `change`.
 */
export async function grant(
  tx: Db,
  shop: Shop,
  granted: { customerId: bigint; tier: string | null; until: Date | null; actor: string; reason: "import" | "granted" },
  now: Date,
): Promise<GrantOutcome> {
  const { tier, until, actor, reason } = granted;
  const customerId = await liveCustomer(tx, shop.shopId, granted.customerId);
  if (customerId === null) return { ok: false, reason: "unknown-customer" };
  const rules = tiersAt(await listPrograms(tx, shop.shopId), now);
  if (tier !== null && rules?.levels.some(({ key }) => key === tier) !== true) return { ok: false, reason: "unknown-tier" };
  const floor = tier === null ? null : { tier, until };
  const changed = await setFloors(tx, shop, [{ customerId, floor }], { floor: reason, actor }, now);
  return { ok: true, changed: changed.length > 0, customerId };
}

/**
 * Grants many customers, each once, the tiers that they keep, or takes them away with null. A tier that the rules do not know is taken for none. The
 * caller has seen to it that they live, and runs it inside `change`. @returns whose tier changed
 */
export async function setFloors(
  tx: Db,
  shop: Shop,
  floors: readonly { customerId: bigint; floor: Floor | null }[],
  because: Because,
  now: Date,
): Promise<bigint[]> {
  if (floors.length === 0) return [];
  const customerIds = floors.map(({ customerId }) => customerId);
  const levels = tiersAt(await listPrograms(tx, shop.shopId), now)?.levels.map(({ key }) => key) ?? [];
  const sound = floors.map(({ customerId, floor }) => ({
    customerId,
    floor: floor && levels.includes(floor.tier) ? floor : null,
  }));
  // What lies before the grant is followed without it.
  await settle(tx, shop, customerIds, now);
  const revoked = await listRevoked(tx, shop.shopId, sound, levels, now);
  await writeFloors(tx, shop.shopId, sound, now);
  return settle(tx, shop, customerIds, now, { because, revoked });
}

/** When two customers become one, the kept one has the higher of both tiers. Called once their orders and points are together. */
export async function merge(tx: Db, shop: Shop, goneId: bigint, keptId: bigint, now: Date): Promise<void> {
  const programs = await listPrograms(tx, shop.shopId);
  const rose = await takeOver(tx, shop.shopId, goneId, keptId, tiersAt(programs, now), now);
  if (rose === null) return;
  const key = `tier:${keptId}:merge:${goneId}:${now.getTime()}`;
  await record(tx, shop, programs, [{ customerId: keptId, ...rose, at: now, reason: "merge", key }], "system", now);
}
