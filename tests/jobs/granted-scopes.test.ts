import { sql } from "kysely";
import { expect, test, vi } from "vitest";

import { now } from "../../app/clock.server.ts";
import { jobs } from "../../app/jobs/jobs.server.ts";
import { drainInbox } from "../../app/jobs/loops/inbox-loop.server.ts";
import { planBackfill } from "../../app/sync/history/backfill.server.ts";
import { accept } from "../../app/webhooks/inbox.server.ts";
import { useDatabase } from "../support/database.ts";
import { installShop } from "../support/shops.ts";

const queue = vi.hoisted(() => ({ jobs: [] as string[] }));
vi.mock("../../app/queue/queue.server.ts", () => ({
  enqueue: (name: string, jobs: readonly object[]) => {
    queue.jobs.push(...jobs.map(() => name));
    return Promise.resolve();
  },
}));

const database = useDatabase();
const DOMAIN = "morgenrot.myshopify.com";

test("access to all orders has the orders read anew, once, and nothing else (real-store A2)", async () => {
  const { shopId } = await installShop(database.db, DOMAIN);
  await planBackfill(database.db, shopId);
  await sql`update backfills set state = 'done', started_at = now()`.execute(database.db);
  const waiting = async () =>
    (await sql<{ kind: string }>`select kind from backfills where state = 'waiting'`.execute(database.db)).rows.map(
      ({ kind }) => kind,
    );
  let told = 0;
  const tell = async (...current: string[]) => {
    told += 1;
    const about = { domain: DOMAIN, topic: "app/scopes_update", apiVersion: "2026-10", triggeredAt: now(), receivedAt: now() };
    const ids = { dedupeKey: `scopes:${told}`, webhookId: String(told) };
    await accept(database.db, [{ ...about, ...ids, body: Buffer.from(JSON.stringify({ current })) }]);
    queue.jobs = [];
    await drainInbox();
  };

  await tell("read_orders", "write_discounts");
  expect([queue.jobs, await waiting()]).toEqual([[], []]);
  await tell("read_orders", "write_discounts", "read_all_orders");
  expect(queue.jobs.sort()).toEqual(["read-all-orders", "subscribe-optional"]);
  queue.jobs = [];
  await jobs["read-all-orders"].handler({ shopId });
  expect([queue.jobs, await waiting()]).toEqual([["start-backfill"], ["orders"]]);
  await sql`update backfills set state = 'done', started_at = now()`.execute(database.db);
  await tell("read_orders", "write_discounts", "read_all_orders");
  expect([queue.jobs, await waiting()]).toEqual([[], []]);
});
