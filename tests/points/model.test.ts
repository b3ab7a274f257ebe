import { expect, test } from "vitest";

import { liveEra } from "../support/points-model/era.ts";
import { useDatabase } from "../support/database.ts";
import { SEED } from "../support/seed-value.ts";

// tests/support/points-model/README.md says what holds.
const database = useDatabase();

/** Each era has a clock of its own; its shops live side by side, and in each so many sequences that have nothing to do with one another. */
const ERAS = Number(process.env["ERAS"] ?? 5);
const SHOPS = 4;
const SEQUENCES = 100;
const ROUNDS = 10;
const seed = SEED ?? Math.floor(Math.random() * 2 ** 31);

test(`points end as plain arithmetic says, whatever happens (${ERAS * SHOPS * SEQUENCES} sequences, seed ${seed})`, async () => {
  const happened = new Map<string, number>();
  for (let era = 0; era < ERAS; era += 1) {
    await liveEra(database.db, { seed: seed + era, shops: SHOPS, worlds: SEQUENCES, rounds: ROUNDS });
    for (const { what, times } of await tally()) happened.set(what, (happened.get(what) ?? 0) + times);
    // Loops serve all shops: those of an era that is over take no further part.
    await database.pool.query("update shops set status = 'uninstalled'");
    await database.pool.query("truncate ledger_accounts, ledger_entries, redemptions, members, tier_changes");
  }
  const kinds = ["order", "redemption", "release", "return", "expiry", "import", "adjustment", "merge"];
  const ends = ["again", "expired", "withdrawn", "disabled", "refused", "used", "issued"];
  const missing = [...kinds, ...ends, "earned", "lost", "rules"].filter((what) => (happened.get(what) ?? 0) === 0);
  expect(missing).toEqual([]);
}, 1_800_000);

/** How often what was to be shown really happened. */
async function tally(): Promise<{ what: string; times: number }[]> {
  const { rows } = await database.pool.query<{ what: string; times: number }>(`
    select kind as what, count(*)::int as times from ledger_entries group by 1
    union all select 'again', count(*)::int from ledger_entries where key like 'redemption:%:again'
    union all select coalesce(release_reason, state), count(*)::int from redemptions group by 1
    union all select reason, count(*)::int from tier_changes group by 1
  `);
  return rows;
}
