import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";

import { jobs } from "../../app/jobs/jobs.server.ts";
import { workRun } from "../../app/jobs/runs/batches.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { drainInbox } from "../../app/jobs/loops/inbox-loop.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import * as pipeline from "../support/pipeline.ts";
import * as ledger from "../../app/points/ledger.server.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import { getShop } from "../../app/shops/shops.server.ts";
import * as inbox from "../../app/webhooks/inbox.server.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";

const database = useDatabase();
const NOW = new Date("2026-03-02T12:00:00Z");

beforeAll(() => createQueues());
afterAll(() => stopEngine());

test("in a new time zone what was noted of days is noted anew", async () => {
  const rules = { ...DEFAULT_RULES, expiry: { mode: "lot" as const, months: 3 } };
  const shop = await createEarningShop(database.db, { programs: [{ version: 1, effectiveFrom: new Date(0), rules }] });
  await sql`insert into customers (shop_id, customer_id, created_at, tags) values (${shop.shopId}, 77, ${NOW}, '{}')`.execute(
    database.db,
  );
  await pipeline.inShop(shop.shopId, (tx) =>
    ledger.adjust(tx, shop, { customerId: 77n, points: 100n, reason: "", actor: "system", key: "a" }, NOW),
  );
  const moved = {
    name: "Moved",
    email: "a@b.example",
    currency: shop.currency,
    iana_timezone: "Pacific/Auckland",
    updated_at: NOW,
  };
  const arrival = { domain: shop.domain, topic: "shop/update", dedupeKey: ":1", webhookId: "1", apiVersion: "2026-10" };
  await inbox.accept(database.db, [{ ...arrival, triggeredAt: NOW, receivedAt: NOW, body: Buffer.from(JSON.stringify(moved)) }]);
  expect(await drainInbox(() => NOW)).toBe(1);
  const there = await getShop(database.db, shop.shopId);
  expect(there.timeZone).toBe("Pacific/Auckland");
  const queued = await sql<{
    name: string;
  }>`select name from pgboss.job where data ->> 'shopId' = ${String(shop.shopId)} order by name`.execute(database.db);
  expect(queued.rows.map(({ name }) => name)).toEqual(["follow-program", "follow-refills", "rebuild-segments"]);
  await jobs["follow-program"].handler({ shopId: shop.shopId });

  const { rows } = await sql<{ run_id: bigint }>`select run_id from batch_runs where shop_id = ${shop.shopId}`.execute(
    database.db,
  );
  for (const { run_id } of rows) await workRun(there, run_id, { now: () => NOW, restMs: 0 });
  expect((await verify(database.db, there)).discrepancies).toEqual([]);
});
