import { sql } from "kysely";
import { expect, it } from "vitest";

import type { Fact } from "../../app/facts/fact.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import * as segments from "../../app/segments/segments.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { apply, customer, later, NOW, placed } from "../bonuses/stage.ts";
import { addFlow, oneEmail } from "../support/flows.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import {
  countRows,
  fewer,
  fillForBoth,
  GONE,
  KEPT,
  notHandedOver,
  staying,
  unfilled,
  whereGoneIsNamed,
  type Meaning,
  type Rows,
} from "./merge-every-table.ts";

const database = useDatabase();

/** Tables in which something stays with the customer who is gone: how many of the test's rows, and why. Whatever is new is handed over or belongs here. */
const STAYS: Record<string, { rows: number; why: string }> = {
  bonus_claims: { rows: 1, why: "both asked for the same: one decision is enough, and the kept customer has theirs" },
  customer_names: { rows: 1, why: "what the old id's row of customers says; lists leave it out" },
  customers: { rows: 1, why: "the old id leads to the new one" },
  flow_runs: { rows: 1, why: "both had the same occasion, which the kept customer must not have again" },
  import_rows: { rows: 2, why: "they say what was done to whom at the time; undoing asks who they are by now" },
  ledger_accounts: { rows: 1, why: "of the entries that stay; it is empty" },
  ledger_entries: { rows: 2, why: "the ledger only grows: each that stays has its opposite, and the kept customer the same" },
  members: { rows: 1, why: "nothing is in it any more" },
  tier_changes: { rows: 2, why: "tiers of then: an order has noted the one that it counts by" },
  timeline_events: {
    rows: 2,
    why: "what the merge itself ended: two segments. All that was before is the kept customer's",
  },
};

/** Tables that have fewer rows afterwards, and why nothing is lost. */
const ENDS: Record<string, string> = {
  achievement_awards: "one person has a badge once, since the first day; what the ledger has of both adds up",
  affiliate_touches: "the same link that was followed in the same instant counts once",
  campaign_recipients: "one person gets a campaign's email once",
  community_members: "one person is in a group once, by the link that they had first",
  consent_pushes: "the newest consent of both is told",
  customer_field_values: "of two values of one field the kept customer's holds",
  customer_scores:
    "they are of a day and of the orders of one: in the night that follows the kept customer is scored by those of both",
  flow_timers: "the flow of the customer who is gone has ended, and nothing more is due",
  gathering_registrations: "one person comes once, with the better of what both had",
  leaderboard_members: "one person is ranked once, by the name of the kept customer, with the points of both",
  learning_passes: "one person has passed a module once, since the first time",
  mirror_members: "Shopify itself says in which of its segments the kept customer is",
  preferences: "of both choices the stricter holds",
  refill_dues: "when something runs out is worked out anew, of the orders of both",
  refill_wishes: "what either did not want any more holds, else what was asked last",
  reviews: "of two of one product what was said last holds; an author has one voice for it",
  segment_dues: "nothing moves them any more; the kept one's is worked out anew",
  segment_members: "the customer who is gone is in no segment; the kept one is in those that hold for both together",
  segment_tags: "one customer has a tag once; it is ours if it was of either",
  visit_events: "the same thing in the same half hour counts once",
};

/** Columns besides `customer_id` that still say the old id, and why. */
const SAYS: Record<string, string> = {
  "customer_names.text": "the test's own, as the address in customers",
  "customers.email": "the test's own, and the address of who is gone",
  "ledger_entries.key": "names what was posted once, to whom it was then",
  "messages.key": "names what was sent once, to whom it was then",
  "orders.snapshot": "as Shopify told it",
  "tier_changes.key": "names what changed once, of whom it was then",
  "timeline_events.data": "the merge itself",
  "timeline_events.key": "names what happened once, to whom it was then",
};

/** What must be as the app writes it, for what follows from a merge to read it. */
const MEANING: Meaning = {
  // Whoever is excluded earns nothing: later than all that happens here.
  "customer_exclusions.since": () => "'2099-01-01T00:00:00Z'",
  "flow_runs.flow_id": ({ shopId }) => `(select min(flow_id) from flows where shop_id = ${shopId})`,
  "flow_runs.version": () => "1",
  "flow_runs.step_id": () => "'value'",
  "flow_runs.occasion": ({ of, number }) => `'order:' || ${anchor(of, number)}`,
  "flow_runs.since": ({ of, number }) => anchor(of, number),
  "flow_runs.state": ({ of }) => (of === "both" ? "'ended'" : "'active'"),
  "flow_timers.run_id": ({ shopId, customerId }) =>
    `(select run_id from flow_runs where shop_id = ${shopId} and customer_id = ${customerId} and state = 'active')`,
  "segment_members.segment_id": ({ shopId, of, number }) =>
    `(select segment_id from segments where shop_id = ${shopId} order by segment_id offset ${of === "both" ? 0 : 1 + (number % 2)} limit 1)`,
  // Worth nothing, so that the ledger need not have it.
  "redemptions.points": () => "0",
};
const anchor = (of: "one" | "both", number: number) => `'2026-01-0${of === "both" ? 9 : 1 + (number % 2)}T00:00:00.000Z'`;

/** Filled by the life that both lead: what they hold is not for a test to invent. */
const LIVED = ["customers", "orders", "ledger_accounts", "ledger_entries", "members", "tier_changes"];

type Merged = { shop: Shop; before: Rows; after: Rows };

async function mergedShop(): Promise<Merged> {
  const rules = { ...DEFAULT_RULES, earn: { points: "100", units: "1" }, tiers: TIER_PRESET };
  const shop = await createEarningShop(database.db, { programs: [{ version: 1, effectiveFrom: new Date(0), rules }] });
  await addFlow(database.db, shop, oneEmail, NOW);
  await segments.createDefaults(shop.shopId, "en", NOW);
  const people: Fact[] = [customer(GONE), customer(KEPT)];
  await apply(shop, [...people, placed(1n, { customerId: GONE }), placed(2n, { customerId: KEPT })]);
  await fillForBoth(database.db, shop.shopId, MEANING, LIVED);
  const before = await countRows(database.db, shop.shopId);
  await apply(shop, [{ kind: "customers-merged", keptId: KEPT, goneId: GONE, at: later(1) }], later(1));
  return { shop, before, after: await countRows(database.db, shop.shopId) };
}

const rowsThatStay = Object.fromEntries(Object.entries(STAYS).map(([table, { rows }]) => [table, rows]));
const saysGone = [...Object.keys(STAYS).map((table) => `${table}.customer_id`), ...Object.keys(SAYS)].sort();

it("hands over everything that any table of the database has of a customer, and loses nothing (house A3)", async () => {
  const { shop, before, after } = await mergedShop();
  expect(unfilled(before)).toEqual([]);
  expect(staying(after)).toEqual(rowsThatStay);
  expect(fewer(before, after)).toEqual(Object.keys(ENDS));
  expect(notHandedOver(before, after).filter((table) => !(table in STAYS) && !(table in ENDS))).toEqual([]);
  expect((await whereGoneIsNamed(database.db, shop.shopId)).sort()).toEqual(saysGone);
  expect(await readAccount(database.db, shop, GONE, later(30))).toMatchObject({ available: 0n, pending: 0n });
  expect(await readAccount(database.db, shop, KEPT, later(30))).toMatchObject({ available: 10_000n, pending: 0n });
  expect((await verify(database.db, shop)).discrepancies).toEqual([]);
  const { rows: members } = await sql<Record<string, unknown>>`
    select * from members where shop_id = ${shop.shopId} and customer_id = ${GONE}`.execute(database.db);
  const { shop_id, customer_id, as_of, has_account, ...left } = members[0] ?? {};
  expect([shop_id, customer_id, as_of, has_account]).toEqual([shop.shopId, GONE, later(1), true]);
  expect(Object.values(left).filter((value) => value !== null && value !== 0n && value !== "")).toEqual([]);
});

it("bites: on a table that a merge misses, and on rows that it loses", async () => {
  await sql`create table postcards (shop_id int, postcard_id bigserial, customer_id bigint, said text not null,
    primary key (shop_id, postcard_id))`.execute(database.db);
  await sql`create table favorites (shop_id int, whose bigint, primary key (shop_id, whose))`.execute(database.db);
  const { shop, before, after } = await mergedShop();
  await sql`insert into favorites values (${shop.shopId}, ${GONE})`.execute(database.db);
  expect(staying(after)).toEqual({ ...rowsThatStay, postcards: 2 });
  expect(notHandedOver(before, after)).toContain("postcards");
  const named = await whereGoneIsNamed(database.db, shop.shopId);
  expect(named.filter((column) => !saysGone.includes(column)).sort()).toEqual(["favorites.whose", "postcards.customer_id"]);

  await sql`delete from postcards where shop_id = ${shop.shopId} and customer_id = ${GONE}`.execute(database.db);
  const lossy = await countRows(database.db, shop.shopId);
  expect(fewer(before, lossy)).toEqual([...Object.keys(ENDS), "postcards"].sort());
  expect(notHandedOver(before, lossy)).toContain("postcards");
  const empty = new Map([["postcards", { all: 2, gone: 2, kept: 0 }]]);
  expect(unfilled(empty)).toEqual(["postcards"]);
});
