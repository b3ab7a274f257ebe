import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";

import { stopEngine } from "../../app/queue/engine.server.ts";
import { jobSchemas } from "../../app/queue/jobs.ts";
import { enqueue } from "../../app/queue/queue.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
afterAll(() => stopEngine());

async function waiting(name: string): Promise<number> {
  const { rows } = await sql<{ jobs: number }>`select count(*)::int as jobs from pgboss.job where name = ${name}`.execute(
    database.db,
  );
  return rows[0]?.jobs ?? 0;
}

test("queues are there however many processes make them at once", async () => {
  await Promise.all([createQueues(), createQueues(), createQueues()]);
  await createQueues();
  const { rows } = await sql<{ name: string }>`select name from pgboss.queue where name not like '\\_\\_pgboss%'`.execute(
    database.db,
  );
  expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(jobSchemas).sort());
});

test("a result waits to be read once, however often it is asked for", async () => {
  const [one, other] = ["gid://shopify/BulkOperation/1", "gid://shopify/BulkOperation/2"];
  for (const bulkGid of [one, one, other]) await enqueue("read-bulk", [{ shopId: 1, bulkGid }]);
  await database.db.transaction().execute((tx) => enqueue("read-bulk", [{ shopId: 1, bulkGid: one }], { db: tx }));
  expect(await waiting("read-bulk")).toBe(2);
});

test("orders to read are never taken for others", async () => {
  for (const orderIds of [["1"], ["2"], ["1"]]) await enqueue("fetch-orders", [{ shopId: 1, orderIds }]);
  expect(await waiting("fetch-orders")).toBe(3);
});

test("a job whose transaction fails does not exist", async () => {
  const failing = database.db.transaction().execute(async (tx) => {
    await enqueue("publish-program", [{ shopId: 1 }], { db: tx });
    throw new Error("rolled back");
  });
  await expect(failing).rejects.toThrow("rolled back");
  expect(await waiting("publish-program")).toBe(0);
});
