import { expect, test } from "vitest";

import { liveEra } from "../support/points-model/era.ts";
import { useDatabase } from "../support/database.ts";
import { SEED } from "../support/seed-value.ts";

const database = useDatabase();

const ERAS = Number(process.env["ERAS"] ?? 5);
const SHOPS = Number(process.env["SHOPS"] ?? 4);
const WORLDS = Number(process.env["WORLDS"] ?? 100);
const ROUNDS = Number(process.env["ROUNDS"] ?? 12);
const seed = SEED ?? Math.floor(Math.random() * 2 ** 31);

test(`points end as plain arithmetic says, whatever happens in whatever order (${ERAS * SHOPS * WORLDS} sequences, seed ${seed})`, async () => {
  for (let era = 0; era < ERAS; era += 1) {
    await database.pool.query("update shops set status = 'uninstalled'");
    await database.pool.query("truncate ledger_accounts, redemptions, members");
    await liveEra(database.db, { seed: seed + era, shops: SHOPS, worlds: WORLDS, rounds: ROUNDS });
  }
  expect(ERAS * SHOPS * WORLDS).toBeGreaterThan(0);
}, 1_800_000);
