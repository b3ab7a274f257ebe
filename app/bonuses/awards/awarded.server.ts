import { sql } from "kysely";

import { append, type TimelineEvent } from "../../customers/timeline.server.ts";
import type { Db } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { appendEntries, lockAccounts, type NewEntry } from "../../points/accounts.server.ts";
import type { BonusKind } from "../../program/rules/bonus-rules.ts";
import { textIn, type Texts } from "../../program/rules/texts.ts";
import type { Shop } from "../../shops/shop.ts";
import { readMergedInto } from "../people.server.ts";

/** A bonus as the ledger has it. */
export type GivenEntry = {
  /** Who is concerned now; `postedTo` may have been merged into them since. */
  customerId: bigint;
  postedTo: bigint;
  key: string;
  rule: string;
  points: bigint;
  availableAt: Date;
  orderId: bigint | null;
};

export type GivenSoFar = {
  byCustomer: ReadonlyMap<bigint, GivenEntry[]>;
  /** Customers into whom others were merged. */
  merged: ReadonlySet<bigint>;
};

/** Every bonus entry of these customers and of those who were merged into them. */
export async function readGiven(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<GivenSoFar> {
  const mergedInto = await readMergedInto(db, shopId, customerIds);
  const { rows } = await sql<Omit<GivenEntry, "customerId">>`
    select customer_id as "postedTo", key, rule, points, available_at as "availableAt", order_id as "orderId" from ledger_entries
    where shop_id = ${shopId} and customer_id = any(${ids([...customerIds, ...mergedInto.keys()])}) and rule is not null and kind = 'bonus'
    order by customer_id, seq
  `.execute(db);
  const entries = rows.map((row) => ({ ...row, customerId: mergedInto.get(row.postedTo) ?? row.postedTo }));
  return { byCustomer: Map.groupBy(entries, ({ customerId }) => customerId), merged: new Set(mergedInto.values()) };
}

/** The key of an award; `times` tells an award from its reversal and from being given again. */
export function bonusKey(rule: string, customerId: bigint, occasion: string, times: number): string {
  return `bonus:${rule}:${customerId}:${occasion}:${times}`;
}

/** What an entry was given for: an order, a year, a product. */
export function occasionOf({ key }: Pick<GivenEntry, "key">): string {
  return key.split(":")[3] ?? "";
}

/** A bonus to be posted: positive to give, negative to take back. */
export type Award = {
  customerId: bigint;
  key: string;
  /** `achievement`: a badge, challenge or streak; `draw`: a wheel or card; `leaderboard`: a month's prize; `module`: one that was passed; `commission`: an affiliate's. They are no rules of the program. */
  rule: { key: string; kind: BonusKind | "achievement" | "commission" | "draw" | "leaderboard" | "module"; title: Texts | null };
  points: bigint;
  /** False: what is paid in points is no loyalty, and counts for no tier. */
  forTier?: false;
  availableAt: Date;
  earnedAt: Date;
  programVersion: number;
  actor: string;
  order?: { orderId: bigint; name: string };
};

/** Posts awards with their timeline events; those whose key is known are left out. @returns whose points changed */
export async function post(tx: Db, shop: Shop, awards: readonly Award[], now: Date): Promise<bigint[]> {
  // Of two who ask with one mailbox at once, the one who came first.
  const unique = new Map<string, Award>();
  for (const award of awards) if (!unique.has(award.key)) unique.set(award.key, award);
  if (unique.size === 0) return [];
  const known = await sql<{ key: string }>`
    select key from ledger_entries where shop_id = ${shop.shopId} and key = any(${[...unique.keys()]}::text[])
  `.execute(tx);
  for (const { key } of known.rows) unique.delete(key);
  const customerIds = [...new Set([...unique.values()].map(({ customerId }) => customerId))];
  if (customerIds.length === 0) return [];
  const locked = await lockAccounts(tx, shop.shopId, customerIds, now);
  await appendEntries(tx, shop, locked, [...unique.values()].map(entryOf), now);
  await append(
    tx,
    shop.shopId,
    [...unique.values()].map((award) => eventOf(award, shop, now)),
    now,
  );
  return customerIds;
}

function entryOf({ customerId, key, rule, points, forTier, order, ...about }: Award): NewEntry {
  const { availableAt, earnedAt, programVersion, actor } = about;
  return {
    ...{ customerId, key, kind: "bonus", points, tierPoints: forTier === false ? 0n : points },
    ...{ availableAt, earnedAt, actor, programVersion },
    ...{ rule: rule.key, orderId: order?.orderId ?? null },
  };
}

function eventOf({ customerId, key, rule, points, earnedAt, availableAt, order }: Award, shop: Shop, now: Date): TimelineEvent {
  const data = {
    ...{ points, rule: rule.key, bonus: rule.kind, availableAt: availableAt.toISOString() },
    title: rule.title === null ? null : textIn(rule.title, shop.primaryLocale),
    ...(order === undefined ? {} : { orderId: order.orderId, orderName: order.name }),
  };
  // What is given for a day happened on it; what follows an order or a word happens when we hear of it.
  return { customerId, kind: "points.bonus", key, occurredAt: order === undefined && earnedAt < now ? earnedAt : now, data };
}
