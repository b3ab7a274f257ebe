import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";

import { switchFlowOn } from "../../app/actions/merchant/publish-flow.server.ts";
import { now as present } from "../../app/clock.server.ts";
import { switchOff } from "../../app/flows/switch.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
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

test("each hour what live flows will send is worked out where nothing is kept of the day, and pausing takes it away (issue 9, calendar)", async () => {
  const shop = await stageShop(database.db, NOW);
  const flowId = await startFlow(database.db, shop, oneEmail, NOW);
  await stageCustomer(database.db, shop, 7n, { lastOrderAt: plusMs(NOW, -80 * DAY_MS) });
  const asked = async () => {
    const { rows } = await sql<{ data: unknown }>`
      select data from pgboss.job where name = 'expect-emails' and (data ->> 'shopId')::int = ${shop.shopId}
    `.execute(database.db);
    return rows.map(({ data }) => data);
  };
  const kept = async () =>
    (await sql<{ days: object }>`select days from flow_volumes where shop_id = ${shop.shopId}`.execute(database.db)).rows;
  expect(schedule["check-volumes"]).toBe("25 * * * *");
  await jobs["check-volumes"].handler({});
  await jobs["check-volumes"].handler({});
  // Not the same flow twice at once.
  expect(await asked()).toEqual([{ shopId: shop.shopId, flowId }]);
  await jobs["expect-emails"].handler({ shopId: shop.shopId, flowId });
  const [volume] = await kept();
  expect(Object.values(volume?.days ?? {})).toEqual([1]);
  await sql`delete from pgboss.job where name = 'expect-emails'`.execute(database.db);
  await jobs["check-volumes"].handler({});
  expect(await asked()).toEqual([]);
  await switchOff(database.db, shop, flowId, "paused", present());
  expect(await kept()).toEqual([]);
  // Switched on again by a merchant, it is asked for at once.
  expect(await switchFlowOn(shop, flowId, null, { catchUp: { mode: "nobody" }, actor: "merchant:1" })).toMatchObject({
    ok: true,
  });
  expect(await asked()).toEqual([{ shopId: shop.shopId, flowId }]);
});
