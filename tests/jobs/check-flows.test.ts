import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";

import { now as present } from "../../app/clock.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { jobs } from "../../app/jobs/jobs.server.ts";
import { schedule } from "../../app/jobs/schedule.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { stageCustomer, stageShop } from "../messages/stage.ts";
import { oneEmail, startFlow } from "../support/flows.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
// Jobs read the clock themselves.
const NOW = present();

beforeAll(() => createQueues());
afterAll(() => stopEngine());

test("every night each installed shop's runs and timers are brought in line, whatever slipped through", async () => {
  const shop = await stageShop(database.db, NOW);
  const gone = await stageShop(database.db, NOW);
  await sql`update shops set status = 'uninstalled' where shop_id = ${gone.shopId}`.execute(database.db);
  await startFlow(database.db, shop, oneEmail, NOW);
  await stageCustomer(database.db, shop, 1n, { lastOrderAt: NOW });

  expect(schedule["check-flows"]).toBe("50 3 * * *");
  await jobs["check-flows"].handler({});
  const { rows: asked } = await sql<{ data: unknown }>`select data from pgboss.job where name = 'sync-flows'`.execute(
    database.db,
  );
  expect(asked).toEqual([{ data: { shopId: shop.shopId } }]);
  await jobs["sync-flows"].handler({ shopId: shop.shopId });
  const { rows } = await sql`select customer_id, state from flow_runs where shop_id = ${shop.shopId}`.execute(database.db);
  expect(rows).toEqual([{ customer_id: 1n, state: "waiting" }]);
});
