import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import * as flows from "../flows/runs.server.ts";
import * as pipeline from "../pipeline.server.ts";
import { syncTimers } from "../flows/sync.server.ts";
import { rebuild } from "../segments/rebuild.server.ts";
import type { Shop } from "../shops/shop.ts";
import { findShop, listInstalled } from "../shops/shops.server.ts";
import { listOpenBulk, readBulk, startBackfill } from "../sync/backfill.server.ts";
import { fetchOrders } from "../sync/fetch-orders.server.ts";
import { repair } from "../sync/metafields.server.ts";
import { publishProgram } from "../sync/program-metafield.server.ts";
import * as inbox from "../webhooks/inbox.server.ts";
import { enqueue, type JobData, type JobName } from "./queue.server.ts";

const WATCH_EVERY_SECONDS = 30;

export type Job<Name extends JobName> = {
  handler: (data: JobData<Name>) => Promise<void>;
  /** When it runs by itself, in UTC. */
  cron?: string;
};

/** What runs in the background, besides the claim loops. A job may run twice and must then change nothing. */
export const jobs: { [Name in JobName]: Job<Name> } = {
  "start-backfill": {
    handler: ({ shopId }) =>
      forInstalled(shopId, async (shop) => {
        await startBackfill(shop);
        await enqueue("watch-bulk", [{ shopId }], { afterSeconds: WATCH_EVERY_SECONDS });
      }),
  },
  "read-bulk": {
    handler: ({ shopId, bulkGid }) =>
      forInstalled(shopId, async (shop) => {
        await readBulk(shop, bulkGid);
      }),
  },
  // The message that a bulk operation has finished can be lost like any webhook.
  "watch-bulk": {
    handler: ({ shopId }) =>
      forInstalled(shopId, async () => {
        const open = await listOpenBulk(shopId);
        await enqueue(
          "read-bulk",
          open.map((bulkGid) => ({ shopId, bulkGid })),
        );
        if (open.length > 0) await enqueue("watch-bulk", [{ shopId }], { afterSeconds: WATCH_EVERY_SECONDS });
      }),
  },
  "fetch-orders": {
    handler: ({ shopId, orderIds }) =>
      forInstalled(shopId, async (shop) => {
        const facts = await fetchOrders(shop, orderIds.map(BigInt));
        if (facts.length > 0) await pipeline.inShop(shopId, (tx) => pipeline.apply(tx, shop, facts, now()));
      }),
  },
  "publish-program": { handler: ({ shopId }) => forInstalled(shopId, publishProgram) },
  "rebuild-segments": {
    handler: ({ shopId }) =>
      forInstalled(shopId, async (shop) => {
        await rebuild(db(), shop, now(), (tx, _shopId, customerIds) => flows.react(tx, shop, customerIds, now()));
      }),
  },
  "sync-flows": { handler: ({ shopId }) => forInstalled(shopId, (shop) => syncTimers(db(), shop, now())) },
  // Memberships are kept with every event; this finds whatever should have slipped through.
  "check-segments": {
    cron: "20 3 * * *",
    handler: async () => {
      const shops = await listInstalled(db());
      await enqueue(
        "rebuild-segments",
        shops.map(({ shopId }) => ({ shopId })),
      );
    },
  },
  // Runs and timers too are kept with every event.
  "check-flows": {
    cron: "50 3 * * *",
    handler: async () => {
      const shops = await listInstalled(db());
      await enqueue(
        "sync-flows",
        shops.map(({ shopId }) => ({ shopId })),
      );
    },
  },
  "repair-metafields": {
    cron: "40 2 * * *",
    handler: async () => {
      for (const shop of await listInstalled(db())) await repair(shop.shopId, now());
    },
  },
  "clean-up": {
    cron: "15 3 * * *",
    handler: async () => {
      await inbox.cleanUp(db(), now());
    },
  },
};

async function forInstalled(shopId: number, work: (shop: Shop) => Promise<void>): Promise<void> {
  const shop = await findShop(db(), shopId);
  if (shop?.status === "installed") await work(shop);
}
