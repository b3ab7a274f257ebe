import { expect, test } from "vitest";

import { liveEra } from "../support/points-model/life/era.ts";
import { useDatabase } from "../support/database.ts";
import { SEED } from "../support/seed-value.ts";

// tests/support/points-model/README.md says what holds.
const database = useDatabase();

/** Each era has a clock of its own; its shops live side by side, and in each so many sequences that have nothing to do with one another. */
const ERAS = Number(process.env["ERAS"] ?? 5);
const SHOPS = 4;
const SEQUENCES = 100;
const ROUNDS = 10;
/** What has to happen at least once, or nothing is shown: entries, ends of redemptions, ways of tiers, bonuses, claims and past orders. */
const MUST_HAPPEN = [
  ["order", "redemption", "release", "return", "expiry", "import", "adjustment", "merge"],
  ["again", "expired", "withdrawn", "disabled", "refused", "used", "issued"],
  ["earned", "lost", "rules", "granted"],
  ["sign-up", "letters", "first", "welcome", "second", "third", "cake", "candles", "review", "follow", "survey"],
  ["first taken back", "second taken back", "bonus of a merged customer", "bonus for a day that was late"],
  ["claim waiting", "claim approved", "claim declined"],
  ["guest's order claimed", "past order", "past order awarded", "past order awarded and refunded", "old invoice paid"],
  ["adjustment of many"],
];
const seed = SEED ?? Math.floor(Math.random() * 2 ** 31);

test(`points end as plain arithmetic says, whatever happens (${ERAS * SHOPS * SEQUENCES} sequences, seed ${seed})`, async () => {
  const happened = new Map<string, number>();
  const missing = () => MUST_HAPPEN.flat().filter((what) => (happened.get(what) ?? 0) === 0);
  // What is rare may not have come about on this machine, whose loops take turns in their own way: then life goes on for a while.
  for (let era = 0; era < ERAS || (era < 3 * ERAS && missing().length > 0); era += 1) {
    await liveEra(database.db, { seed: seed + era, shops: SHOPS, worlds: SEQUENCES, rounds: ROUNDS });
    for (const { what, times } of await tally()) happened.set(what, (happened.get(what) ?? 0) + times);
    // Loops serve all shops: those of an era that is over take no further part.
    await database.pool.query("update shops set status = 'uninstalled'");
    await database.pool.query(
      "truncate ledger_accounts, ledger_entries, points_months, points_totals, redemptions, members, tier_changes, bonus_claims, orders",
    );
  }
  expect(missing()).toEqual([]);
}, 1_800_000);

/** How often what was to be shown really happened. */
async function tally(): Promise<{ what: string; times: number }[]> {
  const { rows } = await database.pool.query<{ what: string; times: number }>(`
    select kind as what, count(*)::int as times from ledger_entries group by 1
    union all select 'again', count(*)::int from ledger_entries where key like 'redemption:%:again'
    union all select 'adjustment of many', count(*)::int from ledger_entries where key like 'adjustment:run:%'
    union all select rule || case when points < 0 then ' taken back' else '' end, count(*)::int from ledger_entries where kind = 'bonus' group by 1
    union all select 'bonus of a merged customer', count(*)::int from ledger_entries where kind = 'merge' and rule is not null
    union all select 'bonus for a day that was late', count(*)::int from ledger_entries where rule in ('cake', 'candles') and earned_at < recorded_at
    union all select coalesce(release_reason, state), count(*)::int from redemptions group by 1
    union all select reason, count(*)::int from tier_changes group by 1
    union all select 'claim ' || state, count(*)::int from bonus_claims group by 1
    union all select 'guest''s order claimed', count(*)::int from orders where claimed_by is not null
    union all select case when earns then 'old invoice paid' else 'past order' end, count(*)::int
      from orders o join shops s using (shop_id) where o.created_at < s.installed_at and o.program_version is null group by 1
    union all select 'past order awarded', count(*)::int from orders where program_version is not null
    union all select 'past order awarded and refunded', count(distinct o.order_id)::int from orders o
      join ledger_entries e on e.shop_id = o.shop_id and e.order_id = o.order_id and e.points < 0 and e.kind = 'order'
      where o.program_version is not null
  `);
  return rows;
}
