import { sql } from "kysely";

import { readParticipant } from "../../customers/exclusions/exclusions.server.ts";
import type { CustomerDetail } from "../../customers/views/detail.server.ts";
import type { Db } from "../../db.server.ts";
import { addDays, dayIn, DAY_MS, type CalendarDay } from "../../lib/time.ts";
import type { Preferences } from "../../messages/preferences/preferences.server.ts";
import type { ProgramRules } from "../../program/rules/rules.ts";
import { takesPart } from "../../program/state/state.ts";
import { listStates } from "../../program/versions.server.ts";
import { dueItems } from "../../refill/due.ts";
import { readRefills } from "../../refill/read.server.ts";
import { listForMembers } from "../../rewards/for-members.server.ts";
import { listOffered } from "../../rewards/rewards.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Standing } from "../../tiers/tiers.server.ts";
import type { CustomerScore } from "../scores/read-score.server.ts";
import { flowFor, nextAction, type ActionFacts, type NextAction } from "./next-action.ts";
import { readTraces } from "./traces.server.ts";

/** `flowId`: the shop's flow that does it for everybody; null: it has none. */
export type Suggested = { action: NextAction; flowId: number | null };

/** What the customer's page knows already. */
type Known = {
  customer: CustomerDetail;
  available: bigint;
  preferences: Preferences;
  score: CustomerScore | null;
  standing: Standing | null;
  rules: ProgramRules;
};

/** What to do next for a living customer; null: nothing needs doing. */
export async function suggestAction(db: Db, shop: Shop, known: Known, now: Date): Promise<Suggested | null> {
  const { customer, available, preferences, score, standing, rules } = known;
  const { shopId, timeZone } = shop;
  const { customerId } = customer;
  const [traces, refill, offered, forMembers, states, who] = await Promise.all([
    readTraces(db, shopId, customerId, now),
    firstRefill(db, shop, customerId, now),
    listOffered(db, shopId),
    listForMembers(db, shopId, [customerId]),
    listStates(db, shopId),
    readParticipant(db, shopId, customerId),
  ]);
  // Nobody is told of what they cannot have: the program rests, for all or for them.
  const runs = who !== null && takesPart(states, now, who);
  const theirs = forMembers.get(customerId) ?? [];
  const today = dayIn(now, timeZone);
  const [cheapest] = offered
    .filter(({ rewardId, terms }) => terms.segmentId === null || theirs.includes(rewardId))
    .map(({ terms: { title, points } }) => ({ title, points: BigInt(points) }))
    .toSorted((a, b) => Number(a.points - b.points));
  const next = standing?.next ?? null;
  const facts: ActionFacts = {
    hasAddress: customer.email !== null,
    consent: customer.emailConsent.state,
    consentUntold: customer.consentTrouble !== null,
    paused: preferences.pausedUntil !== null && preferences.pausedUntil > now,
    stopped: traces.stopped === null ? null : traces.stopped === "bounced" ? "bounced" : "unwanted",
    undeliveredAt: traces.undeliveredAt,
    refill,
    buying: score && { ...score, alive: score.prediction?.alive ?? null },
    ...{ available, cheapest: runs && cheapest !== undefined ? cheapest : null, everRedeemed: traces.everRedeemed },
    birthdayInDays: traces.birthday === null ? null : daysUntil(traces.birthday, today),
    birthdayCounts: runs && rules.bonuses.some(({ kind, enabled }) => kind === "birthday" && enabled),
    tier:
      standing === null || next === null || standing.rests
        ? null
        : { ...next, basis: standing.basis, threshold: rules.tiers?.levels.find(({ key }) => key === next.key)?.threshold ?? 0 },
    covered: traces.covered,
  };
  const action = nextAction(facts);
  if (action === null) return null;
  const preset = flowFor(action.key);
  return { action, flowId: preset === null ? null : (traces.flows.get(preset) ?? null) };
}

/** What runs out first of what the customer has, where they have not put it off. */
async function firstRefill(db: Db, shop: Shop, customerId: bigint, now: Date): Promise<ActionFacts["refill"]> {
  const facts = (await readRefills(db, shop, [customerId], now)).get(customerId);
  if (facts === undefined) return null;
  const ends = dueItems(facts, 0, shop.timeZone).filter(({ snoozed }) => !snoozed);
  const [first] = ends.toSorted((a, b) => a.lastsUntil.getTime() - b.lastsUntil.getTime());
  if (first === undefined) return null;
  const { rows } = await sql<{ title: string }>`
    select title from products where shop_id = ${shop.shopId} and product_id = ${first.productId}
  `.execute(db);
  const inDays = numberOf(dayIn(first.lastsUntil, shop.timeZone)) - numberOf(dayIn(now, shop.timeZone));
  return rows[0] === undefined ? null : { product: rows[0].title, inDays };
}

/** Days until a birthday; one of 29 February is on the 28th where there is none. */
export function daysUntil({ month, day }: { month: number; day: number }, today: CalendarDay): number {
  const inYear = (year: number) => {
    const exact = numberOf({ year, month, day });
    const lastOfMonth = numberOf(addDays({ year: month === 12 ? year + 1 : year, month: (month % 12) + 1, day: 1 }, -1));
    return Math.min(exact, lastOfMonth) - numberOf(today);
  };
  const thisYear = inYear(today.year);
  return thisYear >= 0 ? thisYear : inYear(today.year + 1);
}

function numberOf({ year, month, day }: CalendarDay): number {
  return Date.UTC(year, month - 1, day) / DAY_MS;
}
