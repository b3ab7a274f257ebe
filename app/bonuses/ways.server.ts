import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import { dayIn } from "../lib/time.ts";
import { isGivenFor, type Bonus } from "../program/rules/bonus-rules.ts";
import type { Program } from "../program/rules/rules.ts";
import { versionFor } from "../program/version-for.ts";
import { listPrograms } from "../program/versions.server.ts";
import type { Shop } from "../shops/shop.ts";
import { periodStart } from "./awards/calendar.ts";
import { actIsUsedUp } from "./awards/for-acts.ts";
import { readCountedOrders } from "./awards/for-orders.server.ts";
import { occasionOf, readGiven, type GivenEntry } from "./awards/awarded.server.ts";
import { readPeople, type BonusPerson } from "./people.server.ts";

/** A rule of the program as it stands for one customer. */
export type Way = {
  /** Key of the rule. */
  key: string;
  kind: Bonus["kind"];
  points: number;
  /** Nothing more can be had of it: given already, past, or its cap for the period is reached. */
  usedUp: boolean;
  /** Claims that wait for the merchant. */
  waiting: number;
};

type ClaimRow = { customer_id: bigint; rule: string; state: string; submitted_at: Date };

type Known = {
  person: BonusPerson;
  given: readonly GivenEntry[];
  orders: number;
  claims: readonly ClaimRow[];
};

/** What living customers can still have of the bonuses that are in force now. Changes nothing. */
export async function listWays(db: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<Map<bigint, Way[]>> {
  const programs = await listPrograms(db, shop.shopId);
  const rules = versionFor(now, programs).rules.bonuses.filter(({ enabled }) => enabled);
  if (rules.length === 0 || customerIds.length === 0) return new Map(customerIds.map((customerId) => [customerId, []]));
  const people = await readPeople(db, shop.shopId, customerIds);
  const given = await readGiven(db, shop.shopId, customerIds);
  const orders = await readCountedOrders(db, shop.shopId, customerIds, programs);
  const claims = Map.groupBy(await readClaims(db, shop.shopId, customerIds), ({ customer_id }) => customer_id);
  return new Map(
    people.map((person) => {
      const { customerId } = person;
      const known: Known = {
        ...{ person, given: given.byCustomer.get(customerId) ?? [], orders: orders.get(customerId)?.length ?? 0 },
        claims: claims.get(customerId) ?? [],
      };
      return [customerId, rules.map((rule) => wayOf(rule, known, programs, shop, now))];
    }),
  );
}

function wayOf(rule: Bonus, known: Known, programs: readonly Program[], shop: Shop, now: Date): Way {
  const own = known.claims.filter((claim) => claim.rule === rule.key);
  return {
    ...{ key: rule.key, kind: rule.kind, points: rule.points },
    usedUp: isUsedUp(rule, known, own, programs, shop, now),
    waiting: own.filter(({ state }) => state === "waiting").length,
  };
}

function isUsedUp(
  rule: Bonus,
  { person, given, orders }: Known,
  claims: readonly ClaimRow[],
  programs: readonly Program[],
  shop: Shop,
  now: Date,
): boolean {
  if (isGivenFor("act", rule)) return actIsUsedUp(rule.kind, person, given);
  switch (rule.kind) {
    case "first-order":
      return orders > 0;
    case "milestone":
      return orders >= rule.orders;
    case "birthday":
    case "anniversary":
      return hadThisYear(rule.kind, given, programs, dayIn(now, shop.timeZone).year);
    case "review":
    case "survey": {
      const since = periodStart(rule.cap.period, now, shop.timeZone);
      return claims.filter(({ submitted_at }) => since === null || submitted_at >= since).length >= rule.cap.times;
    }
    case "social":
      return claims.length > 0;
  }
}

function hadThisYear(
  kind: "birthday" | "anniversary",
  given: readonly GivenEntry[],
  programs: readonly Program[],
  year: number,
): boolean {
  const keys = new Set(programs.flatMap(({ rules }) => rules.bonuses.filter((rule) => rule.kind === kind).map(({ key }) => key)));
  return given.some((entry) => keys.has(entry.rule) && occasionOf(entry) === String(year));
}

async function readClaims(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<ClaimRow[]> {
  const { rows } = await sql<ClaimRow>`
    select customer_id, rule, state, submitted_at from bonus_claims
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and state <> 'declined'
  `.execute(db);
  return rows;
}
